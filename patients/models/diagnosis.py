"""The disease that the program treats, as referred."""

from django.core.exceptions import ValidationError
from django.db import models

from il2program.audit.recorded import Recorded
from patients.models.patient import OfPatient, Patient
from patients.rules.diseases import Disease, codes_of


class Diagnosis(OfPatient, Recorded):
    patient = models.OneToOneField(Patient, models.PROTECT, related_name="diagnosis", editable=False)
    disease = models.CharField(max_length=24, choices=[(disease, disease.label) for disease in Disease])
    histology = models.CharField(max_length=80)
    icd10 = models.CharField("ICD-10-CM code", max_length=8)
    stage = models.CharField(max_length=20)
    # ICD-10-CM codes of secondary sites.
    sites = models.JSONField("sites of metastasis", default=list)
    diagnosed_on = models.DateField("date of diagnosis")

    class Meta:
        verbose_name_plural = "diagnoses"

    def __str__(self) -> str:
        return self.get_disease_display()

    def clean(self) -> None:
        if self.icd10 and self.icd10 not in codes_of(self.disease):
            raise ValidationError({"icd10": "This code does not belong to the disease chosen above."})

"""The patient's signed consent to treatment."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from il2program.audit.recorded import RecordedOnce
from patients.models.patient import OfPatient


class Consent(OfPatient, RecordedOnce):
    signed_on = models.DateField()
    form_version = models.CharField("version of the consent form", max_length=20)
    explained_by = models.CharField("explained by", max_length=120)
    witness = models.CharField(max_length=120)
    interpreter = models.CharField(max_length=120, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-signed_on", "-pk"]

    def __str__(self) -> str:
        return f"consent of {self.signed_on}"

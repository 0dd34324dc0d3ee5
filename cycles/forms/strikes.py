"""The form on which a dose is struck out that was charted on the wrong patient."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from cycles.models import Dose
from il2program.forms import ActionForm
from patients.models import Patient

# Whoever lay in a bed since then may be the right one.
SINCE = timedelta(days=14)


class RightPatientField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Patients by name and record number, the two by which they are told apart."""

    def label_from_instance(self, obj: Patient) -> str:
        return f"{obj.name} · record {obj.record_number} · born {obj.born_on:%Y-%m-%d}"


class StrikeForm(ActionForm):
    """`dose` is the row that the form showed."""

    dose = forms.ModelChoiceField(Dose.objects.none(), widget=forms.HiddenInput)
    belongs_to = RightPatientField(
        Patient.objects.none(),
        label="Patient to whom it belongs",
        required=False,
        empty_label="Nobody: it did not take place",
    )
    because = forms.CharField(label="How it came to this chart", max_length=300)

    def __init__(self, *args: Any, rows: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Dose]", self.fields["dose"]).queryset = rows
        lately = Q(cycles__discharged_at=None) | Q(cycles__discharged_at__gte=timezone.now() - SINCE)
        others = Patient.objects.filter(lately, cycles__isnull=False).exclude(pk=patient.pk).distinct()
        cast("RightPatientField", self.fields["belongs_to"]).queryset = others.order_by("family_name", "given_name")

    def refuse(self, refusal: ValidationError) -> None:
        """Where somebody else corrected meanwhile, the page shows what stands now; what is sent next has seen it."""
        super().refuse(refusal)
        if self.cleaned_data["dose"].pk != self.initial["dose"]:
            self.shows_anew("dose")

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


NOBODY = "nobody"


class StrikeForm(ActionForm):
    """`dose` is the row that the form showed. To whom it belongs is chosen, also where it is nobody's."""

    dose = forms.ModelChoiceField(Dose.objects.none(), widget=forms.HiddenInput)
    belongs_to = forms.ChoiceField(label="Patient to whom it belongs")
    because = forms.CharField(label="How it came to this chart", max_length=300)

    def __init__(self, *args: Any, rows: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Dose]", self.fields["dose"]).queryset = rows
        lately = Q(cycles__discharged_at=None) | Q(cycles__discharged_at__gte=timezone.now() - SINCE)
        others = Patient.objects.filter(lately, cycles__isnull=False).exclude(pk=patient.pk).distinct()
        self.others = {str(one.pk): one for one in others.order_by("family_name", "given_name")}
        choices = [("", "Choose"), (NOBODY, "Nobody: no dose was given"), *map(_choice, self.others.items())]
        cast("forms.ChoiceField", self.fields["belongs_to"]).choices = choices

    def clean_belongs_to(self) -> Patient | None:
        return self.others.get(self.cleaned_data["belongs_to"])

    def refuse(self, refusal: ValidationError) -> None:
        """Where somebody else corrected meanwhile, the page shows what stands now; what is sent next has seen it."""
        super().refuse(refusal)
        if self.cleaned_data["dose"].pk != self.initial["dose"]:
            self.shows_anew("dose")


def _choice(other: tuple[str, Patient]) -> tuple[str, str]:
    """By name and record number, the two by which patients are told apart."""
    key, patient = other
    return key, f"{patient.name} · record {patient.record_number}"

"""What is asked of the print centre."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from il2program.documents.models import Bound
from il2program.documents.printed_form import Paper
from il2program.documents.prints.asking import What
from il2program.forms import ActionForm, DayField
from patients.models import Patient

WHAT = {
    What.ADMISSIONS: "Packets for the admissions of a day",
    What.FIRST: "Packets for first admissions, which have no booked day",
    What.WARD: "Downtime sheets for everybody who is in the unit now",
    What.PATIENTS: "Packets of chosen patients",
}


class PrintsForm(ActionForm):
    """Which packets, on which paper, in which file."""

    what = forms.ChoiceField(label="What to print", choices=list(WHAT.items()), widget=forms.RadioSelect)
    day = DayField(label="Day of the admissions", required=False)
    patients = forms.ModelMultipleChoiceField(
        label="Patients",
        queryset=Patient.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="For packets of chosen patients, 100 at most.",
    )
    paper = forms.ChoiceField(label="Paper", choices=[(paper.value, paper.label) for paper in Paper])
    bound = forms.ChoiceField(label="File", choices=Bound.choices)

    def __init__(self, *args: Any, patients: QuerySet[Patient], **kwargs: Any) -> None:
        first = {"what": What.ADMISSIONS, "day": timezone.localdate() + timedelta(days=1)}
        super().__init__(*args, initial=first | (kwargs.pop("initial", None) or {}), **kwargs)
        chosen: Any = self.fields["patients"]
        chosen.queryset = patients
        chosen.label_from_instance = _named

    def clean_day(self) -> Any:
        return self.cleaned_data["day"] or timezone.localdate() + timedelta(days=1)


def _named(patient: Patient) -> str:
    return f"{patient.name}, born {patient.born_on:%-d %b %Y}, record {patient.record_number}"

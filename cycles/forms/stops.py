"""The forms on which a physician orders about the journey."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cycles.models import StopReason
from cycles.models.stops import PermanentCriterion
from cycles.rules.protocol import rest_days
from il2program.forms import ActionForm, DayField
from il2program.signatures.forms import SigningForm


class EarlyAdmissionForm(SigningForm):
    """An admission before its rest is over.

    What is signed names the days of rest, which follow from the day: a signature counts only
    for the days that the page showed.
    """

    admit_on = DayField(label="Admission on")
    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    short_rest = forms.BooleanField(required=False)
    seen_rest_days = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, discharged_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.discharged_on = discharged_on

    @property
    def day(self) -> date | None:
        """The day typed so far."""
        try:
            return self.fields["admit_on"].clean(self["admit_on"].value())
        except ValidationError:
            return None

    @property
    def rest(self) -> int | None:
        """Days of rest that the day typed so far leaves; None where it cannot be one."""
        if self.discharged_on is None or self.day is None or self.day <= self.discharged_on:
            return None
        return rest_days(self.discharged_on, self.day)

    def clean(self) -> dict[str, Any]:
        seen = self.cleaned_data.pop("seen_rest_days", None)
        if self.rest is not None and seen != self.rest:
            self.add_error("admit_on", "Read what you sign for this day, then sign.")
        return super().clean()


class EndCourseForm(SigningForm):
    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class AdmissionExceptionForm(SigningForm):
    """An admission on results that are too old or a criterion that is not met."""

    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


# All doses given and no dose given are told by the discharge alone.
STOPS = [choice for choice in StopReason.choices if choice[0] not in (StopReason.MAX_DOSES, StopReason.NOT_STARTED)]


class StopCycleForm(ActionForm):
    reason = forms.ChoiceField(label="Why no further dose is given", choices=[("", "Choose"), *STOPS])
    note = forms.CharField(max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class PermanentStopForm(SigningForm):
    criterion = forms.ChoiceField(label="What was found", choices=[("", "Choose"), *PermanentCriterion.choices])
    found_on = DayField(label="Found on")
    note = forms.CharField(max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class HepaticRecoveryForm(ActionForm):
    resolved_on = DayField(label="Resolved on")

"""The forms of the pathway: another day for a booking, and the physician's sign-off."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms

from eligibility.areas import Line, lines_of
from eligibility.facts import Workup, shown_of
from eligibility.models import SignOff
from eligibility.models.sign_off import Eligible, NotEligibleBecause
from il2program.forms import ActionForm, DayField, SeenField
from il2program.signatures.forms import SigningForm


class MoveForm(ActionForm):
    booked_on = DayField(label="New day")
    moved_because = forms.CharField(label="Reason for another day than the target", max_length=300)
    seen = SeenField()


class WithdrawForm(ActionForm):
    because = forms.CharField(label="Reason to withdraw it", max_length=300)
    seen = SeenField()


class SignOffForm(SigningForm):
    """The decision, and a reason for each criterion of the workup that is not met; or what is missing.

    returning: the button that gives the workup back was pressed; nothing is signed then.
    """

    decision = forms.ChoiceField(choices=Eligible.choices, widget=forms.RadioSelect)
    codes = forms.MultipleChoiceField(
        label="Why not eligible",
        choices=NotEligibleBecause.choices,
        required=False,
        help_text="Needed for “not eligible”; mark all that hold.",
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label="In words",
        max_length=600,
        required=False,
        help_text="Needed for “not eligible”: the reply to the referring physician prints them.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    missing = forms.CharField(
        label="What is missing",
        max_length=600,
        required=False,
        help_text="The coordinator reads it on the worklist. Returning is no signature.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, workup: Workup, course: int, returning: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, shown=shown_of(workup), **kwargs)
        self.returning = returning
        for name in ("decision", "password", "code"):
            if returning and name in self.fields:
                self.fields[name].required = False
        cast(forms.ChoiceField, self.fields["decision"]).choices = [
            (choice, f"{choice.label}. “{SignOff(course=course, decision=choice).meaning}”") for choice in Eligible
        ]
        self.deviations = [line for line in lines_of(workup) if not line.is_met]
        for line in self.deviations:
            self.fields[_name_of(line)] = forms.CharField(
                label=f"Reason to accept {line.judgement.criterion.id}",
                max_length=300,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def exceptions(self) -> Iterator[tuple[Line, forms.BoundField]]:
        """Each criterion that is not met, with the field of its reason."""
        return ((line, self[_name_of(line)]) for line in self.deviations)

    def clean(self) -> dict[str, Any]:
        """The reasons in one dictionary by criterion, as the action takes them; of a return what is missing."""
        if self.returning:
            return {name: self.cleaned_data[name] for name in ("missing", "seen") if name in self.cleaned_data}
        cleaned = super().clean()
        cleaned.pop("missing", None)
        reasons = {line.judgement.criterion.id: cleaned.pop(_name_of(line), "") for line in self.deviations}
        return cleaned | {"exceptions": reasons}


def _name_of(line: Line) -> str:
    return f"exception_{line.judgement.criterion.id}"

"""The forms of an admission: its beginning and its end."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cycles.forms.weights import DosingWeightField
from cycles.models import Cycle, StopReason
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.forms import ActionForm, InstantField

GAP_FIELD = "short_gap_acknowledged_by"


def _free_beds() -> list[tuple[str, str]]:
    return [("", "Choose"), *((bed, bed) for bed in Cycle.objects.free_beds())]


class AdmitForm(ActionForm):
    """asks_for_gap: the rest between two courses is shorter than its target. asks_for_review: a course goes on."""

    bed = forms.ChoiceField(
        choices=_free_beds, error_messages={"invalid_choice": "This bed is not free any more. Choose another one."}
    )
    admitted_at = InstantField(label="Admitted at")
    dosing_weight_kg = DosingWeightField(help_text="The actual weight today, which the physician orders the doses by.")
    first_dose_due_at = InstantField(label="First dose planned for")
    short_gap_acknowledged_by = forms.ModelChoiceField(
        Person.objects.holding(Role.PHYSICIAN),
        label="Physician who took note that seven weeks have not passed",
        required=False,
        empty_label="Choose",
    )

    toxicity_reviewed_by = forms.ModelChoiceField(
        Person.objects.holding(Role.PHYSICIAN),
        label="Physician who reviewed the toxicity of the cycle before",
        required=False,
        empty_label="Choose",
    )

    def __init__(self, *args: Any, asks_for_gap: bool, asks_for_review: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_for_gap = asks_for_gap
        if not asks_for_review:
            del self.fields["toxicity_reviewed_by"]

    def refuse(self, refusal: ValidationError) -> None:
        """The physician is asked for where the action says so, too."""
        self.asks_for_gap |= GAP_FIELD in getattr(refusal, "error_dict", {})
        super().refuse(refusal)


class DischargeForm(ActionForm):
    discharged_at = InstantField(label="Discharged at")
    stop_reason = forms.ChoiceField(
        label="Why no further dose was given", choices=[("", "Choose"), *StopReason.choices]
    )
    stop_note = forms.CharField(label="Note", max_length=300, required=False)
    stay_reason = forms.CharField(
        label="Why the stay was not five to seven days",
        max_length=300,
        required=False,
        help_text="Needed only where it was shorter or longer; admission and discharge day both count.",
    )

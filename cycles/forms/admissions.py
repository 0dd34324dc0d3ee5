"""The forms of an admission: its beginning and its end."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from cycles.models import Cycle, StopReason
from cycles.models.cycle import possible_weight
from cycles.rules.dosing import Dose, dose
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.forms import ActionForm, InstantField

GAP_FIELD = "short_gap_acknowledged_by"


def _free_beds() -> list[tuple[str, str]]:
    return [("", "Choose"), *((bed, bed) for bed in Cycle.objects.free_beds())]


class AdmitForm(ActionForm):
    """asks_for_gap: the rest between two courses is shorter than its target."""

    bed = forms.ChoiceField(
        choices=_free_beds, error_messages={"invalid_choice": "This bed is not free any more. Choose another one."}
    )
    admitted_at = InstantField(label="Admitted at")
    dosing_weight_kg = forms.DecimalField(
        label="Dosing weight",
        max_digits=5,
        decimal_places=1,
        validators=[possible_weight],
        help_text="The actual weight today. It stays the dosing weight of the whole cycle.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-unit": "kg"}),
        error_messages={
            "invalid": "Type the weight as a number in kg, such as 80.5.",
            "max_decimal_places": "Type the weight to 0.1 kg, such as 80.5.",
        },
    )
    first_dose_due_at = InstantField(label="First dose planned for")
    short_gap_acknowledged_by = forms.ModelChoiceField(
        Person.objects.holding(Role.PHYSICIAN),
        label="Physician who took note that seven weeks have not passed",
        required=False,
        empty_label="Choose",
    )

    def __init__(self, *args: Any, asks_for_gap: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_for_gap = asks_for_gap

    def refuse(self, refusal: ValidationError) -> None:
        """The physician is asked for where the action says so, too."""
        self.asks_for_gap |= GAP_FIELD in getattr(refusal, "error_dict", {})
        super().refuse(refusal)

    @property
    def computed_dose(self) -> Dose | None:
        """The dose for the weight typed so far; None where it cannot be one."""
        field = self["dosing_weight_kg"]
        try:
            weight_kg = self.fields["dosing_weight_kg"].clean(field.value())
        except ValidationError:
            return None
        return dose(weight_kg, deliverable_ml_per_vial=Decimal(settings.DELIVERABLE_ML_PER_VIAL))


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

"""The field of a dosing weight, and the dose that follows from what was typed into it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from cycles.models.cycle import possible_weight
from cycles.rules.dosing import Dose, dose


class DosingWeightField(forms.DecimalField):
    """kg, to 0.1 kg."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "data-unit": "kg"}
        super().__init__(
            label="Dosing weight",
            max_digits=5,
            decimal_places=1,
            validators=[possible_weight],
            widget=forms.TextInput(attrs=attrs),
            error_messages={
                "invalid": "Type the weight as a number in kg, such as 80.5.",
                "max_decimal_places": "Type the weight to 0.1 kg, such as 80.5.",
            },
            **kwargs,
        )


def computed_dose(form: forms.Form) -> Dose | None:
    """The dose for the weight typed so far; None where it cannot be one."""
    try:
        weight_kg = form.fields["dosing_weight_kg"].clean(form["dosing_weight_kg"].value())
    except ValidationError:
        return None
    return dose(weight_kg, deliverable_ml_per_vial=Decimal(settings.DELIVERABLE_ML_PER_VIAL))

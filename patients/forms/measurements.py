"""The fields in which a value is typed, and the form that corrects one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from il2program.forms import ActionForm, DayField
from patients.rules.analytes import Analyte, Kind, analyte


def value_field(definition: Analyte) -> forms.Field:
    """The field for one analyte, as its row of the table says."""
    told: dict[str, Any] = {"label": definition.label, "required": False, "help_text": definition.hint}
    if definition.kind is Kind.CHOICE:
        return forms.ChoiceField(choices=[("", "Not recorded"), *definition.choices], **told)
    if definition.kind is Kind.TEXT:
        return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), **told)
    attrs = {"inputmode": "decimal", "autocomplete": "off"}
    if definition.unit and len(definition.units) == 1:
        attrs["data-unit"] = definition.unit
    return forms.CharField(max_length=30, widget=forms.TextInput(attrs=attrs), **told)


def unit_field(definition: Analyte) -> forms.ChoiceField | None:
    """The choice of unit beside a number that is measured in several."""
    if len(definition.units) < 2:
        return None
    units = [(unit.name, unit.name) for unit in definition.units]
    return forms.ChoiceField(label=f"Unit of {definition.label}", choices=units, required=False)


class CorrectionForm(ActionForm):
    """The right value in place of a wrong one."""

    entered = forms.CharField(label="Right value", max_length=2000)
    unit = forms.CharField(required=False, widget=forms.HiddenInput)
    taken_on = DayField(label="Taken on")
    because = forms.CharField(label="Reason of the correction", max_length=300)

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        definition = analyte(key)
        self.key = key
        field = self.fields["entered"] = value_field(definition)
        field.label, field.required = "Right value", True
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Choose"), *definition.choices]
        if unit := unit_field(definition):
            self.fields["unit"] = unit
        self.order_fields(["entered", "unit", "taken_on", "because"])

    def refuse(self, refusal: ValidationError) -> None:
        """What the action says about the analyte belongs to the field of the value."""
        if self.key in getattr(refusal, "error_dict", {}):
            refusal = ValidationError({"entered": refusal.message_dict[self.key]})
        super().refuse(refusal)

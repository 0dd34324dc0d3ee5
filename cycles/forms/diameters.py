"""Sizes as typed: one diameter, or the fragments of a split lesion joined by +."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from patients.rules.imaging import MAX_MM

NUMBER = re.compile(r"-?\d{1,4}(?:[.,]\d)?")
SIZE = {"inputmode": "decimal", "autocomplete": "off", "data-unit": "mm"}


class DiameterField(forms.DecimalField):
    """A diameter in mm, to 0.1; whether it may be left empty is for the form to say."""

    def __init__(self, label: str, *, required: bool) -> None:
        number = forms.TextInput(attrs=SIZE)
        sentences = {
            "invalid": "Type the diameter as a number in mm, such as 12.5.",
            "max_decimal_places": "Type the diameter to 0.1 mm, such as 12.5.",
            "max_digits": "Type the diameter in mm, such as 12.5.",
            "max_whole_digits": "Type the diameter in mm, such as 12.5.",
        }
        super().__init__(
            label=label, max_digits=5, decimal_places=1, required=required, widget=number, error_messages=sentences
        )

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class SizesField(forms.CharField):
    """A diameter in mm, or those of the fragments joined by +, each to 0.1; the value is a tuple of them."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, required=False, max_length=60, widget=forms.TextInput(attrs=SIZE))

    def clean(self, value: Any) -> tuple[Decimal, ...]:
        typed = super().clean(value)
        parts = [part.strip() for part in typed.split("+")] if typed else []
        if not all(NUMBER.fullmatch(part) for part in parts):
            told = "Type the diameter as a number in mm to 0.1, such as 12.5; of a split lesion 12 + 9 + 7."
            raise ValidationError(told)
        sizes = tuple(Decimal(part.replace(",", ".")) for part in parts)
        if any(not 0 <= size <= MAX_MM for size in sizes):
            wrong = next(size for size in sizes if not 0 <= size <= MAX_MM)
            raise ValidationError(f"A diameter lies between 0 and {MAX_MM} mm; {wrong} mm cannot be.")
        return sizes

    def prepare_value(self, value: Any) -> Any:
        return " + ".join(str(size) for size in value) if isinstance(value, tuple) else value

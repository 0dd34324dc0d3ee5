"""The form of one area of the workup, built from its row in the table of areas."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from eligibility.areas import Found, found_of
from eligibility.facts import Workup
from eligibility.rules.workup import Section
from il2program.forms import ActionForm, DayField
from patients.actions import Entry
from patients.forms import unit_field, value_field
from patients.rules.analytes import Kind, analyte, read_typed

# No result counts longer; what is asked beyond has expired in any case.
FURTHEST_DAYS = 366


@dataclass(frozen=True)
class Line:
    """One line of the form: the field, the choice of its unit, and the newest value that is recorded."""

    value: forms.BoundField
    unit: forms.BoundField | None
    earlier: Found | None


class ReadyForm(forms.Form):
    """The day of an admission that somebody thinks of."""

    ready_on = DayField(label="Ready for admission on", required=False)

    def clean_ready_on(self) -> date | None:
        day: date | None = self.cleaned_data["ready_on"]
        if day is not None and not 0 <= (day - timezone.localdate()).days <= FURTHEST_DAYS:
            raise ValidationError(f"Choose a day from today on, within the next {FURTHEST_DAYS} days.")
        return day


class AreaForm(ActionForm):
    """Values of one area, all taken on one day; what is left empty is not recorded."""

    taken_on = DayField(
        label="Taken on", help_text="The day of the visit, the sample or the test. Other days are recorded one by one."
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, section: Section, workup: Workup, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": workup.newest_key}, **kwargs)
        self.section, self.workup = section, workup
        for key in section.entered:
            definition = analyte(key)
            self.fields[key] = value_field(definition)
            if unit := unit_field(definition):
                self.fields[_unit_of(key)] = unit

    def lines(self) -> Iterator[Line]:
        for key in self.section.entered:
            unit = self[_unit_of(key)] if _unit_of(key) in self.fields else None
            yield Line(self[key], unit, found_of(self.workup, key))

    def clean(self) -> dict[str, Any]:
        """The action's keywords: what was filled in, and what the form showed."""
        cleaned = super().clean() or self.cleaned_data
        filled = [key for key in self.section.entered if cleaned.get(key)]
        for key in filled:
            self._check(key)
        if "taken_on" not in cleaned or "seen" not in cleaned:
            return cleaned
        entries = [
            Entry(key, cleaned[key], cleaned["taken_on"], cleaned.get(_unit_of(key), ""))
            for key in filled
            if key in cleaned
        ]
        return {"entries": entries, "seen": cleaned["seen"]}

    def refuse(self, refusal: ValidationError) -> None:
        """Where somebody else recorded meanwhile, what is sent after this has seen it."""
        super().refuse(refusal)
        if self.non_field_errors() and self.cleaned_data["seen"] < self.initial["seen"]:
            self.shows_anew("seen")

    def _check(self, key: str) -> None:
        """Put what the rules say about a number beside it, for all fields at once."""
        definition = analyte(key)
        if definition.kind is not Kind.NUMBER:
            return
        try:
            read_typed(definition, self.cleaned_data[key], self.cleaned_data.get(_unit_of(key), ""))
        except ValueError as refusal:
            self.add_error(key, str(refusal))


def _unit_of(key: str) -> str:
    return f"{key}_unit"

"""The grid of the downtime sheet, to be typed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone

from cycles.rules.paper import COLUMNS, GROUPS, ROWS
from il2program.forms import ActionForm, InstantField
from patients.actions import Entry
from patients.forms import value_field
from patients.rules.analytes import Analyte, analyte, read_typed

NUMBERS = range(1, COLUMNS + 1)


@dataclass(frozen=True)
class Row:
    definition: Analyte
    fields: tuple[forms.BoundField, ...]


class PaperForm(ActionForm):
    """A column for each time that was written on the sheet; what is empty is not recorded."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in NUMBERS:
            self.fields[f"column_{column}_at"] = InstantField(label=f"Found at, column {column}", required=False)
            for key in ROWS:
                field = self.fields[f"{key}_{column}"] = value_field(analyte(key))
                field.label, field.help_text = f"{analyte(key).label}, column {column}", ""
                field.widget.attrs.pop("data-unit", None)

    def times(self) -> list[forms.BoundField]:
        return [self[f"column_{column}_at"] for column in NUMBERS]

    def groups(self) -> Iterator[tuple[str, list[Row]]]:
        for heading, keys in GROUPS:
            rows = [Row(analyte(key), tuple(self[f"{key}_{column}"] for column in NUMBERS)) for key in keys]
            yield heading, rows

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        entries = [entry for column in NUMBERS for entry in self._entries(column, cleaned)]
        return {"entries": entries}

    def _entries(self, column: int, cleaned: dict[str, Any]) -> Iterator[Entry]:
        typed = {key: value for key in ROWS if (value := cleaned.get(f"{key}_{column}"))}
        at = cleaned.get(f"column_{column}_at")
        if typed and at is None and not self.has_error(f"column_{column}_at"):
            self.add_error(f"column_{column}_at", "Say when this was found.")
        for key, value in typed.items():
            try:
                read_typed(analyte(key), value)
            except ValueError as refusal:
                self.add_error(f"{key}_{column}", str(refusal))
            if at is not None:
                yield Entry(key, value, timezone.localdate(at), taken_at=at)

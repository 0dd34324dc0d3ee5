"""The column of the flowsheet that is open for entry, and what is written about a value of it."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django import forms
from django.utils import timezone

from cycles.models import NotDone, NotDoneBecause
from cycles.models.flowsheet import LeftOut
from cycles.rules.flowsheet import GROUPS, ROWS, TYPED
from il2program.forms import ActionForm, InstantField
from patients.actions import Entry
from patients.forms import unit_field, value_field
from patients.models import Measurement
from patients.rules.analytes import Analyte, Kind, analyte, check_plausible, convert
from patients.rules.numbers import parse_quantity

# So many rows or groups can be left out with one save; a whole group is one.
LEFT_OUT = 3
_WITH_UNIT = re.compile(r"(?P<number>[<>=≤≥\s]*[-−]?[0-9.,]+)\s*(?P<unit>[^\s0-9].*)", re.DOTALL)
_WHAT = [
    ("", "Nothing left out"),
    ("Whole groups", [(group.key, group.title) for group in GROUPS]),
    ("Single rows", [(key, ROWS[key].label) for key in TYPED]),
]


class ColumnForm(ActionForm):
    """What was found at one time; what is left empty is not charted, and nothing is copied from before."""

    taken_at = InstantField(label="Found at")
    confirmed = forms.BooleanField(label="These values are right", required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"taken_at": timezone.now()}, **kwargs)
        if self.is_open:
            self.fields |= rows_to_type() | lines_to_leave_out()

    @property
    def is_open(self) -> bool:
        """Whether something stands in it: only then has it all of its fields, which take longer than the whole page."""
        return self.is_bound or self.draft is not None

    @property
    def kept_names(self) -> list[str]:
        """What a draft keeps, which names the fields of an empty form, too."""
        return super().kept_names if self.is_open else [*super().kept_names, *names()]

    def lines_left_out(self) -> Iterator[tuple[forms.BoundField, ...]]:
        form = self if self.is_open else EmptyLines()
        for at in range(LEFT_OUT):
            yield form[f"what_{at}"], form[f"because_{at}"], form[f"words_{at}"]

    @property
    def opens_left_out(self) -> bool:
        """Whether something was said to be left out, or is wrong with it."""
        return self.is_open and any(one.value() or one.errors for line in self.lines_left_out() for one in line)

    @property
    def asks(self) -> bool:
        """Whether rare values wait to be confirmed."""
        return "confirmed" in self.errors or bool(self.is_bound and self["confirmed"].value())

    def typed_in(self, key: str) -> tuple[str, str]:
        """What stands in the field of a row, and in the choice of its unit."""
        unit = self[unit_of(key)].value() if unit_of(key) in self.fields else ""
        return str(self[key].value() or ""), str(unit or "")

    def clean(self) -> dict[str, Any]:
        """The action's keywords."""
        cleaned = super().clean() or self.cleaned_data
        typed = {key: cleaned[key] for key in TYPED if cleaned.get(key)}
        units = {key: cleaned.get(unit_of(key), "") for key in typed}
        for key, words in typed.items():
            typed[key], units[key] = _with_its_unit(ROWS[key], words, units[key])
            self._check(key, typed[key], units[key])
        left_out = list(self._left_out(cleaned, typed))
        if "taken_at" not in cleaned:
            return cleaned
        at = cleaned["taken_at"]
        entries = [Entry(key, typed[key], timezone.localdate(at), units[key], at) for key in typed]
        return {"taken_at": at, "entries": entries, "left_out": left_out, "confirmed": cleaned["confirmed"]}

    def _check(self, key: str, typed: str, unit: str) -> None:
        """Put what the rules say about a number beside it, for all fields at once."""
        definition = ROWS[key]
        if definition.kind is not Kind.NUMBER:
            return
        try:
            check_plausible(definition, convert(definition, parse_quantity(typed).value, unit or definition.unit))
        except ValueError as refusal:
            self.add_error(key, str(refusal))

    def _left_out(self, cleaned: dict[str, Any], typed: dict[str, str]) -> Iterator[LeftOut]:
        for at in range(LEFT_OUT):
            what, because = cleaned.get(f"what_{at}", ""), cleaned.get(f"because_{at}", "")
            words = cleaned.get(f"words_{at}", "")
            if not (what or because or words):
                continue
            if not what:
                self.add_error(f"what_{at}", "Say what was left out.")
            elif what in typed:
                self.add_error(f"what_{at}", f"{ROWS[what].label} has a value in this column. Take one of them away.")
            elif not because:
                self.add_error(f"because_{at}", "Say why it was left out.")
            elif because == NotDoneBecause.OTHER and not words:
                self.add_error(f"words_{at}", "Say which other reason.")
            else:
                yield LeftOut(what, because, words)


def rows_to_type() -> dict[str, forms.Field]:
    """A field for each row, and for its unit where it is measured in several."""
    found: dict[str, forms.Field] = {}
    for key in TYPED:
        found[key] = value_field(ROWS[key])
        if unit := unit_field(ROWS[key]):
            found[unit_of(key)] = unit
    return found


def lines_to_leave_out() -> dict[str, forms.Field]:
    because = [("", "Choose the reason"), *NotDoneBecause.choices]
    found: dict[str, forms.Field] = {}
    for at in range(LEFT_OUT):
        found[f"what_{at}"] = forms.ChoiceField(label="Left out", choices=_WHAT, required=False)
        found[f"because_{at}"] = forms.ChoiceField(label="Because", choices=because, required=False)
        found[f"words_{at}"] = forms.CharField(label="In words", max_length=200, required=False)
    return found


@cache
def names() -> tuple[str, ...]:
    return tuple(rows_to_type() | lines_to_leave_out())


class EmptyLines(ActionForm):
    """The lines of what is left out as they stand in an empty column."""

    def __init__(self) -> None:
        super().__init__()
        self.draft = None
        self.fields |= lines_to_leave_out()


class ChartedForm(ActionForm):
    """The right value in place of a wrong one, or that there is none."""

    mistaken = forms.BooleanField(
        label="Charted by mistake: no value of this patient at this time",
        help_text="It stays on the chart, struck through. Leave the right value empty.",
        required=False,
    )
    entered = forms.CharField(label="Right value", max_length=2000, required=False)
    unit = forms.CharField(required=False, widget=forms.HiddenInput)
    taken_at = InstantField(label="Found at")
    because = forms.CharField(label="Reason of the correction", max_length=300)

    def __init__(self, *args: Any, measurement: Measurement, **kwargs: Any) -> None:
        at = measurement.taken_at or timezone.now()
        super().__init__(*args, initial={"taken_at": at, "unit": measurement.unit}, **kwargs)
        definition = analyte(measurement.analyte)
        self.key = definition.key
        field = self.fields["entered"] = value_field(definition)
        field.label = "Right value"
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Choose"), *definition.choices]
        if unit := unit_field(definition):
            self.fields["unit"] = unit
        self.order_fields(["entered", "unit", "taken_at", "mistaken", "because"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("mistaken") and cleaned.get("entered"):
            self.add_error("mistaken", "Either there is a right value, or it was charted by mistake.")
        if not cleaned.get("mistaken") and not cleaned.get("entered") and "entered" not in self.errors:
            self.add_error("entered", "Type the right value, or say that it was charted by mistake.")
        return cleaned

    def refuse(self, refusal: forms.ValidationError) -> None:
        """What the action says about the analyte belongs to the field of the value."""
        if self.key in getattr(refusal, "error_dict", {}):
            refusal = forms.ValidationError({"entered": refusal.message_dict[self.key]})
        super().refuse(refusal)


class LeftOutForm(ActionForm):
    """The right reason in place of a wrong one, or that there is none."""

    why = forms.ChoiceField(label="Right reason", choices=[("", "Choose the reason"), *NotDoneBecause.choices])
    words = forms.CharField(label="In words", max_length=200, required=False)
    mistaken = forms.BooleanField(
        label="Charted by mistake: nothing was left out at this time",
        help_text="It stays on the chart, struck through. A value that was found is charted as any other.",
        required=False,
    )
    because = forms.CharField(label="Reason of the correction", max_length=300)

    def __init__(self, *args: Any, entry: NotDone, **kwargs: Any) -> None:
        super().__init__(*args, initial={"why": entry.because, "words": entry.words}, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("why") == NotDoneBecause.OTHER and not cleaned.get("words") and not cleaned.get("mistaken"):
            self.add_error("words", "Say which other reason.")
        return cleaned


class CallForm(ActionForm):
    """Who was told of what, when, and the answer."""

    # The values that the page named: of one that came later nobody was told.
    measurements = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput)
    about = forms.CharField(label="About", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    provider = forms.CharField(label="Who was called", max_length=120)
    called_at = InstantField(label="Called at")
    answer = forms.CharField(
        label="Answer",
        max_length=500,
        help_text="Leave it empty while nobody has answered; the call stays open.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, passed: list[tuple[int, str]], **kwargs: Any) -> None:
        told = "; ".join(dict.fromkeys(words for _, words in passed))[:500]
        keys = " ".join(str(key) for key, _ in passed)
        shown = {"about": told, "called_at": timezone.now(), "measurements": keys}
        super().__init__(*args, initial=shown, **kwargs)

    def clean_measurements(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["measurements"].split() if key.isdecimal()]


class AnswerForm(ActionForm):
    answer = forms.CharField(label="Answer", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


def unit_of(key: str) -> str:
    return f"{key}_unit"


def _with_its_unit(definition: Analyte, typed: str, chosen: str) -> tuple[str, str]:
    """The number and its unit, where the unit was typed behind it: "98.6 F"."""
    found = _WITH_UNIT.fullmatch(typed) if definition.kind is Kind.NUMBER else None
    unit = next((unit for unit in definition.units if found and unit.is_called(found["unit"])), None)
    return (found["number"], unit.name) if found and unit else (typed, chosen)

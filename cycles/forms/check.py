"""The pre-dose check: one column, one save, what is missing or too old asked first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cycles.charted import TYPED_AS
from cycles.gate import Gate
from cycles.rules.holding import EVENTS, INPUTS, Asking
from il2program.forms import ActionForm, InstantField
from patients.actions import Entry
from patients.forms import unit_field, value_field
from patients.models import Measurement
from patients.rules.analytes import BEDSIDE_ONLY, Analyte, Kind, analyte, check_plausible, convert
from patients.rules.numbers import parse_quantity

# In the order in which a nurse takes them.
VITALS = ("sbp_mmhg", "dbp_mmhg", "heart_rate", "rhythm", "spo2_percent", "oxygen_l_min", "temperature_c")
STATE = ("mental_status", "pressor_ug_kg_min_at_dose", "pressor_ug_kg_min_max", "weight_kg", "urine_ml")
LABORATORY = (
    "creatinine_mg_dl",
    "platelets_per_ul",
    "bicarbonate_mmol_l",
    "potassium_mmol_l",
    "bilirubin_total_mg_dl",
)
MEASURED = (*VITALS, *STATE, *LABORATORY)
TRIGGERED = ("vt_beats", "severe_volume_overload", "acidosis")
CHARTED = tuple(
    key
    for key, asked in INPUTS.items()
    if asked.asking is Asking.CHARTED and not asked.row.computed and key not in MEASURED
)
TYPED = (*MEASURED, *TRIGGERED, *EVENTS, *CHARTED)
# Nobody takes the upper pressure without the lower one.
TOGETHER = {"sbp_mmhg": "dbp_mmhg"}


@dataclass(frozen=True)
class Line:
    """One line of the form: the field, the choice of its unit, and the newest value with its age."""

    value: forms.BoundField
    unit: forms.BoundField | None
    earlier: Measurement | None


class CheckForm(ActionForm):
    """Values found at one moment; what is left empty is not recorded, and nothing is copied from before."""

    taken_at = InstantField(label="Found at")
    none_since = forms.BooleanField(label="None of these since the last slot", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *args: Any, gate: Gate, **kwargs: Any) -> None:
        now = timezone.now()
        super().__init__(*args, initial={"seen": gate.newest_key, "taken_at": now}, **kwargs)
        self.gate = gate
        missing = dict.fromkeys(TYPED_AS.get(found.key, found.key) for found in gate.missing)
        missing |= {TOGETHER[key]: None for key in missing if key in TOGETHER}
        self.first = [key for key in TYPED if key in missing and key not in EVENTS]
        self.asks_events = any(key in EVENTS for key in missing)
        for key in TYPED:
            self._add(analyte(key))

    def _add(self, definition: Analyte) -> None:
        field = self.fields[definition.key] = value_field(definition)
        if definition.key not in BEDSIDE_ONLY:
            # The hints of the workup are about another moment.
            field.help_text = ""
        if unit := unit_field(definition):
            self.fields[_unit_of(definition.key)] = unit

    def lines_first(self) -> Iterator[Line]:
        """What is missing or too old."""
        return self._lines(self.first)

    def lines_known(self) -> Iterator[Line]:
        """What counts still, and may be recorded anew."""
        return self._lines([key for key in MEASURED if key not in self.first])

    def lines_events(self) -> Iterator[Line]:
        return self._lines(EVENTS)

    def lines_charted(self) -> Iterator[Line]:
        """What speaks once it is charted."""
        return self._lines([key for key in (*TRIGGERED, *CHARTED) if key not in self.first])

    def _lines(self, keys: Any) -> Iterator[Line]:
        for key in keys:
            unit = self[_unit_of(key)] if _unit_of(key) in self.fields else None
            yield Line(self[key], unit, self.gate.charted.rows.get(key))

    def clean(self) -> dict[str, Any]:
        """The action's keywords: what was filled in, and what the form showed."""
        cleaned = super().clean() or self.cleaned_data
        typed = {key: cleaned[key] for key in TYPED if cleaned.get(key)}
        if cleaned.get("none_since"):
            typed |= {key: _none(key) for key in EVENTS if key not in typed and not self._was_found(key)}
        for key in typed:
            self._check(key, typed[key])
        if "taken_at" not in cleaned or "seen" not in cleaned:
            return cleaned
        at = cleaned["taken_at"]
        entries = [Entry(key, typed[key], timezone.localdate(at), cleaned.get(_unit_of(key), ""), at) for key in typed]
        return {"entries": entries, "seen": cleaned["seen"]}

    def refuse(self, refusal: ValidationError) -> None:
        """Where somebody else recorded meanwhile, what is sent after this has seen it."""
        super().refuse(refusal)
        if self.non_field_errors() and self.cleaned_data["seen"] < self.initial["seen"]:
            self.shows_anew("seen")

    def _was_found(self, key: str) -> bool:
        """Whether an event is charted as found: it stands until it is answered by itself."""
        row = self.gate.charted.rows.get(key)
        return row is not None and row.typed not in ("no", 0)

    def _check(self, key: str, typed: str) -> None:
        """Put what the rules say about a number beside it, for all fields at once."""
        definition = analyte(key)
        if definition.kind is not Kind.NUMBER:
            return
        unit = self.cleaned_data.get(_unit_of(key)) or definition.unit
        try:
            check_plausible(definition, convert(definition, parse_quantity(typed).value, unit))
        except ValueError as refusal:
            self.add_error(key, str(refusal))


def _none(key: str) -> str:
    return "no" if analyte(key).kind is Kind.CHOICE else "0"


def _unit_of(key: str) -> str:
    return f"{key}_unit"

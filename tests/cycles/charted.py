"""What is charted of an invented patient before a dose, for the pre-dose gate to judge."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from cycles.rules.holding import EVENTS, INPUTS, Fact, Moment, Profile, assess, none_since
from patients.rules.analytes import Kind

NOW = datetime(2026, 5, 13, 23, tzinfo=UTC)  # 16:00 on the ward's clocks

_LABEL = {
    "sbp_mmhg": Decimal(112),
    "rhythm": "sinus",
    "spo2_percent": Decimal(97),
    "mental_status": "normal",
    "creatinine_mg_dl": Decimal("1.1"),
    "urine_ml_h": Decimal(60),
}
_BEDSIDE = {
    "heart_rate": Decimal(88),
    "oxygen_l_min": Decimal(0),
    "platelets_per_ul": Decimal(180_000),
    "bicarbonate_mmol_l": Decimal(24),
    "weight_gain_percent": Decimal(4),
    "urine_ml_8h": Decimal(480),
    "pressor_ug_kg_min_at_dose": Decimal(0),
    "pressor_ug_kg_min_max": Decimal(0),
}
NEEDED = {
    Profile.LABEL: (*_LABEL, *EVENTS),
    Profile.BEDSIDE: (*_LABEL, *_BEDSIDE, *EVENTS),
}


def charted(**changes):
    """A patient for whom nothing fires, with some facts changed and those that are None left out."""
    known = {key: Fact(value, NOW, "flowsheet") for key, value in {**_LABEL, **_BEDSIDE}.items()}
    answered = none_since(known, at=NOW, source="none since the last slot")
    answered.update((key, as_fact(value)) for key, value in changes.items())
    return {key: fact for key, fact in answered.items() if fact is not None}


def as_fact(value, minutes_ago=0):
    """A fact as it is, or a value found so many minutes ago; None stays None."""
    if value is None or isinstance(value, Fact):
        return value
    return Fact(value, NOW - timedelta(minutes=minutes_ago))


def judged(profile=Profile.LABEL, *, slot=4, held_so_far=0, held_for=(), **changes):
    """The assessment of these facts at one slot."""
    moment = Moment(profile, NOW, slot=slot, held_so_far=held_so_far, held_for=frozenset(held_for))
    return assess(charted(**changes), moment=moment)


def values_of(key):
    """Some values of an input, good and bad."""
    row = INPUTS[key].row
    if row.kind is Kind.CHOICE:
        return row.codes
    return tuple(map(Decimal, ("0", "1", "3.5", "9", "17", "60", "89", "95", "110", "140", "20000", "40000", "200000")))

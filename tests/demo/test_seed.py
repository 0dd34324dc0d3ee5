"""One seed gives one program."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from cycles.models import Cycle, Dose, LesionReading
from il2program.demo.cast import CASES
from il2program.demo.load import load
from patients.models import Measurement, Patient

ZONE = ZoneInfo("America/Los_Angeles")
NAMES = {"Example", "Muster", "Esempio", "Exemplo", "Anonymous", "Anyone"}
SOME = [case for case in CASES if case.family_name in NAMES]
FIELDS = {
    Patient: ("code", "record_number", "family_name", "born_on", "allergies", "registered_at"),
    Measurement: ("analyte", "entered", "unit", "taken_on", "recorded_at", "recorded_by__username"),
    Cycle: ("number", "bed", "admitted_at", "dosing_weight_kg", "stop_reason", "stop_note"),
    Dose: ("slot", "decision", "started_at", "note", "confirmed_by__username"),
    LesionReading: ("mm", "lesion__organ", "scan__scanned_on"),
}


def dump(seed: int) -> dict[str, list[Any]]:
    """What a load of some patients makes, in the order in which it was made; nothing of it stays."""
    with transaction.atomic():
        load(seed=seed, now=datetime(2026, 3, 24, 10, 7, tzinfo=ZONE), cases=SOME)
        rows = {model.__name__: list(model.objects.order_by("pk").values_list(*FIELDS[model])) for model in FIELDS}
        transaction.set_rollback(True)
    return rows


@pytest.mark.django_db
def test_a_seed_always_gives_the_same_program_and_another_seed_gives_another() -> None:
    first, again, other = dump(1), dump(1), dump(2)
    assert first == again
    for name, rows in first.items():
        assert rows, name
        assert rows != other[name], name


@pytest.mark.django_db
@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 3, 8, 0, 2, tzinfo=ZONE),
        datetime(2026, 7, 4, 18, 0, tzinfo=ZONE),
        datetime(2026, 11, 1, 3, 30, tzinfo=ZONE),
        datetime(2027, 1, 31, 23, 59, tzinfo=ZONE),
        datetime(2028, 2, 29, 12, 0, tzinfo=ZONE),
    ],
)
def test_it_can_be_loaded_at_any_hour_of_any_day(now: datetime) -> None:
    assert load(seed=7, now=now, cases=SOME) == len(SOME)
    sunday = Cycle.objects.get(patient__family_name="Anonymous", number=2)
    assert f"{sunday.admitted_on:%A}" == "Sunday"
    assert sunday.days_of_stay == 7
    assert Cycle.objects.running().get().patient.family_name == "Esempio"

"""One patient through the protocol by the actions, with the clock moved by the test."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from cycles.facts import step_of
from cycles.models import Booking
from il2program.outbox.tasks import sweep
from patients.models import Patient
from tests import make

ZONE = ZoneInfo("America/Los_Angeles")


def stay(patient: Patient, number: int, first: date, doses: int = 3) -> None:
    """A five-day admission with some doses."""
    start = datetime(first.year, first.month, first.day, 8, tzinfo=ZONE)
    with time_machine.travel(start + timedelta(days=4, hours=4), tick=False):
        cycle = make.cycle(patient, number, at=start)
        for slot in range(1, doses + 1):
            make.given(cycle, slot, start + timedelta(hours=8 * (slot - 1)))
        make.discharged(cycle, start + timedelta(days=4, hours=2))


@pytest.mark.django_db
def test_a_shrinking_tumor_goes_on_to_six_cycles_and_never_to_a_seventh():
    first = date(2026, 3, 2)
    with time_machine.travel(datetime(2026, 2, 25, 12, tzinfo=ZONE), tick=False):
        patient = make.patient(referred_on=date(2026, 2, 1))
        make.workup(patient)
        make.consent(patient)
        make.baseline(patient, date(2026, 2, 20), "50", "30")
        make.eligible(patient)
    for course, sizes in enumerate((("40", "25"), ("30", "20"), ("20", "15")), 1):
        stay(patient, 2 * course - 1, first)
        stay(patient, 2 * course, first + timedelta(days=18))
        sweep()
        step = step_of(patient, first)
        assert step.step == "scan"
        assert Booking.objects.open().get().target == step.target
        with time_machine.travel(datetime.combine(step.target, datetime.min.time(), ZONE) + timedelta(hours=12)):
            scan = make.scan(patient, 2 * course, step.target, *sizes)
            if course < 3:
                make.decision(scan)
        first = step.target + timedelta(days=30)
        with time_machine.travel(datetime(first.year, first.month, first.day, 7, tzinfo=ZONE) - timedelta(days=1)):
            make.workup(patient)
            if course < 3:
                make.eligible(patient, course + 1)
    assert step_of(patient, first).step == "follow_up"

"""A patient who died in an admission has left the program: nothing more is booked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cycles.facts import step_of
from cycles.models import Booking
from il2program.outbox.tasks import sweep
from tests import make

pytestmark = pytest.mark.django_db


def test_a_death_charted_at_the_end_of_an_admission_ends_the_journey():
    start = timezone.now() - timedelta(hours=3)
    cycle = make.cycle(make.ready_patient(), at=start)
    make.given(cycle, 1, start)
    make.discharged(cycle, timezone.now(), stop_reason="death")
    sweep()
    step = step_of(cycle.patient)
    assert step.step == "left"
    assert "died" in step.reason.lower()
    assert not Booking.objects.open().exists()

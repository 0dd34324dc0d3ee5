"""The moved clock: for everybody who asks, and never longer than asked for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from il2program.demo.clock import Clock, drawn_codes, moved
from patients.models import Measurement, Patient

THEN = datetime(2025, 7, 4, 20, 0, tzinfo=UTC)


def test_everybody_is_told_the_moved_time_defaults_of_models_too() -> None:
    with moved(Clock(THEN)) as clock:
        assert timezone.now() == Measurement().recorded_at == THEN
        clock.go_on_to(THEN + timedelta(days=1))
        assert timezone.localdate() == Patient().referred_on == date(2025, 7, 5)


def test_the_clock_never_goes_back() -> None:
    clock = Clock(THEN)
    clock.go_on_to(THEN - timedelta(days=1))
    assert clock.at == THEN


def test_an_instant_is_still_recognized_as_one() -> None:
    with moved(Clock(THEN)):
        assert timezone.template_localtime(THEN).hour == 13


def test_clock_and_codes_are_put_back_whatever_happens() -> None:
    before = timezone.now()
    with pytest.raises(RuntimeError), moved(Clock(THEN)), drawn_codes(1):
        raise RuntimeError
    assert before <= timezone.now() <= before + timedelta(minutes=5)
    assert Patient().code != Patient().code


def test_codes_are_drawn_from_the_seed_and_are_random_uuids_in_form() -> None:
    with drawn_codes(1):
        first, second = Patient().code, Patient().code
    with drawn_codes(1):
        assert Patient().code == first
    assert first != second
    assert first.version == 4

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycles.rules.slots import LOS_ANGELES, slot_times

EIGHT_HOURS = timedelta(hours=8)
instants = st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(instants)
def test_slots_are_always_eight_elapsed_hours_apart(first_dose_at: datetime) -> None:
    times = [at.astimezone(UTC) for at in slot_times(first_dose_at)]
    assert len(times) == 14
    assert times[0] == first_dose_at
    assert {later - earlier for earlier, later in pairwise(times)} == {EIGHT_HOURS}


@pytest.mark.parametrize("year", range(2024, 2036))
@pytest.mark.parametrize(("month", "week", "shift"), [(3, 8, 1), (11, 1, -1)])
def test_the_clock_shifts_by_an_hour_at_each_change(year: int, month: int, week: int, shift: int) -> None:
    sunday = next(day for day in range(week, week + 7) if datetime(year, month, day, tzinfo=UTC).weekday() == 6)
    first = datetime(year, month, sunday, tzinfo=LOS_ANGELES) - timedelta(days=1)
    assert [at.hour for at in slot_times(first)[:5]] == [0, 8, 16, 0, 8 + shift]


def test_slots_are_told_by_the_clock_of_the_zone_asked_for() -> None:
    first = datetime(2026, 3, 2, 16, tzinfo=UTC)
    assert slot_times(first)[0].hour == 8
    assert slot_times(first, ZoneInfo("America/New_York"))[0].hour == 11


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        slot_times(datetime(2026, 3, 2, 8))  # noqa: DTZ001

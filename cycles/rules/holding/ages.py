"""How old an input may be at the decision. Source: clinical reference 4.3; settings of the hospital."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType

from cycles.rules.board import in_hours
from cycles.rules.slots import LOS_ANGELES


class Ages(StrEnum):
    """Inputs that grow old alike."""

    BEDSIDE = "bedside"
    LABORATORY = "laboratory"
    WEIGHT = "weight"
    # A sum of eight hours, which must end at the decision.
    URINE = "urine"
    # Asked anew at each slot; a "no" of before the last one does not count.
    EVENT = "event"
    # Stands until it is charted otherwise.
    LASTING = "lasting"


# A span, or the time of day since which the value must have been found.
OLDEST: Mapping[Ages, timedelta | time] = MappingProxyType(
    {
        Ages.BEDSIDE: timedelta(minutes=60),
        Ages.LABORATORY: timedelta(hours=24),
        Ages.WEIGHT: time(6),
        Ages.URINE: timedelta(minutes=60),
    }
)


def oldest_at(limit: timedelta | time | None, now: datetime, zone: tzinfo = LOS_ANGELES) -> datetime | None:
    """The instant before which a value is too old; None where it does not grow old."""
    if limit is None:
        return None
    if isinstance(limit, timedelta):
        return now.astimezone(UTC) - limit
    here = now.astimezone(zone)
    today = datetime.combine(here.date(), limit, tzinfo=zone)
    is_past = today.astimezone(UTC) <= now.astimezone(UTC)
    day = here.date() if is_past else here.date() - timedelta(days=1)
    return datetime.combine(day, limit, tzinfo=zone).astimezone(UTC)


def limit_in_words(limit: timedelta | time | None) -> str:
    """What counts: "it counts for 1 h", "it counts from 06:00 on"."""
    if isinstance(limit, time):
        return f"it counts from {limit:%H:%M} on"
    if limit is None:
        return "it is asked anew at each slot"
    return f"it counts for {in_hours(limit // timedelta(minutes=1))}"

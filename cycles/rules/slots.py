"""When the slots of a cycle are due. Source: clinical reference 0, "hours", and 1.1."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from cycles.rules.protocol import PROTOCOL

LOS_ANGELES = ZoneInfo("America/Los_Angeles")


def slot_times(first_dose_at: datetime, zone: tzinfo = LOS_ANGELES) -> tuple[datetime, ...]:
    """The instants of slots 1 to 14, in `zone`: eight elapsed hours apart, also across a change of daylight saving.

    Added in UTC, because eight hours added to a local time are seven or nine on the night of the change. For the same
    reason compare and subtract the answers in UTC too: Python does both by the clock on the wall within one zone.
    Refuses an instant without a zone.
    """
    if first_dose_at.utcoffset() is None:
        raise ValueError("The first dose needs an instant with its zone.")
    first = first_dose_at.astimezone(UTC)
    step = timedelta(hours=PROTOCOL.hours_between_slots)
    return tuple((first + step * slot).astimezone(zone) for slot in range(PROTOCOL.slots_per_cycle))

"""What an event with a start and an end says to the pre-dose gate. Source: clinical reference 4.1 to 4.3.

An event that lasts answers for itself, whatever is charted beside it: it has to be ended first. One that has ended says
nothing more, but for an intubation or a dialysis that went over the limit after which IL-2 is never given again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from cycles.rules.holding.label import DIALYSIS_MOST_HOURS, INTUBATED_MOST_HOURS

MINUTE = timedelta(minutes=1)


class EventKind(StrEnum):
    INTENSIVE_CARE = "intensive_care"
    INTUBATION = "intubation"
    DIALYSIS = "dialysis"
    LINE_INFECTION = "line_infection"
    ARRHYTHMIA = "arrhythmia"
    BOLUS = "bolus"
    DEATH = "death"


# Which input of the gate it answers, and over how many hours it counts after its end, too.
LASTING = {
    EventKind.INTUBATION: ("intubated_hours", INTUBATED_MOST_HOURS),
    EventKind.DIALYSIS: ("dialysis_hours", DIALYSIS_MOST_HOURS),
}


@dataclass(frozen=True)
class Event:
    """One event; `rhythm` of an arrhythmia, as the gate codes it."""

    kind: EventKind
    started_at: datetime
    ended_at: datetime | None = None
    rhythm: str = ""

    def is_open(self, at: datetime) -> bool:
        return self.started_at <= at and (self.ended_at is None or self.ended_at > at)

    def hours(self, at: datetime) -> Decimal:
        """How long it lasted by an instant, in hours."""
        until = min(at.astimezone(UTC), (self.ended_at or at).astimezone(UTC))
        # What has only just begun is there, too.
        return Decimal(max(1, (until - self.started_at.astimezone(UTC)) // MINUTE)) / 60


def facts_of_events(events: Iterable[Event], at: datetime) -> dict[str, Decimal | str]:
    """What of the gate's inputs the events of a stay answer at an instant; empty where they answer none."""
    found: dict[str, Decimal | str] = {}
    for event in events:
        if event.started_at > at:
            continue
        if event.kind in LASTING:
            key, most = LASTING[event.kind]
            hours = event.hours(at)
            if event.is_open(at) or hours > most:
                found[key] = max(hours, Decimal(str(found.get(key, 0))))
        elif event.is_open(at):
            found.update(_while_open(event))
    return found


def is_context(event: Event, *, at: datetime, since: datetime) -> bool:
    """Whether an event for which no criterion is written belongs beside the answer of the gate at an instant.

    Intensive care while it lasts, a fluid bolus since the slot before. Clinical reference 4 holds or stops for
    neither by itself: what they were for (pressure, urine, oxygen, pressor) is judged. The program's own knowledge.
    """
    if event.kind is EventKind.INTENSIVE_CARE:
        return event.is_open(at)
    return event.kind is EventKind.BOLUS and since < event.started_at <= at


def _while_open(event: Event) -> dict[str, Decimal | str]:
    if event.kind is EventKind.LINE_INFECTION:
        return {"infection": "yes"}
    return {"rhythm": event.rhythm} if event.kind is EventKind.ARRHYTHMIA and event.rhythm else {}

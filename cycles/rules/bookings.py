"""The bookings that follow from the facts: never more than the next step names. Source: clinical reference 0."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cycles.rules.journey import JourneyFacts
from cycles.rules.next_step import Step, next_step


class BookingKind(StrEnum):
    """What a bed or a scanner is booked for."""

    ADMISSION = "admission"
    SCAN = "scan"


KIND_OF_STEP = {Step.ADMIT: BookingKind.ADMISSION, Step.SCAN: BookingKind.SCAN}


@dataclass(frozen=True)
class Booking:
    """An admission to a cycle, or the scan after one, with its days as the next step gives them.

    Together kind and cycle name a booking: the same facts give the same one, however often they are asked.
    """

    kind: BookingKind
    cycle: int
    earliest: date | None
    target: date
    latest: date | None
    reason: str


def all_bookings(facts: JourneyFacts, today: date) -> tuple[Booking, ...]:
    """What is to be booked now: the next admission or scan where the protocol names its day, or nothing.

    Cycle 1 and a course that waits for an unresolved hepatic failure have no day of their own: a person books them.
    """
    step = next_step(facts, today)
    kind = KIND_OF_STEP.get(step.step)
    if kind is None or step.cycle is None or step.target is None:
        return ()
    return (Booking(kind, step.cycle, step.earliest, step.target, step.latest, step.reason),)

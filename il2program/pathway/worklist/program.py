"""The program as it stands now, read once for a worklist, in as many queries for 500 patients as for one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format

from cycles.facts import Journey, journeys
from cycles.models import Booking, Cycle, TelephoneOrder
from cycles.models.admission_orders import orders_read_ahead
from cycles.models.gate import snapshots_read_ahead
from cycles.planning import BOOKED_STEPS
from cycles.rules.next_step import Step
from cycles.rules.protocol import next_working_day
from il2program.accounts.models import Person
from il2program.pathway.durations import late_by
from il2program.pathway.worklist.ended import Ended, ended_lately
from patients.models import Patient

# Patient, kind and cycle: together they name an open booking.
BookingKey = tuple[int, str | None, int | None]

OVER = (Step.LEFT, Step.FOLLOW_UP)


@dataclass(frozen=True)
class Expected:
    """The day on which a journey's next step is expected: as a person booked it, else its target.

    A target that falls on a weekend comes with the next working day beside it.
    """

    booking: Booking | None
    day: date | None
    is_late: bool
    words: str
    beside: str


@dataclass(frozen=True)
class Program:
    """Every patient whose journey goes on, the open bookings, and who is in a bed, as one person reads it."""

    now: datetime
    journeys: tuple[Journey, ...]
    bookings: dict[BookingKey, Booking]
    # Telephone orders that no physician has answered, whoever the patient is.
    orders: tuple[TelephoneOrder, ...]
    # Whose worklist it is.
    person: Person
    # Stays that ended lately, of those whose journey goes on.
    ended: tuple[Ended, ...] = ()

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def running(self) -> Iterator[tuple[Journey, Cycle]]:
        """Who is in a bed, with the cycle."""
        for journey in self.journeys:
            if cycle := running_cycle(journey):
                yield journey, cycle

    def expected(self, journey: Journey) -> Expected:
        step = journey.step
        open_one = self.bookings.get(wanted_booking(journey))
        booked_on = open_one.booked_on if open_one else None
        is_late = booked_on < self.today if booked_on else step.late
        day = booked_on or step.target
        words = self._words(journey, booked_on, is_late=is_late)
        beside = "" if booked_on or is_late else _working_day(step.target)
        return Expected(open_one, day, is_late, words, beside)

    def _words(self, journey: Journey, booked_on: date | None, *, is_late: bool) -> str:
        """The day in words: how late, else as booked, else the target or the end of its window."""
        target = journey.step.target
        last = booked_on or journey.step.latest or target
        if is_late and last:
            return late_by(last, self.today)
        if booked_on:
            return f"booked {date_format(booked_on)}"
        if target is None:
            return "no day set"
        if last and target < self.today:
            return f"until {date_format(last)}"
        return f"target {date_format(target)}"


def _working_day(target: date | None) -> str:
    day = next_working_day(target) if target else None
    return f" The next working day is {date_format(day)}." if day and day != target else ""


def wanted_booking(journey: Journey) -> BookingKey:
    """The booking that a journey's next step asks for, where it asks for one."""
    step = journey.step
    return journey.patient.pk, BOOKED_STEPS.get(step.step), step.cycle


def running_cycle(journey: Journey) -> Cycle | None:
    return next((cycle for cycle in journey.patient.cycles.all() if cycle.is_running), None)


def program_now(person: Person) -> Program:
    now = timezone.now()
    going_on = journeys(Patient.objects.exclude(plan__step__in=OVER), timezone.localdate(now))
    in_beds = [cycle for journey in going_on if (cycle := running_cycle(journey))]
    gate, orders = snapshots_read_ahead(), orders_read_ahead()
    prefetch_related_objects(in_beds, "doses", "telephone_orders__answer", *gate, *orders)
    ended = tuple(ended_lately(going_on, timezone.localdate(now)))
    bookings = Booking.objects.open().select_related("patient")
    booked = {(row.patient_id, row.kind, row.cycle): row for row in bookings}
    return Program(now, tuple(going_on), booked, tuple(TelephoneOrder.objects.waiting()), person, ended)

"""The chart as a whole: the journey with its rows, the bookings and the signed orders."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.http import Http404
from django.utils import timezone

from cycles.facts import Journey, journeys
from cycles.models import AdmissionException, Booking, CourseEnd, Cycle, EarlyAdmission, EarlyContrast, PermanentStop
from cycles.models.booking import BookingState
from il2program.pathway.chart.next_action import Next, next_of
from il2program.pathway.chart.orders import orders_in_question
from il2program.pathway.chart.press import Press
from il2program.pathway.chart.scans import Read, read
from il2program.pathway.chart.stays import Stay, stays_of
from il2program.pathway.course import course_in_question
from il2program.pathway.deviations import what_deviates
from il2program.pathway.letter import sites_of
from il2program.signatures.models import Signature
from patients.models import Patient
from patients.models.departure import LeaveReason

# Orders of a physician about the journey itself; each exists only with its signature, which tells it in words.
ORDERS = (EarlyAdmission, EarlyContrast, AdmissionException, CourseEnd, PermanentStop)


@dataclass(frozen=True)
class Chart:
    """One patient's chart. The journey's patient carries its rows read ahead."""

    journey: Journey
    bookings: tuple[Booking, ...]
    orders: tuple[Signature, ...]
    has_namesake: bool
    now: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def patient(self) -> Patient:
        return self.journey.patient

    @property
    def cycle(self) -> Cycle | None:
        """The running cycle, else the last one."""
        return next(reversed(self.patient.cycles.all()), None)

    @property
    def next(self) -> Next:
        return next_of(self.journey, self.bookings, self.now)

    @property
    def stays(self) -> list[Stay]:
        return stays_of(list(self.patient.cycles.all()))

    @property
    def scans(self) -> list[Read]:
        return read(list(self.patient.scan_set.all()), list(self.patient.responsedecision_set.all()))

    @property
    def sites(self) -> str:
        return sites_of(self.patient)

    @property
    def workup_words(self) -> str:
        """How the workup stands, until the first admission of a course."""
        return what_deviates(self.journey.workup) if self.journey.workup else ""

    @property
    def course_to_sign(self) -> int | None:
        return course_in_question(self.journey, self.today)

    @property
    def may_be_ordered(self) -> list[Press]:
        return list(orders_in_question(self.journey, self.today))

    @property
    def left_on(self) -> date | None:
        return self.journey.facts.left_on or self.journey.facts.died_on

    @property
    def left_because(self) -> str:
        reason = self.journey.left_because
        return LeaveReason(reason).label if reason else ""


def chart_of(code: UUID, now: datetime) -> Chart:
    found = journeys(_marked(code), timezone.localdate(now))
    if not found:
        raise Http404("There is no patient with this code.")
    patient: Any = found[0].patient
    prefetch_related_objects(list(patient.cycles.all()), "doses")
    bookings = Booking.objects.filter(patient=patient).exclude(state=BookingState.WITHDRAWN)
    orders = _orders(code) if patient.has_orders else ()
    return Chart(found[0], tuple(bookings), tuple(orders), patient.has_namesake, now)


def _marked(code: UUID) -> Any:
    """This patient, marked where another one has the same family name, and where a physician has signed an order."""
    others = Patient.objects.filter(family_name__iexact=OuterRef("family_name")).exclude(pk=OuterRef("pk"))
    signed = [Exists(order.objects.filter(patient=OuterRef("pk"))) for order in ORDERS]
    return Patient.objects.filter(code=code).annotate(has_namesake=Exists(others), has_orders=reduce(or_, signed))


def _orders(code: UUID) -> Iterable[Signature]:
    records = [order._meta.label_lower for order in ORDERS]
    return Signature.objects.filter(record__in=records, content__patient=str(code)).order_by("signed_at")

"""The rows of patients' journeys, read in as many queries for many patients as for one."""

from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from cycles.models import (
    CourseEnd,
    Cycle,
    HepaticRecovery,
    LesionReading,
    PermanentStop,
    ResponseDecision,
    Scan,
    ScanOrder,
)
from cycles.rules.protocol import PROTOCOL, course_of
from eligibility.models import Returned, SignOff
from patients.models import Departure, Measurement, Patient

COURSES = range(1, course_of(PROTOCOL.max_cycles) + 1)


def with_rows(patients: Any) -> Any:
    """The patients with all rows of their journeys read ahead; what is one value each comes with the patient's row."""
    departure = Departure.objects.filter(patient=OuterRef("pk"))
    ordered = ScanOrder.objects.open().filter(patient=OuterRef("pk")).order_by("-pk")
    recovery = HepaticRecovery.objects.filter(patient=OuterRef("pk")).order_by("-pk")
    readings = LesionReading.objects.select_related("lesion")
    scans = Scan.objects.filter(replaced_by=None).order_by("scanned_on", "pk")
    decisions = ResponseDecision.objects.select_related("signature")
    return (
        patients.select_related("diagnosis", "plan")
        .annotate(
            left_on=departure.values("left_on")[:1],
            left_because=departure.values("reason")[:1],
            returned_missing=_open_return("missing"),
            returned_by=_open_return("returned_by__full_name"),
            is_stopped=Exists(PermanentStop.objects.filter(patient=OuterRef("pk"))),
            scan_order=ordered.values("pk")[:1],
            scan_ordered_for=ordered.values("planned_on")[:1],
            scan_received_on=ordered.values("receipt__scanned_on")[:1],
            hepatic_resolved_on=recovery.values("resolved_on")[:1],
            **{ended(course): _end_of(course) for course in COURSES},
        )
        .prefetch_related(
            Prefetch("signoff_set", _sign_offs()),
            Prefetch("cycles", Cycle.objects.counted().select_related("stop")),
            "consent_set",
            Prefetch("scan_set", scans.prefetch_related(Prefetch("readings", readings))),
            Prefetch("responsedecision_set", decisions.order_by("pk")),
        )
    )


def one_with_rows(**key: Any) -> Any:
    """One patient with all rows, by the key (`pk`) or the code of the chart (`code`)."""
    return _everybody_with_rows().filter(**key)


@cache
def _everybody_with_rows() -> Any:
    """Never read as it is. To put the query together takes as long as to carry it out for one patient."""
    return with_rows(Patient.objects.all())


def ended(course: int) -> str:
    return f"course_{course}_ended_on"


def _end_of(course: int) -> Any:
    """The day on which a physician ended this course without its second cycle."""
    return CourseEnd.objects.filter(patient=OuterRef("pk"), course=course).values("ended_on")[:1]


def _open_return(column: str) -> Any:
    """Of the workup that a physician returned, while nothing has been recorded since."""
    return Returned.objects.open().filter(patient=OuterRef("pk")).order_by("-pk").values(column)[:1]


def _sign_offs() -> Any:
    """Sign-offs, marked where something of the patient was corrected later; what it was is read for those only."""
    corrections = Measurement.objects.filter(patient=OuterRef("patient"), replaces__isnull=False)
    later = corrections.filter(recorded_at__gte=OuterRef("signature__signed_at"))
    return SignOff.objects.select_related("signature").annotate(corrected_later=Exists(later)).order_by("pk")

"""The toxicities of a cycle: what the numbers suggest, and what a person has confirmed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django.utils import timezone

from cycles.charted import found_at
from cycles.models import Cycle, ToxicityGrade
from cycles.rules.episodes import Course, Point, course_of_grades
from cycles.rules.grading import OWN_LIMITS, READ, Found, Stay, found_in
from cycles.rules.terms import Term, terms
from patients.models import Measurement, Patient

Rows = Sequence[ToxicityGrade]


@dataclass(frozen=True)
class Place:
    """Where in the cycle an instant lies: after which dose, and on which day of the stay."""

    slot: int
    day: int

    def __str__(self) -> str:
        after = f"after dose {self.slot}" if self.slot else "before the first dose"
        return f"{after}, day {self.day}"


@dataclass(frozen=True)
class Toxicity:
    """One term in one cycle, with every standing grade, and what was corrected."""

    term: Term
    cycle: Cycle
    grades: Rows
    corrected: Rows
    course: Course | None

    @property
    def worst(self) -> int:
        return self.course.peak.grade if self.course and self.course.peak else 0

    @property
    def worst_wording(self) -> str:
        return self.term.wording(self.worst) or ""

    @property
    def onset(self) -> Place | None:
        return self._place(self.course.onset) if self.course and self.course.onset else None

    @property
    def recovery(self) -> Place | None:
        return self._place(self.course.recovered) if self.course and self.course.recovered else None

    @property
    def done(self) -> list[str]:
        """What was done about it, each once."""
        return list(dict.fromkeys(row.done for row in self.grades if row.done))

    @property
    def withheld(self) -> list[int]:
        """The slots that were withheld from its onset until it had recovered."""
        if self.course is None or self.course.onset is None:
            return []
        ended = self.course.recovered.at if self.course.recovered else None
        since = self.course.onset.at
        return [
            slot
            for slot, dose in sorted(self.cycle.standing_doses.items())
            if not dose.was_given and dose.due_at >= since and (ended is None or dose.due_at <= ended)
        ]

    def _place(self, point: Point) -> Place:
        return place_of(self.cycle, point.at)


@dataclass(frozen=True)
class Suggestion:
    """A grade that the numbers give and that nobody has confirmed; `what` says which of a course it is."""

    found: Found
    what: str

    @property
    def grade(self) -> int:
        if self.found.grade is None:
            raise ValueError("Only a grade can be suggested.")
        return self.found.grade

    @property
    def key(self) -> str:
        """By which a form names it."""
        return f"{self.found.term}|{self.grade}|{self.found.at.astimezone(UTC).isoformat()}"

    @property
    def wording(self) -> str:
        return terms()[self.found.term].wording(self.grade) or "none of the grades applies"


def place_of(cycle: Cycle, at: datetime) -> Place:
    """The last slot that was given or due by an instant, and the day of the stay."""
    decided = [
        slot for slot, dose in cycle.standing_doses.items() if dose.was_given and (dose.started_at or dose.due_at) <= at
    ]
    return Place(max(decided, default=0), (timezone.localdate(at) - cycle.admitted_on).days + 1)


def toxicities_of(cycle: Cycle, rows: Iterable[ToxicityGrade] | None = None) -> list[Toxicity]:
    """The confirmed toxicities of a cycle, the gravest first."""
    rows = cycle.toxicity_grades.select_related("confirmed_by").all() if rows is None else rows
    by_term: dict[str, list[ToxicityGrade]] = {}
    for row in rows:
        by_term.setdefault(row.term, []).append(row)
    found = (_toxicity(terms()[name], cycle, of_term) for name, of_term in by_term.items() if name in terms())
    return sorted(found, key=lambda one: (-one.worst, one.term.name))


def _toxicity(term: Term, cycle: Cycle, rows: Sequence[ToxicityGrade]) -> Toxicity:
    replaced = {row.replaces_id for row in rows if row.replaces_id}
    standing = [row for row in rows if row.pk not in replaced and not row.struck]
    points = [Point(row.found_at, row.grade, row.pk) for row in standing]
    gone = [row for row in rows if row.pk in replaced]
    return Toxicity(term, cycle, standing, gone, course_of_grades(points) if points else None)


def worst_by_cycle(patient: Patient) -> tuple[list[int], list[tuple[str, list[int | None]]]]:
    """The numbers of the cycles, and for each term its worst grade in each of them, None where nobody graded it."""
    cycles = list(patient.cycles.counted().prefetch_related("toxicity_grades", "doses").order_by("number"))
    found = {cycle.number: {one.term.name: one for one in toxicities_of(cycle, _rows(cycle))} for cycle in cycles}
    numbers = sorted(found)
    names = sorted({name for of_cycle in found.values() for name, one in of_cycle.items() if one.worst})
    return numbers, [(name, [_worst(found[number].get(name)) for number in numbers]) for name in names]


def _rows(cycle: Cycle) -> list[ToxicityGrade]:
    return list(cycle.toxicity_grades.all())


def _worst(found: Toxicity | None) -> int | None:
    return found.worst if found and found.course else None


def unrecovered(cycle: Cycle) -> list[Toxicity]:
    """What is over grade 1 still."""
    return [one for one in toxicities_of(cycle) if one.course and one.course.is_open]


def graded_numbers(cycle: Cycle, now: datetime) -> dict[str, tuple[Found, ...]]:
    """What the numbers of this cycle say of each term, the oldest first."""
    return found_in(stay_of(cycle, now))


def suggestions(cycle: Cycle, toxicities: Sequence[Toxicity], now: datetime) -> list[Suggestion]:
    """What the numbers say and nobody has confirmed: where a toxicity began, its worst, and where it stands now."""
    confirmed = {one.term.name: one for one in toxicities if one.course}
    found = (
        suggestion
        for term, series in graded_numbers(cycle, now).items()
        for suggestion in _suggested([one for one in series if one.grade is not None], confirmed.get(term))
    )
    return sorted(found, key=lambda one: (-one.grade, one.found.term, one.found.at))


def _suggested(series: Sequence[Found], known: Toxicity | None) -> Iterator[Suggestion]:
    present = [one for one in series if one.grade]
    if not present:
        return
    graded = {row.found_at for row in known.grades} | {row.found_at for row in known.corrected} if known else set()
    peak = max(present, key=lambda one: one.grade or 0)
    onset, last = present[0], series[-1]
    told = {peak.at: "worst"}
    if known is None:
        told = {onset.at: "onset", **told}
    known_worst = known.worst if known else 0
    if (peak.grade or 0) <= known_worst:
        told.pop(peak.at)
    if _has_moved(last, peak, known):
        told.setdefault(last.at, "now")
    yield from (Suggestion(one, told[one.at]) for one in series if one.at in told and one.at not in graded)


def _has_moved(last: Found, peak: Found, known: Toxicity | None) -> bool:
    """Whether the newest number says another grade than was confirmed last, or than the worst."""
    if known and known.course and known.course.last.at >= peak.at:
        return last.at > known.course.last.at and last.grade != known.course.last.grade
    return last.at > peak.at and last.grade != peak.grade


def stay_of(cycle: Cycle, now: datetime) -> Stay:
    """What was measured from the admission until the next one, and what it is graded against."""
    until = min(now, _next_admission(cycle) or now)
    rows = Measurement.objects.standing().filter(patient=cycle.patient_id, analyte__in=READ, value__isnull=False)
    values: dict[str, list[tuple[datetime, Decimal]]] = {}
    for row in rows.filter(taken_on__gte=cycle.admitted_on).order_by("taken_on", "pk"):
        at = found_at(row)
        if row.value is not None and cycle.admitted_at <= at <= until:
            values.setdefault(row.analyte, []).append((at, row.value))
    for series in values.values():
        series.sort(key=lambda one: one[0])
    return Stay(values, baseline_of(cycle), cycle.dosing_weight_kg, cycle.admitted_at, until)


def _next_admission(cycle: Cycle) -> datetime | None:
    later = Cycle.objects.filter(patient=cycle.patient_id, admitted_at__gt=cycle.admitted_at).order_by("admitted_at")
    return later.values_list("admitted_at", flat=True).first()


def baseline_of(cycle: Cycle) -> dict[str, Decimal]:
    """The newest value of each analyte from before the first admission of the course."""
    first = Cycle.objects.filter(patient=cycle.patient_id, sign_off=cycle.sign_off_id).order_by("admitted_at").first()
    until = (first or cycle).admitted_at
    keys = READ | frozenset(OWN_LIMITS.values())
    rows = Measurement.objects.standing().filter(patient=cycle.patient_id, analyte__in=keys, value__isnull=False)
    known = rows.filter(taken_on__lte=timezone.localdate(until))
    return newest_before(sorted(known, key=lambda row: (found_at(row), row.pk)), until)


def newest_before(rows: Iterable[Measurement], until: datetime) -> dict[str, Decimal]:
    """Of rows, the oldest first, the newest value of each analyte by an instant, or by its day where it has no time."""
    day = timezone.localdate(until)
    return {
        row.analyte: row.value
        for row in rows
        if row.value is not None and row.taken_on <= day and (row.taken_at is None or row.taken_at <= until)
    }

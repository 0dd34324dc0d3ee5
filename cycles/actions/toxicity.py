"""Confirming the grade of a toxicity, and correcting it."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from cycles.models import Cycle, ToxicityGrade
from cycles.rules.grading import INPUTS
from cycles.rules.terms import terms
from cycles.toxicities import Suggestion, graded_numbers, suggestions, toxicities_of
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.forms import Conflict
from patients.actions import Entry
from patients.actions.measurements import row_of
from patients.models.measurement import Source

BASIS = ToxicityGrade._meta.get_field("basis").max_length or 0


@transaction.atomic
def grade_toxicity(
    *,
    cycle: Cycle,
    term: str,
    grade: int,
    found_at: datetime,
    by: Person,
    done: str = "",
    note: str = "",
    value: Entry | None = None,
) -> ToxicityGrade:
    """Confirm the grade of a term; where a number is charted at that instant, what it gives is kept beside it.

    value: a number that is typed with the grade, because it hangs on it.
    """
    cycle = Cycle.objects.locked(cycle.pk)
    row = ToxicityGrade(cycle=cycle, term=term, grade=grade, found_at=found_at, done=done, note=note, confirmed_by=by)
    _check(row)
    _check_new(row)
    with trail.action("graded", cycle, by=by, sentence=f"Confirmed {row}"):
        if value is not None:
            trail.insert_many([row_of(cycle.patient, value, by, Source.TYPED)])
        _keep_what_numbers_say(row)
        _clean(row)
        row.save()
    return row


@transaction.atomic
def confirm_suggestions(*, cycle: Cycle, chosen: Sequence[str], by: Person) -> list[ToxicityGrade]:
    """Confirm grades as the numbers give them. Refused where the numbers do not say one of them any more."""
    cycle = Cycle.objects.locked(cycle.pk)
    now = timezone.now()
    offered = {one.key: one for one in suggestions(cycle, toxicities_of(cycle), now)}
    if not chosen:
        raise ValidationError("Nothing was chosen. Tick the grades that you confirm.")
    if gone := [key for key in chosen if key not in offered]:
        told = "; ".join(key.replace("|", ", grade ", 1).partition("|")[0] for key in gone)
        raise Conflict(f"The numbers changed, or somebody confirmed it meanwhile: {told}. Nothing was confirmed.")
    rows = [_of_suggestion(cycle, offered[key], by) for key in chosen]
    told = ", ".join(str(row) for row in rows)
    with trail.action("graded", cycle, by=by, sentence=f"Confirmed {told}"[:500]):
        trail.insert_many(rows)
    return rows


def _of_suggestion(cycle: Cycle, one: Suggestion, by: Person) -> ToxicityGrade:
    facts = {"term": one.found.term, "grade": one.grade, "found_at": one.found.at, "computed": one.grade}
    row = ToxicityGrade(cycle=cycle, basis=one.found.told[:BASIS], confirmed_by=by, **facts)
    _clean(row)
    return row


@transaction.atomic
def correct_grade(
    *,
    row: ToxicityGrade,
    grade: int,
    found_at: datetime,
    because: str,
    by: Person,
    done: str = "",
    note: str = "",
    strike: bool = False,
) -> ToxicityGrade:
    """Replace a grade by the right one, or strike it; the old one stays visible, with the reason."""
    cycle = Cycle.objects.locked(row.cycle_id)
    if ToxicityGrade.objects.filter(replaces=row).exists():
        raise Conflict("Somebody corrected this grade meanwhile. Nothing was changed.")
    if not because.strip():
        raise ValidationError({"because": "Say why the grade is corrected."})
    facts = {"grade": row.grade, "found_at": row.found_at} if strike else {"grade": grade, "found_at": found_at}
    new = ToxicityGrade(cycle=cycle, term=row.term, done=done, note=note, confirmed_by=by, **facts)
    new.replaces, new.because, new.struck = row, because, strike
    if not strike:
        _check(new)
        _keep_what_numbers_say(new)
    _clean(new)
    told = f"Struck {row}" if strike else f"Corrected {row} to grade {grade}"
    with trail.action("corrected grade", cycle, by=by, sentence=told, reason=because):
        new.save()
    return new


def _check(row: ToxicityGrade) -> None:
    term = terms().get(row.term)
    if term is None:
        raise ValidationError({"term": "Choose one of the terms."})
    if row.grade and term.wording(row.grade) is None:
        raise ValidationError({"grade": f"{term.name} has no grade {row.grade}. Choose one of its grades."})
    if row.found_at > timezone.now():
        raise ValidationError({"found_at": "This time is in the future."})
    if row.found_at < row.cycle.admitted_at.replace(second=0, microsecond=0):
        at = date_format(timezone.localtime(row.cycle.admitted_at), "D j M Y H:i")
        raise ValidationError({"found_at": f"This is before the admission, {at}."})
    _check_of_this_cycle(row)


def _check_of_this_cycle(row: ToxicityGrade) -> None:
    later = Cycle.objects.filter(patient=row.cycle.patient_id, admitted_at__gt=row.cycle.admitted_at)
    following = later.order_by("admitted_at").first()
    if following and row.found_at >= following.admitted_at:
        raise ValidationError({"found_at": f"By then {following} had begun: grade it there."})


def _check_new(row: ToxicityGrade) -> None:
    same = ToxicityGrade.objects.standing().filter(cycle=row.cycle, term=row.term, found_at=row.found_at)
    if (known := same.first()) is not None:
        raise Conflict(f"{known} was confirmed for this time by {known.confirmed_by} already. Correct that one.")


def _keep_what_numbers_say(row: ToxicityGrade) -> None:
    """What the numbers of the same minute say, where there are some."""
    if row.term not in INPUTS:
        return
    minute = row.found_at.replace(second=0, microsecond=0)
    found = graded_numbers(row.cycle, timezone.now()).get(row.term, ())
    same = [one for one in found if one.at.replace(second=0, microsecond=0) == minute]
    if same:
        row.computed, row.basis = same[-1].grade, same[-1].told[:BASIS]
    if row.computed is not None and row.computed != row.grade and not row.note.strip():
        told = f"The numbers give grade {row.computed} ({row.basis}). Say why it is another one."
        raise ValidationError({"note": told})


def _clean(row: ToxicityGrade) -> None:
    row.full_clean(exclude=["cycle", "confirmed_by", "replaces"])

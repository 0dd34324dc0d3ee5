"""Charting a column of the flowsheet, correcting a value of it, and telling a physician of one."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from cycles.models import Cycle, NotDone, NotDoneCorrection, ProviderCall
from cycles.models.flowsheet import LeftOut
from cycles.rules.flowsheet import doubt
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.forms import Conflict
from patients.actions import Entry, correct, strike
from patients.actions.measurements import rows_of, told_of
from patients.models import Measurement, Patient


@transaction.atomic
def chart_column(
    *,
    cycle: Cycle,
    taken_at: datetime,
    entries: Sequence[Entry],
    left_out: Sequence[LeftOut] = (),
    confirmed: bool = False,
    by: Person,
) -> list[Measurement]:
    """Chart what was found at one time: all of it or, where one value is refused, nothing.

    What somebody else charted meanwhile, for the same time too, is kept beside it. confirmed: rare values were asked
    about, and are right.
    """
    Patient.objects.locked(cycle.patient_id)
    cycle = Cycle.objects.select_related("patient").get(pk=cycle.pk)
    if not entries and not left_out:
        raise ValidationError("Nothing was filled in.")
    check_time(cycle, taken_at, "taken_at")
    rows = rows_of(cycle.patient, entries, by)
    if not confirmed:
        _ask_about(rows, cycle.dosing_weight_kg)
    omitted = [NotDone(cycle=cycle, found_at=taken_at, recorded_by=by, **vars(one)) for one in left_out]
    for one in omitted:
        one.full_clean(exclude=["cycle", "recorded_by"])
    told = told_of(rows) if rows else "what was not done"
    at = date_format(timezone.localtime(taken_at), "D j M H:i")
    with trail.action("charted", cycle, by=by, sentence=f"Charted {told} of {at}"):
        trail.insert_many(rows)
        trail.insert_many(omitted)
    return rows


@transaction.atomic
def correct_charted(
    *,
    cycle: Cycle,
    measurement: Measurement,
    mistaken: bool,
    entered: str,
    unit: str,
    taken_at: datetime,
    because: str,
    by: Person,
) -> Measurement:
    """Replace a charted value by the right one, or take it back where it was charted by mistake."""
    if mistaken:
        return strike(measurement=measurement, because=because, by=by)
    check_time(cycle, taken_at, "taken_at")
    return correct(
        measurement=measurement,
        entered=entered,
        unit=unit,
        taken_on=timezone.localdate(taken_at),
        taken_at=taken_at,
        because=because,
        by=by,
    )


@transaction.atomic
def correct_left_out(
    *, entry: NotDone, mistaken: bool, why: str, words: str, because: str, by: Person
) -> NotDoneCorrection:
    """Put another reason in the place of a wrong one, or none where it was charted by mistake; the old one stays."""
    Patient.objects.locked(entry.cycle.patient_id)
    entry = NotDone.objects.select_related("cycle__patient", "correction").get(pk=entry.pk)
    if not entry.stands:
        raise Conflict("Somebody corrected this entry meanwhile. Nothing was changed.")
    instead = None
    if not mistaken:
        said = {"what": entry.what, "found_at": entry.found_at, "because": why, "words": words}
        instead = NotDone(cycle=entry.cycle, recorded_by=by, **said)
        instead.full_clean(exclude=["cycle", "recorded_by"])
    correction = NotDoneCorrection(entry=entry, because=because, recorded_by=by)
    correction.full_clean(exclude=["entry", "recorded_by"])
    told = f"Struck {entry}" if instead is None else f"Corrected {entry} to {instead.told}"
    with trail.action("corrected", entry.cycle, by=by, sentence=told, reason=because):
        if instead is not None:
            instead.save()
        correction.instead = instead
        correction.save()
    return correction


@transaction.atomic
def record_provider_call(
    *,
    cycle: Cycle,
    measurements: Sequence[int],
    about: str,
    provider: str,
    called_at: datetime,
    answer: str,
    by: Person,
) -> ProviderCall:
    """Record who was told of which values, when, and the answer if there was one."""
    Patient.objects.locked(cycle.patient_id)
    check_time(cycle, called_at, "called_at")
    call = ProviderCall(
        cycle=cycle,
        measurements=list(measurements),
        about=about,
        provider=provider,
        called_at=called_at,
        answer=answer,
        recorded_by=by,
    )
    call.full_clean(exclude=["cycle", "recorded_by"])
    with trail.action("called", cycle, by=by, sentence=f"Told {provider} of: {about}", reason=answer):
        call.save()
    return call


@transaction.atomic
def record_answer(*, call: ProviderCall, answer: str, by: Person) -> ProviderCall:
    """Write down the answer to a call, in a row that takes its place."""
    Patient.objects.locked(call.cycle.patient_id)
    call = ProviderCall.objects.select_related("cycle__patient").get(pk=call.pk)
    if call.answer or ProviderCall.objects.filter(replaces=call).exists():
        raise Conflict("Somebody wrote the answer to this call down meanwhile. Nothing was changed.")
    answered = ProviderCall(
        cycle=call.cycle,
        measurements=call.measurements,
        about=call.about,
        provider=call.provider,
        called_at=call.called_at,
        answer=answer,
        recorded_by=by,
        replaces=call,
    )
    answered.full_clean(exclude=["cycle", "recorded_by", "replaces"])
    sentence = f"Recorded the answer of {call.provider} to: {call.about}"
    with trail.action("recorded answer", call.cycle, by=by, sentence=sentence, reason=answer):
        answered.save()
    return answered


def check_time(cycle: Cycle, at: datetime, field: str) -> None:
    """Refuse a time outside the stay: what is charted belongs to the admission."""
    if at < cycle.admitted_at.replace(second=0, microsecond=0):
        admitted = date_format(timezone.localtime(cycle.admitted_at), "D j M Y H:i")
        raise ValidationError({field: f"The patient was admitted on {admitted}; this is before it. Check the time."})
    if cycle.discharged_at is not None and at > cycle.discharged_at:
        discharged = date_format(timezone.localtime(cycle.discharged_at), "D j M Y H:i")
        raise ValidationError({field: f"The patient was discharged on {discharged}; this is after it."})
    if at > timezone.now():
        raise ValidationError({field: "This time is in the future. A value is charted once it was found."})


def _ask_about(rows: Sequence[Measurement], weight_kg: Decimal) -> None:
    """Have rare values confirmed before they are charted."""
    doubts = {
        row.analyte: told for row in rows if row.value and (told := doubt(row.analyte, row.value, weight_kg=weight_kg))
    }
    if doubts:
        asked = "Nothing was charted yet. Compare, then tick below that it is right, or change it."
        raise ValidationError({key: f"{told} {asked}" for key, told in doubts.items()} | {"confirmed": "Is it right?"})

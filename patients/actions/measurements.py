"""Recording what was measured or found, and correcting it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.forms import Conflict
from patients.actions.people import check_day
from patients.models import Measurement, Patient
from patients.models.measurement import Source
from patients.rules.analytes import Analyte, Kind, analyte, read_typed
from patients.rules.numbers import show

SIX_PLACES = Decimal("0.000001")
# So many values are named in the trail's sentence; each is in the line that follows it.
FEW = 6


@dataclass(frozen=True)
class Entry:
    """One value as a person typed it; `unit` is the one chosen beside it.

    means: what the value means, where it stands in a file as people would not type it: "negative" for "Non-reactive".
    """

    analyte: str
    entered: str
    taken_on: date
    unit: str = ""
    taken_at: datetime | None = None
    means: str = ""


@transaction.atomic
def record(
    *, patient: Patient, entries: Sequence[Entry], by: Person, seen: int | None = None, source: str = Source.TYPED
) -> list[Measurement]:
    """Record values; all of them or, where one is refused, none.

    seen: key of the newest measurement that the form showed. Where somebody else recorded one of
    these analytes since, the form is refused with what they recorded.
    """
    patient = Patient.objects.locked(patient.pk)
    if not entries:
        raise ValidationError("Nothing was filled in.")
    if seen is not None:
        refuse_unseen(patient, entries, seen, by)
    rows = rows_of(patient, entries, by, source)
    with trail.action("recorded", patient, by=by, sentence=f"Recorded {told_of(rows)}"):
        trail.insert_many(rows)
    return rows


@transaction.atomic
def correct(
    *,
    measurement: Measurement,
    entered: str,
    unit: str,
    taken_on: date,
    because: str,
    by: Person,
    taken_at: datetime | None = None,
) -> Measurement:
    """Replace a value by the right one; the old one stays visible, struck through.

    taken_at: when it was found; where nobody says, as before, unless the day is another.
    """
    patient, measurement = _to_correct(measurement, because)
    if taken_at is None and taken_on == measurement.taken_on:
        taken_at = measurement.taken_at
    entry = Entry(measurement.analyte, entered, taken_on, unit, taken_at)
    row = row_of(patient, entry, by, Source.TYPED)
    row.replaces, row.because = measurement, because
    sentence = f"Corrected {row.definition.label} of {date_format(measurement.taken_on)}"
    with trail.action("corrected", patient, by=by, sentence=sentence, reason=because):
        row.save()
    return row


@transaction.atomic
def strike(*, measurement: Measurement, because: str, by: Person) -> Measurement:
    """Take a value back that was charted by mistake; it stays visible, struck through."""
    patient, measurement = _to_correct(measurement, because)
    row = Measurement(
        patient=patient,
        analyte=measurement.analyte,
        taken_on=measurement.taken_on,
        taken_at=measurement.taken_at,
        recorded_by=by,
        replaces=measurement,
        because=because,
        struck=True,
    )
    sentence = f"Struck {row.definition.label} of {date_format(measurement.taken_on)}"
    with trail.action("struck", patient, by=by, sentence=sentence, reason=because):
        row.save()
    return row


def _to_correct(measurement: Measurement, because: str) -> tuple[Patient, Measurement]:
    """The patient, locked, and the value as it stands; refused where it is not the one that stands any more."""
    patient = Patient.objects.locked(measurement.patient_id)
    measurement = Measurement.objects.get(pk=measurement.pk)
    if Measurement.objects.filter(replaces=measurement).exists():
        raise Conflict("Somebody corrected this value meanwhile. Nothing was changed.")
    if not because.strip():
        raise ValidationError({"because": "Say why the value is corrected."})
    return patient, measurement


def rows_of(patient: Patient, entries: Sequence[Entry], by: Person, source: str = Source.TYPED) -> list[Measurement]:
    """The rows of entries that are found together, checked by themselves and together."""
    rows = [row_of(patient, entry, by, source) for entry in entries]
    _check_together(rows)
    return rows


def told_of(rows: Sequence[Measurement]) -> str:
    """What a line of the trail says of values: each by its name, or how many."""
    return ", ".join(row.definition.label for row in rows) if len(rows) <= FEW else f"{len(rows)} values"


def refuse_unseen(patient: Patient, entries: Sequence[Entry], seen: int, by: Person) -> None:
    """Refuse entries where somebody else recorded one of these analytes since the form was shown."""
    keys = [entry.analyte for entry in entries]
    newer = (
        Measurement.objects.standing().filter(patient=patient, analyte__in=keys, pk__gt=seen).exclude(recorded_by=by)
    )
    if rows := list(newer.select_related("recorded_by")):
        told = "; ".join(
            f"{row.definition.label} {row.shown} {row.definition.unit} by {row.recorded_by}" for row in rows
        )
        raise Conflict(f"While this form was open, somebody recorded {told}. Compare, then save again to add yours.")


def row_of(patient: Patient, entry: Entry, by: Person, source: str) -> Measurement:
    """The row of an entry, checked. Refuses with the sentence at the field named like the analyte."""
    definition = _known(entry.analyte)
    row = Measurement(
        patient=patient,
        analyte=definition.key,
        entered=entry.entered.strip(),
        unit=entry.unit or definition.unit,
        taken_on=entry.taken_on,
        taken_at=entry.taken_at,
        source=source,
        recorded_by=by,
        recorded_at=timezone.now(),
    )
    check_day(entry.taken_on, patient, "taken_on")
    if entry.taken_at is not None and entry.taken_at > row.recorded_at:
        raise ValidationError({"taken_at": "This time is in the future. A value is recorded once it was found."})
    try:
        _read_value(row, definition, entry.means.strip() or row.entered)
    except ValueError as refusal:
        raise ValidationError({definition.key: str(refusal)}) from None
    return row


def _check_together(rows: Sequence[Measurement]) -> None:
    """Values of one moment that cannot both be right."""
    found = {row.analyte: row.value for row in rows}
    systolic, diastolic = found.get("sbp_mmhg"), found.get("dbp_mmhg")
    if systolic is not None and diastolic is not None and diastolic >= systolic:
        told = f"{show(systolic, 0)} over {show(diastolic, 0)} mmHg cannot be: type the higher pressure first."
        raise ValidationError({"dbp_mmhg": told})


def _known(key: str) -> Analyte:
    try:
        return analyte(key)
    except ValueError as refusal:
        raise ValidationError(str(refusal)) from None


def _read_value(row: Measurement, definition: Analyte, meant: str) -> None:
    """Fill the row's one value from what was meant; ValueError with a sentence where it cannot be."""
    typed = read_typed(definition, meant, row.unit)
    if isinstance(typed.value, Decimal):
        row.value, row.comparator = typed.value.quantize(SIX_PLACES), typed.comparator
    elif definition.kind is Kind.CHOICE:
        row.choice, row.unit = typed.value, ""
    else:
        row.text, row.entered, row.unit = typed.value, "", ""

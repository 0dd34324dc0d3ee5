"""Asking the print centre for forms, cancelling, and having what failed made again."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from cycles.models import Booking, Cycle
from cycles.models.booking import BookingKind
from cycles.rules.next_step import Step
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.documents.models import PrintBatch, PrintItem
from il2program.documents.prints.packets import AT_THE_BED, OF_ADMISSION, OF_PATIENT, Packet
from il2program.forms import Conflict
from patients.models import Patient

MOST_PATIENTS = 100


class What(StrEnum):
    """What can be asked for."""

    ADMISSIONS = "admissions"
    FIRST = "first"
    WARD = "ward"
    PATIENTS = "patients"


def ask(*, what: str, day: date, patients: Sequence[Patient], paper: str, bound: str, by: Person) -> PrintBatch:
    """Have forms made; who asks for the same while it is being made gets what is being made.

    day: of the admissions; patients: who are meant, where it is about chosen ones.
    """
    found, packet, title = _meant(What(what), day, patients)
    if not found:
        raise ValidationError(NOBODY[What(what)])
    if len(found) > MOST_PATIENTS:
        raise ValidationError(f"One batch is for {MOST_PATIENTS} patients at most. Choose fewer.")
    asked_for = _digest(what, paper, bound, packet, found)
    try:
        with transaction.atomic():
            return _new(title, found, packet, paper=paper, bound=bound, asked_for=asked_for, by=by)
    except IntegrityError:
        return PrintBatch.objects.get(asked_by=by, asked_for=asked_for, is_open=True)


NOBODY = {
    What.ADMISSIONS: "No admission is booked for this day. Choose another day.",
    What.FIRST: "Nobody waits for an admission without a day.",
    What.WARD: "Nobody is in the unit now, so there is no sheet to print.",
    What.PATIENTS: "Choose at least one patient.",
}


def admitted_on(day: date) -> list[Patient]:
    """Whose admission is booked for this day, or falls on it where nobody has chosen another."""
    on = Q(booked_on=day) | Q(booked_on=None, target=day)
    rows = Booking.objects.open().filter(on, kind=BookingKind.ADMISSION).select_related("patient")
    return [row.patient for row in rows.order_by("patient__family_name", "patient")]


def waiting_for_a_day() -> list[Patient]:
    """Who may be admitted, and for whom no day follows from what was before: a first admission above all."""
    rows = Patient.objects.filter(plan__step=Step.ADMIT, plan__target=None)
    return list(rows.order_by("family_name", "pk"))


def in_the_unit() -> list[Patient]:
    return [cycle.patient for cycle in Cycle.objects.running().select_related("patient").order_by("bed")]


def _meant(what: What, day: date, patients: Sequence[Patient]) -> tuple[Sequence[Patient], Packet, str]:
    if what is What.ADMISSIONS:
        return admitted_on(day), OF_ADMISSION, f"Admissions on {date_format(day, 'D j M Y')}"
    if what is What.FIRST:
        return waiting_for_a_day(), OF_ADMISSION, "Admissions without a day yet"
    if what is What.WARD:
        at = date_format(timezone.localtime(), "D j M Y H:i")
        return in_the_unit(), AT_THE_BED, f"Downtime sheets of the unit, {at}"
    return patients, OF_PATIENT, f"Packets of {len(patients)} patient{'s' if len(patients) != 1 else ''}"


def _digest(what: str, paper: str, bound: str, packet: Packet, patients: Sequence[Patient]) -> str:
    keys = sorted(patient.pk for patient in patients)
    return sha256(repr((what, paper, bound, packet, keys)).encode()).hexdigest()


def _new(
    title: str, patients: Sequence[Patient], packet: Packet, *, paper: str, bound: str, asked_for: str, by: Person
) -> PrintBatch:
    batch = PrintBatch.objects.create(title=title, paper=paper, bound=bound, asked_for=asked_for, asked_by=by)
    items = (PrintItem(batch=batch, patient=patient, form=form, of=of) for patient in patients for form, of in packet)
    PrintItem.objects.bulk_create(items)
    trail.write("asked for prints", sentence=f"Asked for prints: {title}", by=by)
    return batch


@transaction.atomic
def cancel(*, batch: PrintBatch, by: Person) -> None:
    """Make no more of it; what was made of it so far is thrown away."""
    if not PrintBatch.objects.filter(pk=batch.pk, is_open=True).update(is_open=False, cancelled_at=timezone.now()):
        raise Conflict("These prints are done already.")
    batch.items.all().delete()
    trail.write("cancelled prints", sentence=f"Cancelled prints: {batch.title}", by=by)


@transaction.atomic
def make_again(*, batch: PrintBatch, by: Person) -> None:
    """Have what was refused made once more; what was made stays."""
    failed = batch.items.exclude(refused="")
    if not failed.update(refused="", attempts=0, claimed_at=None):
        raise Conflict("Nothing of these prints has failed.")
    PrintBatch.objects.filter(pk=batch.pk).update(is_open=True, file=None)
    trail.write("asked for prints", sentence=f"Had made again what failed: {batch.title}", by=by)

"""Typing in what was written on paper while the program was not there."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from cycles.models import Cycle
from il2program.accounts.models import Person
from patients.actions import Entry, record
from patients.models import Measurement
from patients.models.measurement import Source


@transaction.atomic
def record_from_paper(*, cycle: Cycle, entries: Sequence[Entry], by: Person) -> list[Measurement]:
    """Record what happened on a stay, marked as from paper; the row says when it happened and when it was typed."""
    cycle = Cycle.objects.locked(cycle.pk)
    for entry in entries:
        at = entry.taken_at
        if at is None:
            raise ValidationError("Say when it was found.")
        told = date_format(timezone.localtime(at), "D j M Y H:i")
        if at > timezone.now():
            raise ValidationError(f"{told} is in the future.")
        if at < cycle.admitted_at.replace(second=0, microsecond=0):
            raise ValidationError(f"{told} is before the admission.")
        if cycle.discharged_at is not None and at > cycle.discharged_at:
            raise ValidationError(f"{told} is after the discharge.")
    return record(patient=cycle.patient, entries=entries, by=by, source=Source.PAPER)

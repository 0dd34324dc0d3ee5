"""Charting the dose slots of a cycle."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cycles.models import Cycle, Decision, Dose
from cycles.models.stops import PermanentStop
from cycles.rules.protocol import PROTOCOL
from il2program.accounts.models import Person
from il2program.accounts.roles import Permission
from il2program.audit import trail
from il2program.signatures.proof import Proof

LATE = timedelta(minutes=PROTOCOL.late_from_minutes)
TOO_LATE = timedelta(hours=PROTOCOL.withhold_after_hours)
TOO_CLOSE = timedelta(hours=PROTOCOL.too_close_hours)


@transaction.atomic
def chart_dose(
    *,
    cycle: Cycle,
    slot: int,
    decision: str,
    by: Person,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
    withheld_for: str = "",
    note: str = "",
    confirmed: Proof | None = None,
) -> Dose:
    """Chart a slot as given, which a second person confirms, or as withheld, with its reason."""
    cycle = Cycle.objects.locked(cycle.pk)
    _check_slot(cycle, slot)
    row = Dose(cycle=cycle, slot=slot, due_at=cycle.due_times()[slot - 1], charted_by=by, note=note)
    _fill(row, decision, started_at, ended_at, withheld_for, confirmed)
    row.full_clean(exclude=["cycle", "charted_by", "confirmed_by", "replaces"])
    with trail.action("charted dose", cycle, by=by, sentence=f"Dose {slot}: {_told(row)}", reason=note):
        row.save()
    return row


@transaction.atomic
def correct_dose(
    *,
    dose: Dose,
    because: str,
    by: Person,
    decision: str,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
    withheld_for: str = "",
    note: str = "",
    confirmed: Proof | None = None,
) -> Dose:
    """Replace what was charted for a slot; the old row stays visible, struck through."""
    cycle = Cycle.objects.locked(dose.cycle_id)
    standing = cycle.standing_doses.get(dose.slot)
    if standing is None or standing.pk != dose.pk:
        raise ValidationError("Somebody corrected this dose meanwhile. Nothing was changed.")
    if not because.strip():
        raise ValidationError({"because": "Say why the dose is corrected."})
    row = Dose(
        cycle=cycle, slot=dose.slot, due_at=dose.due_at, charted_by=by, note=note, replaces=dose, because=because
    )
    del cycle.standing_doses[dose.slot]
    _fill(row, decision, started_at, ended_at, withheld_for, confirmed)
    row.full_clean(exclude=["cycle", "charted_by", "confirmed_by", "replaces"])
    with trail.action("corrected dose", cycle, by=by, sentence=f"Dose {dose.slot}: {_told(row)}", reason=because):
        row.save()
    return row


def _check_slot(cycle: Cycle, slot: int) -> None:
    if not cycle.is_running:
        raise ValidationError("The patient has been discharged: no dose can be charted.")
    if not 1 <= slot <= PROTOCOL.slots_per_cycle:
        raise ValidationError("A cycle has at most 14 doses.")
    if (charted := cycle.standing_doses.get(slot)) is not None:
        raise ValidationError(f"Dose {slot} has been charted already: {_told(charted)}, by {charted.charted_by}.")
    if slot > 1 and slot - 1 not in cycle.standing_doses:
        raise ValidationError(f"Dose {slot - 1} has not been charted yet: slots are decided in their order.")


def _fill(
    row: Dose,
    decision: str,
    started_at: datetime | None,
    ended_at: datetime | None,
    withheld_for: str,
    confirmed: Proof | None,
) -> None:
    """What the decision asks for, checked."""
    if decision == Decision.WITHHELD:
        if not withheld_for:
            raise ValidationError({"withheld_for": "Say why the dose is withheld."})
        row.decision, row.withheld_for = decision, withheld_for
        return
    _check_given(row, started_at, ended_at, confirmed)
    row.started_at, row.ended_at, row.dose_iu = started_at, ended_at, row.cycle.dose_iu
    row.confirmed_by, row.confirmed_how = confirmed.person, confirmed.method
    # The grid hangs on the first dose's own start, so that dose is never late.
    late = started_at - row.due_at >= LATE and row.cycle.given_count > 0
    row.decision = Decision.GIVEN_LATE if late else Decision.GIVEN


def _check_given(row: Dose, started_at: datetime | None, ended_at: datetime | None, confirmed: Proof | None) -> None:
    if PermanentStop.objects.filter(patient=row.cycle.patient).exists():
        raise ValidationError("IL-2 has been stopped permanently for this patient: no dose may be given.")
    if started_at is None:
        raise ValidationError({"started_at": "When did the infusion start?"})
    if started_at > timezone.now() or (ended_at and ended_at > timezone.now()):
        raise ValidationError({"started_at": "This time is in the future."})
    if started_at < row.cycle.admitted_at:
        raise ValidationError({"started_at": "The infusion starts before the admission."})
    if ended_at and ended_at <= started_at:
        raise ValidationError({"ended_at": "The infusion must end after it started."})
    if confirmed is None:
        raise ValidationError("A second person must confirm a given dose.")
    if confirmed.person.pk == row.charted_by.pk:
        raise ValidationError("The second person must be somebody else than the one who charts.")
    if not confirmed.person.has_perm(Permission.CONFIRM_DOSES):
        raise ValidationError(f"{confirmed.person} may not confirm doses. Ask a nurse, a physician or a pharmacist.")
    _check_spacing(row, started_at)


def _check_spacing(row: Dose, started_at: datetime) -> None:
    """Refuse a dose too late for its slot or too close to another. Source: clinical reference 0, late doses."""
    others = [other.started_at for other in row.cycle.standing_doses.values() if other.was_given]
    if others and started_at - row.due_at > TOO_LATE:
        raise ValidationError(
            {"started_at": "More than two hours after it was due, a dose is not given any more: withhold this slot."}
        )
    if any(abs(started_at - other) < TOO_CLOSE for other in others):
        raise ValidationError({"started_at": "Another dose started less than six hours before or after this time."})


def _told(row: Dose) -> str:
    if row.was_given:
        return f"{row.get_decision_display().lower()} at {timezone.localtime(row.started_at):%H:%M}"
    return f"withheld ({row.get_withheld_for_display().lower()})"

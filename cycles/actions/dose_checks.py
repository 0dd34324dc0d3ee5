"""What of times, schedule and people a given dose must be: each check refuses in a sentence."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from cycles.models import Decision, Dose, Event, EventKind
from cycles.models.gate import OverrideKind
from cycles.models.stops import PermanentStop
from cycles.rules.board import is_late, is_too_close, is_too_late
from il2program.accounts.roles import Permission
from il2program.forms import Conflict
from il2program.signatures.proof import Proof


def check_times(row: Dose, started_at: datetime) -> None:
    now = timezone.now()
    if started_at > now:
        raise ValidationError({"started_at": "This time is in the future. A dose is charted once it has started."})
    if started_at < row.cycle.admitted_at:
        raise ValidationError({"started_at": "The infusion starts before the admission."})
    if row.cycle.discharged_at and started_at >= row.cycle.discharged_at:
        raise ValidationError({"started_at": "The infusion starts after the discharge."})
    if row.ended_at and row.ended_at <= started_at:
        raise ValidationError({"ended_at": "The infusion must end after it started."})
    if row.ended_at and row.ended_at > now:
        raise ValidationError({"ended_at": "This time is in the future. Leave it empty while the infusion runs."})


def check_stop(row: Dose, started_at: datetime) -> None:
    """No dose after a signed permanent stop or a death; the times of one given before it can still be put right."""
    stop = PermanentStop.objects.filter(patient=row.cycle.patient).select_related("signature").first()
    was_given = row.corrects is not None and row.corrects.was_given
    if stop and not (was_given and started_at <= stop.signature.signed_at):
        raise Conflict("IL-2 has been stopped permanently for this patient: no dose may be given.")
    death = Event.objects.standing().filter(cycle__patient=row.cycle.patient, kind=EventKind.DEATH).first()
    if death and started_at >= death.started_at:
        raise Conflict("This patient has died: no dose may be given. Correct the event where that is wrong.")


def check_schedule(row: Dose, started_at: datetime) -> tuple[Decision, dict[OverrideKind, str]]:
    """Given, or given late; and why a physician must order it, where it is too late or too close to another dose.

    The grid of slots hangs on the first dose's own start, so that dose is never late. Refused out of order.
    Source: clinical reference 0, late doses.
    """
    others = [(other.slot, other.started_at) for other in row.cycle.given_doses if other.started_at]
    is_first = all(slot > row.slot for slot, _ in others)
    needed: dict[OverrideKind, str] = {}
    if not is_first and is_too_late(row.due_at, started_at):
        needed[OverrideKind.SHIFT] = (
            "More than two hours after it was due, a dose is not given any more: withhold this slot, "
            "or record a physician’s order that shifts the rest."
        )
    for slot, other in others:
        if (started_at > other) != (row.slot > slot):
            raise ValidationError({"started_at": f"Doses start in their order; dose {slot} does not fit this time."})
        if is_too_close(started_at, other):
            at = date_format(timezone.localtime(other), "D j M H:i")
            needed[OverrideKind.CLOSER] = (
                f"Dose {slot} started at {at}: two doses start at least six hours apart, unless a physician orders it."
            )
    decision = Decision.GIVEN_LATE if not is_first and is_late(row.due_at, started_at) else Decision.GIVEN
    return decision, needed


def checked_second(row: Dose, confirmed: Proof | None) -> Proof:
    """The second person's proof; refused where they are the first, or may not confirm."""
    if confirmed is None:
        raise ValidationError("A second person must confirm a given dose.")
    if confirmed.person.pk == row.charted_by.pk:
        raise ValidationError("The second person must be somebody else than the one who charts.")
    if not confirmed.person.has_perm(Permission.CONFIRM_DOSES):
        raise ValidationError(f"{confirmed.person} may not confirm doses. Ask a nurse, a physician or a pharmacist.")
    return confirmed

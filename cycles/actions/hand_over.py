"""Handing a patient over to the next shift, and taking over."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cycles.handing_over import sheets_of
from cycles.models import Cycle, HandOver, TakenOver
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.forms import Conflict


@transaction.atomic
def hand_over(*, cycle: Cycle, to_do: str, by: Person) -> HandOver:
    """Keep what is charted now, with what the next shift must do; a newer one stands in place of an older one."""
    cycle = Cycle.objects.for_board().get(pk=Cycle.objects.locked(cycle.pk).pk)
    if not cycle.is_running:
        raise Conflict("The patient has been discharged: there is nobody to hand over.")
    [sheet] = sheets_of([cycle], timezone.now())
    row = HandOver(cycle=cycle, facts=[list(pair) for pair in sheet.rows], to_do=to_do, given_by=by)
    row.full_clean(exclude=["cycle", "given_by"])
    with trail.action("handed over", cycle, by=by, sentence="Handed over to the next shift"):
        row.save()
    return row


@transaction.atomic
def take_over(*, cycle: Cycle, seen: int, by: Person) -> TakenOver:
    """Take over what was handed over; it is recorded by name, and by somebody else than who gave it.

    seen: the key of the hand-over that the page showed.
    """
    cycle = Cycle.objects.locked(cycle.pk)
    newest = cycle.hand_overs.select_related("given_by", "taken__taken_by").last()
    if newest is None:
        raise Conflict("Nobody has handed this patient over yet.")
    if newest.pk != seen:
        raise Conflict(f"{newest.given_by} handed over anew meanwhile. Read it, then take over.")
    if hasattr(newest, "taken"):
        raise Conflict(f"{newest.taken.taken_by} has taken over already.")
    if newest.given_by_id == by.pk:
        raise ValidationError("Who handed over does not take over: the next shift does.")
    row = TakenOver(hand_over=newest, taken_by=by)
    with trail.action("took over", cycle, by=by, sentence=f"Took over from {newest.given_by}"):
        row.save()
    return row

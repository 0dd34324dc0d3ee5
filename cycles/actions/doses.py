"""Charting the dose slots of a cycle."""

from datetime import UTC, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from cycles.actions.dose_checks import check_schedule, check_stop, check_times, checked_second
from cycles.actions.gate import against, check_unchanged, freeze, override_for, stopped_infusion
from cycles.actions.on_paper import on_paper, still_on_paper
from cycles.gate import Gate, gate_at, next_slot
from cycles.models import Bag, Cycle, Decision, Dose
from cycles.models.gate import OverrideKind
from cycles.rules.protocol import PROTOCOL
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.forms import Conflict
from il2program.signatures.proof import Proof

NOT_CHECKED = ["cycle", "bag", "charted_by", "confirmed_by", "replaces"]


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
    bag: Bag | None = None,
    confirmed: Proof | None = None,
    reason: str = "",
    physician: Proof | None = None,
    infused_ml: Decimal | None = None,
    stopped_because: str = "",
    seen: int | None = None,
    shown: str = "",
    on_paper_at: datetime | None = None,
) -> Dose:
    """Chart a slot as given from a bag, which a second person confirms, or as withheld, with its reason.

    Refused as given while the orders are not signed by a physician and verified by a pharmacist; and where the
    pre-dose gate as of the start does not say give, or the schedule does not, without a physician's order and its
    reason. What was seen is frozen with the decision.

    seen, shown: the newest measurement and the advice that the form showed.
    on_paper_at: when it was decided, where that was on paper while the program was away; the gate is judged as of then.
    """
    cycle = Cycle.objects.with_snapshots().locked(cycle.pk)
    _check_slot(cycle, slot, decision)
    row = Dose(cycle=cycle, slot=slot, due_at=cycle.due_times()[slot - 1], charted_by=by, note=note)
    if struck := cycle.struck_dose(slot):
        row.replaces, row.because = struck, "Charted after what stood here was struck out."
    needed = _fill(row, decision, started_at, ended_at, withheld_for, bag, confirmed)
    paper = on_paper(row, on_paper_at)
    gate = gate_at(cycle, slot, row.started_at or on_paper_at or timezone.now())
    check_unchanged(gate, seen, shown)
    override = override_for(row, gate, against(gate) | needed, reason, physician)
    stopped = stopped_infusion(row, infused_ml, stopped_because)
    row.full_clean(exclude=NOT_CHECKED)
    typed = " from paper" if paper else ""
    with trail.action("charted dose", cycle, by=by, sentence=f"Dose {slot}{typed}: {told(row)}", reason=reason or note):
        if override and physician:
            override.sign_with(physician)
        row.save()
        for beside in filter(None, (stopped, paper)):
            beside.save()
        freeze(gate, dose=row, override=override)
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
    bag: Bag | None = None,
    confirmed: Proof | None = None,
    reason: str = "",
    physician: Proof | None = None,
    infused_ml: Decimal | None = None,
    stopped_because: str = "",
) -> Dose:
    """Replace what was charted for a slot; the old row stays visible, struck through."""
    cycle = Cycle.objects.with_snapshots().locked(dose.cycle_id)
    check_stands(cycle, dose)
    if not because.strip():
        raise ValidationError({"because": "Say why the dose is corrected."})
    row = Dose(
        cycle=cycle, slot=dose.slot, due_at=dose.due_at, charted_by=by, note=note, replaces=dose, because=because
    )
    del cycle.standing_doses[dose.slot]
    needed = _fill(row, decision, started_at, ended_at, withheld_for, bag or dose.bag, confirmed)
    check_still_counts(cycle, adds=row.was_given)
    gate = gate_at(cycle, dose.slot, row.started_at or timezone.now())
    override = override_for(row, gate, _needed_anew(gate, dose, needed), reason, physician)
    stopped, paper = stopped_infusion(row, infused_ml, stopped_because), still_on_paper(row, dose)
    row.full_clean(exclude=NOT_CHECKED)
    with trail.action("corrected dose", cycle, by=by, sentence=f"Dose {dose.slot}: {told(row)}", reason=because):
        if override and physician:
            override.sign_with(physician)
        row.save()
        for beside in filter(None, (stopped, paper)):
            beside.save()
        # What was seen at a decision that stands keeps its row.
        if row.was_given != dose.was_given or override:
            freeze(gate, dose=row, override=override)
    return row


def _needed_anew(gate: Gate, dose: Dose, needed: dict[OverrideKind, str]) -> dict[OverrideKind, str]:
    """What a physician must order for a correction: the advice counts where the dose was not given before."""
    asked = needed if dose.was_given else against(gate) | needed
    ordered = {kind for order in gate.cycle.overrides if order.slot == dose.slot for kind in order.kinds}
    return {kind: sentence for kind, sentence in asked.items() if kind not in ordered}


def obstacles(cycle: Cycle, slot: int) -> list[str]:
    """What stands in the way of charting this slot now, in the sentences with which `chart_dose` refuses it."""
    try:
        _check_slot(cycle, slot)
    except ValidationError as refusal:
        return refusal.messages
    return []


def told(row: Dose) -> str:
    """What was charted, in a few words."""
    if row.started_at is not None:
        return f"{row.get_decision_display().lower()} at {date_format(timezone.localtime(row.started_at), 'D j M H:i')}"
    return f"withheld ({row.get_withheld_for_display().lower()})"


def _check_slot(cycle: Cycle, slot: int, decision: str = "") -> None:
    if not cycle.is_running:
        raise Conflict("The patient has been discharged: no dose can be charted.")
    if not 1 <= slot <= PROTOCOL.slots_per_cycle:
        raise ValidationError("A cycle has at most 14 doses.")
    if (charted := cycle.standing_doses.get(slot)) is not None:
        raise Conflict(f"Dose {slot} has been charted already: {told(charted)}, by {charted.charted_by}.")
    if (before := next_slot(cycle)) is not None and before < slot:
        raise Conflict(f"Dose {before} has not been charted yet: slots are decided in their order.")
    if cycle.stopped is not None and decision == Decision.WITHHELD:
        raise Conflict(
            f"Cycle {cycle.number} was stopped: {cycle.stopped}. What follows is neither given nor withheld."
        )


def _fill(
    row: Dose,
    decision: str,
    started_at: datetime | None,
    ended_at: datetime | None,
    withheld_for: str,
    bag: Bag | None,
    confirmed: Proof | None,
) -> dict[OverrideKind, str]:
    """What the decision asks for, checked; returns what of the schedule needs a physician's order."""
    if decision == Decision.WITHHELD:
        if not withheld_for:
            raise ValidationError({"withheld_for": "Say why the dose is withheld."})
        row.decision, row.withheld_for = decision, withheld_for
        return {}
    if started_at is None:
        raise ValidationError({"started_at": "When did the infusion start?"})
    # In UTC: between two instants of one zone Python counts by the clock on the wall, also over a change of it.
    row.started_at, row.ended_at = started_at.astimezone(UTC), ended_at
    check_times(row, row.started_at)
    check_stop(row, row.started_at)
    row.decision, needed = check_schedule(row, row.started_at)
    _take_from(row, bag, row.started_at)
    second = checked_second(row, confirmed)
    row.confirmed_by, row.confirmed_how = second.person, second.method
    return needed


def orders_in_the_way(cycle: Cycle, at: datetime) -> list[str]:
    """Why no dose can be given from what is ordered and prepared, in the sentences with which it is refused."""
    order = cycle.admission_order
    if order is None:
        return ["No physician has signed the orders of this admission yet."]
    if order.verified is None:
        return ["The pharmacist has not verified the orders yet."]
    if cycle.given_count >= order.max_doses:
        return [f"All {order.max_doses} doses that were ordered have been given."]
    if not cycle.free_bags(at):
        return ["No bag is ready: the pharmacist records each one."]
    return []


def _take_from(row: Dose, bag: Bag | None, started_at: datetime) -> None:
    """The bag, and with it the orders, that the dose comes from; one that was charted before keeps its own."""
    cycle, before = row.cycle, row.corrects
    if before and before.was_given and (bag is None or bag.pk == before.bag_id):
        row.bag, row.dose_iu = before.bag, before.dose_iu
        if before.bag and not before.bag.prepared_at <= started_at <= before.bag.use_by_at:
            raise ValidationError({"started_at": f"Bag {before.bag.number} could not be used at this time."})
        return
    order = cycle.admission_order
    if bag is None or order is None or order.verified is None or cycle.given_count >= order.max_doses:
        missing = orders_in_the_way(cycle, started_at)
        raise ValidationError(missing or {"bag": "Choose the bag that was given."})
    if bag not in cycle.free_bags(started_at):
        raise ValidationError({"bag": _why_not(cycle, bag, started_at)})
    if started_at < bag.prepared_at:
        raise ValidationError({"started_at": f"Bag {bag.number} was prepared after this time."})
    row.bag, row.dose_iu = bag, bag.order.dose_iu


def _why_not(cycle: Cycle, bag: Bag, at: datetime) -> str:
    """Why a dose cannot come from this bag."""
    if bag.order.cycle_id != cycle.pk:
        return "This bag was prepared for somebody else."
    if bag.discarded:
        return f"Bag {bag.number} was discarded: {bag.discarded.because}."
    if given := next((dose for dose in cycle.given_doses if dose.bag_id == bag.pk), None):
        return f"Bag {bag.number} was given as dose {given.slot}."
    if bag.is_past(at):
        return f"Bag {bag.number} could be used until {date_format(timezone.localtime(bag.use_by_at), 'D j M H:i')}."
    return f"Bag {bag.number} was prepared from orders of another dose."


def check_stands(cycle: Cycle, dose: Dose) -> None:
    """Refuse to change what somebody changed meanwhile."""
    standing = cycle.standing_doses.get(dose.slot)
    if standing is None or standing.pk != dose.pk:
        now = f" It is now: {told(standing)}, by {standing.charted_by}." if standing else ""
        raise Conflict(f"Somebody corrected dose {dose.slot} meanwhile. Nothing was changed.{now}")


def check_still_counts(cycle: Cycle, *, adds: bool) -> None:
    """After the discharge a correction cannot turn a cycle into an admission without a dose, or back."""
    counts = cycle.given_count + adds > 0
    if not cycle.is_running and counts == cycle.cancelled:
        now = "would leave no dose" if cycle.cancelled is False else "would add a first dose"
        raise ValidationError(
            f"The patient was discharged, and this {now} in the admission: it decides whether the cycle counts, "
            "and what followed rests on that. Nothing was changed."
        )

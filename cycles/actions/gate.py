"""What stands between the advice and a decision: the physician's order, what is frozen, and the hold."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from cycles.gate import Gate, gate_at, next_slot
from cycles.models import Cycle, CycleStop, Dose, GateSnapshot, Hold, HoldCorrection, Override, StoppedInfusion
from cycles.models.gate import OverrideKind, canonical, digest_of
from cycles.models.stops import PermanentStop
from cycles.rules.holding import Advice
from il2program.accounts.models import Person
from il2program.accounts.roles import Permission
from il2program.audit import trail
from il2program.forms import Conflict
from il2program.signatures.proof import Proof
from patients.rules.numbers import show

# What each advice is called, in a sentence.
ADVICE = {
    Advice.GIVE: "give",
    Advice.INCOMPLETE: "incomplete: something is missing or too old",
    Advice.HOLD: "hold this dose",
    Advice.STOP_CYCLE: "stop the cycle",
    Advice.PERMANENT_STOP: "stop for good",
}
# Against what a physician's order lets a dose be given, each with the sentence that refuses it without one.
Needed = Mapping[OverrideKind, str]


def against(gate: Gate) -> dict[OverrideKind, str]:
    """What of the advice, and of the decision to stop the cycle, only a physician can decide otherwise."""
    sentences = [_after_stop(stop)] if (stop := gate.cycle.stopped) and gate.at >= stop.stopped_at else []
    if not gate.gives:
        told = "; ".join(reason.rstrip(".") for reason in gate.assessment.reasons[:4])
        sentences.append(f"The advice is {ADVICE[gate.advice]}. {told}.")
    return {OverrideKind.AGAINST_ADVICE: " ".join(sentences)} if sentences else {}


def _after_stop(stop: CycleStop) -> str:
    at = date_format(timezone.localtime(stop.stopped_at), "D j M H:i")
    return f"Cycle {stop.cycle.number} was stopped on {at} by {stop.stopped_by}: {stop}."


def override_for(row: Dose, gate: Gate, needed: Needed, reason: str, physician: Proof | None) -> Override | None:
    """The physician's order on which a dose rests that is given against the advice or the schedule.

    This is the one place that says what such a dose may rest on: standing telephone orders, which are named on the
    row, or for what they leave a signature now, which is given inside the act that charts the dose.
    """
    needed = _left_by_telephone(row, needed)
    if not row.was_given or not needed:
        return None
    if physician is None:
        raise ValidationError(_unsigned(needed))
    if not physician.person.has_perm(Permission.SIGN_OVERRIDES):
        raise ValidationError({"physician": f"{physician.person} may not sign this. Ask a physician."})
    if not reason.strip():
        raise ValidationError({"reason": "Say why the dose is given all the same."})
    return Override(
        cycle=gate.cycle,
        slot=gate.slot,
        kinds=[kind.value for kind in needed],
        advice=gate.advice.value,
        told=[*([_after_stop(gate.cycle.stopped)] if gate.cycle.stopped else []), *gate.assessment.reasons],
        reason=reason,
    )


def _left_by_telephone(row: Dose, needed: Needed) -> Needed:
    """What no standing telephone order allows; those that do are kept on the row."""
    left: dict[OverrideKind, str] = {}
    for kind, sentence in needed.items():
        before = row.corrects.order if row.corrects else None
        order = before if before and before.kind == kind else row.cycle.telephone_order_for(row.slot, kind)
        if order is None or row.started_at is None:
            left[kind] = sentence
            continue
        if order.taken_at > row.started_at:
            at = date_format(timezone.localtime(order.taken_at), "D j M H:i")
            raise ValidationError({"started_at": f"This is before the telephone order, which was taken at {at}."})
        if row.order is None or kind is OverrideKind.SHIFT:
            row.order = order
        row.shifts_rest = row.shifts_rest or kind is OverrideKind.SHIFT
    return left


def _unsigned(needed: Needed) -> dict[str, list[str]]:
    """What of the schedule stands in the way belongs to the time, all else to the physician."""
    schedule = [sentence for kind, sentence in needed.items() if kind is not OverrideKind.AGAINST_ADVICE]
    advice = [sentence for kind, sentence in needed.items() if kind is OverrideKind.AGAINST_ADVICE]
    asked = [*advice, "This takes a reason and a physician’s signature, or a standing telephone order."]
    return {"physician": asked} | ({"started_at": schedule} if schedule else {})


def check_unchanged(gate: Gate, seen: int | None, shown: str) -> None:
    """Refuse a decision on a page whose advice is not the advice any more, with what was charted since."""
    if seen is None or not shown or gate.newest_key <= seen or gate.advice == shown:
        return
    new = [row for row in gate.charted.rows.values() if row.pk > seen]
    told = "; ".join(f"{row.definition.label} {row.shown} {row.definition.unit}".strip() for row in new)
    raise Conflict(
        f"While this page was open, somebody charted {told}. The advice is now: {ADVICE[gate.advice]}. "
        "Nothing was charted; what you typed is still here."
    )


def freeze(
    gate: Gate, *, dose: Dose | None = None, hold: Hold | None = None, override: Override | None = None
) -> GateSnapshot:
    """Keep what was seen, inside the act that decides."""
    text = canonical(gate.frozen())
    snapshot = GateSnapshot(
        cycle=gate.cycle,
        slot=gate.slot,
        advice=gate.advice.value,
        firing=[one.criterion.id for one in gate.firing],
        text=text,
        digest=digest_of(text),
        dose=dose,
        hold=hold,
        override=override,
    )
    # The trail keeps its digest, and not a second copy.
    trail.insert_many([snapshot])
    return snapshot


def stopped_infusion(dose: Dose, infused_ml: Decimal | None, reason: str) -> StoppedInfusion | None:
    """How much of a given dose ran in before it was stopped, and why; None where it ran to its end."""
    if infused_ml is None and not reason.strip():
        return None
    if not dose.was_given:
        raise ValidationError({"infused_ml": "A withheld dose has no infusion that could be stopped."})
    if infused_ml is None:
        raise ValidationError({"infused_ml": "How many mL ran in before the infusion was stopped?"})
    if not reason.strip():
        raise ValidationError({"stopped_because": "Say why the infusion was stopped."})
    if dose.ended_at is None:
        raise ValidationError({"ended_at": "When was the infusion stopped?"})
    whole_ml = dose.cycle.computed_dose.bag_ml + dose.cycle.computed_dose.volume_ml
    if not 0 <= infused_ml < whole_ml:
        raise ValidationError({"infused_ml": f"Less than the whole bag of {show(whole_ml, 2)} mL ran in."})
    return StoppedInfusion(cycle=dose.cycle, dose=dose, infused_ml=infused_ml, reason=reason)


@transaction.atomic
def hold_dose(
    *,
    cycle: Cycle,
    slot: int,
    recheck_at: datetime,
    by: Person,
    kind: str = "",
    words: str = "",
    seen: int | None = None,
) -> Hold:
    """Let a slot wait for a correction and a new check; another call for the same slot is another round.

    seen: the key of the round that the form showed, 0 where there was none.
    """
    cycle = Cycle.objects.with_snapshots().locked(cycle.pk)
    _check_open(cycle, slot)
    _check_round(cycle.hold_of(slot), seen)
    now = timezone.now()
    if recheck_at <= now:
        raise ValidationError({"recheck_at": "Choose a time after now for the new check."})
    hold = Hold(cycle=cycle, slot=slot, opened_at=now, recheck_at=recheck_at, opened_by=by)
    gate = gate_at(cycle, slot, now)
    if gate.gives and cycle.hold_of(slot) is None:
        raise ValidationError("Nothing holds this dose: every criterion is answered, and none fires.")
    hold.full_clean(exclude=["cycle", "opened_by"])
    names = ", ".join(gate.assessment.names) or "missing values"
    at = date_format(timezone.localtime(recheck_at), "H:i")
    sentence = f"Held dose {slot} for {names}; check again at {at}"
    with trail.action("held dose", cycle, by=by, sentence=sentence):
        hold.save()
        freeze(gate, hold=hold)
        if kind or words.strip():
            _correction(hold, kind=kind, words=words, done_at=now, by=by).save()
    return hold


@transaction.atomic
def record_correction(
    *, cycle: Cycle, slot: int, kind: str, words: str, done_at: datetime, by: Person
) -> HoldCorrection:
    """Chart what was done about the finding that holds a dose."""
    cycle = Cycle.objects.with_snapshots().locked(cycle.pk)
    _check_open(cycle, slot)
    hold = cycle.hold_of(slot)
    since = cycle.held_since(slot)
    if hold is None or since is None:
        raise ValidationError(f"Dose {slot} is not held.")
    if done_at > timezone.now():
        raise ValidationError({"done_at": "This time is in the future."})
    if done_at < since.replace(second=0, microsecond=0):
        raise ValidationError({"done_at": "This is before the dose was held."})
    row = _correction(hold, kind=kind, words=words, done_at=done_at, by=by)
    with trail.action("corrected while held", cycle, by=by, sentence=f"Dose {slot} held: {row}"):
        row.save()
    return row


def _correction(hold: Hold, *, kind: str, words: str, done_at: datetime, by: Person) -> HoldCorrection:
    row = HoldCorrection(hold=hold, kind=kind, words=words.strip(), done_at=done_at, recorded_by=by)
    row.full_clean(exclude=["hold", "recorded_by"])
    return row


def _check_round(hold: Hold | None, seen: int | None) -> None:
    """Refuse a second hold of what somebody held while the page was open."""
    if hold is not None and seen is not None and hold.pk != seen:
        again = date_format(timezone.localtime(hold.recheck_at), "H:i")
        raise Conflict(
            f"While this page was open, {hold.opened_by} held dose {hold.slot} and checks again at {again}. "
            "Nothing was stored. Send this again if it is another round."
        )


def _check_open(cycle: Cycle, slot: int) -> None:
    if not cycle.is_running:
        raise ValidationError("The patient has been discharged: no dose waits.")
    if PermanentStop.objects.filter(patient=cycle.patient).exists():
        raise ValidationError("IL-2 has been stopped permanently for this patient: no dose waits.")
    if cycle.stopped is not None:
        raise Conflict(f"{_after_stop(cycle.stopped)} No dose waits.")
    if slot != next_slot(cycle):
        raise ValidationError(f"Dose {slot} is not the one at hand.")

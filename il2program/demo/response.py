"""Lesions, scans and the decision that follows one."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from cycles.actions import decide, order_scan, record_baseline, record_scan
from cycles.evaluation import responses
from cycles.models import LesionReading, Scan
from cycles.models.response import Continuation
from cycles.models.scans import Contrast
from cycles.rules.lesion_states import LesionState, Reading, SeenAnew, read_as
from cycles.rules.lesions import ProtocolAnswer
from cycles.rules.next_step import NextStep
from cycles.rules.targets import MAX_TARGETS, Kind, Measured
from il2program.accounts.roles import Role
from il2program.demo import workup
from il2program.demo.case import Seen
from il2program.demo.life import Life, Moment, Script
from il2program.demo.referrals import NODE, ORGANS
from patients.rules.imaging import SeenLesion
from patients.rules.numbers import rounded_half_up

NOT_SHRUNK = Seen(104)
# Of two lesions of one organ.
WHERE = ("right", "left")
SLICE_MM = Decimal(5)
ORDERED_AT = time(10, 0)
# A scan that could not be evaluated is made again after so many days.
REPEATED_AFTER = 10
# A node this small is normal: what remains of one after a complete response.
NORMAL_NODE_MM = Decimal(8)
# Days from the target on which scans are really made; and from the scan to the decision.
SCAN_EARLY, SCAN_LATE = 3, 6
DECIDED_WITHIN = 4


def baseline(life: Life) -> None:
    """The CT of today with one or two lesions at each site, and the baseline that is taken from it."""
    organs = [ORGANS[site] for site in life.patient.diagnosis.sites]
    lesions = [_lesion(life, organ, where) for organ in organs for where in WHERE[: life.random.choice([1, 1, 2])]][
        :MAX_TARGETS
    ]
    study = workup.body(life.random, lesions)
    life.image(study)
    record_baseline(
        patient=life.patient,
        targets=[Measured(one.organ, one.mm, one.description, one.is_node) for one in lesions],
        others=[Measured("Bone", Decimal(0), "spine", kind=Kind.BONE)] if life.random.random() < 1 / 3 else [],
        scanned_on=study.taken_on,
        region=study.region,
        slice_mm=SLICE_MM,
        contrast=Contrast.GIVEN,
        read_by=study.read_by,
        by=life.staff.one(Role.COORDINATOR),
    )


def _lesion(life: Life, organ: str, where: str) -> SeenLesion:
    is_node = organ == NODE
    size = life.random.randint(18, 34) if is_node else life.random.randint(14, 58)
    return SeenLesion(organ, Decimal(size), where, is_node)


def scan(life: Life, step: NextStep) -> Script:
    """The response scan, about its target day; one that told nothing is made again."""
    after = step.cycle or 0
    earlier = life.patient.scan_set.filter(after_cycle=after).last()
    if earlier is None and step.earliest is not None and _is_still_ahead(life, step):
        yield Moment(
            datetime.combine(step.earliest, ORDERED_AT, timezone.get_current_timezone()), f"order scan {after}"
        )
        _order(life, step)
    if earlier is not None:
        yield life.moment(earlier.scanned_on + timedelta(days=REPEATED_AFTER), 13, f"scan {after} again")
    elif step.target is not None:
        shift = timedelta(days=life.random.randint(-SCAN_EARLY, SCAN_LATE))
        yield life.moment(step.target + shift, 13, f"scan {after}")
    if life.still_at(step):
        _record_scan(life, after, life.scans.pop(0) if life.scans else NOT_SHRUNK)


def _is_still_ahead(life: Life, step: NextStep) -> bool:
    """Whether this scan is not made within the demo: its order is what one sees of it."""
    today = timezone.localdate(life.now)
    return step.target is not None and (life.case.until == f"scan {step.cycle}" or step.target > today)


def _order(life: Life, step: NextStep) -> None:
    if life.still_at(step) and step.target is not None:
        order_scan(
            patient=life.patient,
            after_cycle=step.cycle or 0,
            planned_on=max(step.target, timezone.localdate()),
            with_contrast=True,
            by=life.staff.one(Role.COORDINATOR),
        )


def _record_scan(life: Life, after_cycle: int, seen: Seen) -> Scan:
    first = life.patient.scan_set.get(after_cycle=0)
    readings = {one.lesion_id: _reading(one, seen) for one in first.readings.select_related("lesion")}
    if seen.missed:
        readings[min(readings)] = read_as(None)
    return record_scan(
        patient=life.patient,
        after_cycle=after_cycle,
        readings=readings,
        seen_anew=[SeenAnew("Liver", "segment 4")] if seen.new_lesion else [],
        scanned_on=timezone.localdate(),
        slice_mm=SLICE_MM,
        contrast=Contrast.GIVEN,
        read_by=life.random.choice(workup.READERS),
        by=life.staff.one(Role.COORDINATOR),
    )


def _reading(first: LesionReading, seen: Seen) -> Reading:
    if not first.lesion.is_target or first.mm is None:
        return Reading(LesionState.ABSENT if seen.percent == 0 else LesionState.PRESENT)
    return read_as(_diameter(first.mm, seen, is_node=first.lesion.is_node))


def _diameter(baseline_mm: Decimal, seen: Seen, *, is_node: bool) -> Decimal:
    if seen.percent == 0:
        return NORMAL_NODE_MM if is_node else Decimal(0)
    return rounded_half_up(baseline_mm * seen.percent / 100, 0)


def decision(life: Life, step: NextStep) -> Script:
    """A few days after the scan the physician goes on where the protocol does, or says why."""
    last = life.patient.scan_set.order_by("scanned_on", "pk").last()
    if last is None:
        return
    days = timedelta(days=life.random.randint(1, DECIDED_WITHIN))
    yield life.moment(last.scanned_on + days, 16, f"decision {step.cycle}")
    if not life.still_at(step):
        return
    answer = dict(responses(life.patient))[last].protocol
    goes_on = answer is ProtocolAnswer.SHRUNK or (answer is not ProtocolAnswer.STOP and life.case.goes_on_because)
    decide(
        scan=last,
        decision=Continuation.CONTINUE if goes_on else Continuation.STOP,
        reason=_reason(life, answer),
        proof=life.staff.signer(),
    )


def _reason(life: Life, answer: ProtocolAnswer) -> str:
    if answer is ProtocolAnswer.PHYSICIAN:
        return "The response is complete and has lasted; further treatment would add risk only."
    return life.case.goes_on_because if answer is ProtocolAnswer.NOT_SHRUNK else ""

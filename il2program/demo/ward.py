"""A stay in the unit: admission, the slots of the cycle, discharge."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, count

from django.conf import settings
from django.utils import timezone

from cycles.actions import admit, chart_dose, discharge, hold_dose, prepare_bag, sign_orders, verify_orders
from cycles.facts import screening_weight_kg
from cycles.models import Bag, Cycle
from cycles.models.dose import Decision
from cycles.rules.dosing import differs_from_screening
from cycles.rules.holding.advising import HELD_STOP
from cycles.rules.next_step import NextStep
from cycles.rules.protocol import PROTOCOL, length_of_stay, next_working_day, opens_course, stay_deviation
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.demo import bedside, doses, workup
from il2program.demo.case import Stay
from il2program.demo.going_home import going_home
from il2program.demo.life import INFUSION, SETTLING_IN, SLOT, Life, Moment, Script
from patients.actions import record

FIRST_DOSE = time(16)
# A bag is ready so long before its dose; its vials keep for so long.
PREPARED_BEFORE = timedelta(hours=1)
VIALS_KEEP = timedelta(days=300)
# Vital signs count for an hour.
CHECKED_BEFORE = timedelta(minutes=50)
HELD_SINCE, HELD_FOR = timedelta(minutes=24), timedelta(minutes=30)
# After this the nurse writes it down.
AT_THE_CHART = timedelta(minutes=5)
# Minutes by which a dose starts after its slot is due.
LAG = {doses.GIVEN: (0, 12), doses.GIVEN_LATE: (65, 105)}


def day_of_admission(life: Life, step: NextStep) -> date:
    """As the case says, or as the protocol does: the first working day from the target on."""
    number, due = step.cycle or 1, life.case.due
    cancelled = life.patient.cycles.filter(number=number).last()
    if cancelled is not None:
        return next_working_day(cancelled.discharged_on + timedelta(days=7))
    if due is not None and due.cycle == number:
        return timezone.localdate(life.first_dose(due) - SETTLING_IN)
    if number in life.case.admissions:
        return life.day(life.case.admissions[number])
    return next_working_day(step.target) if step.target else life.begins_on


def admission(life: Life, step: NextStep) -> Script:
    number, due = step.cycle or 1, life.case.due
    moment = life.moment(day_of_admission(life, step), 10, f"cycle {number}")
    if due is not None and due.cycle == number:
        moment = Moment(life.first_dose(due) - SETTLING_IN, moment.stage)
    yield moment
    if life.still_at(step):
        yield from _stay(life, _admit(life, step))


def _admit(life: Life, step: NextStep) -> Cycle:
    """Admit now; weight and blood tests are taken first."""
    number, due, today = step.cycle or 1, life.case.due, timezone.localdate()
    values = _taken_first(life, number)
    life.record(values)
    first_dose = datetime.combine(today, FIRST_DOSE, timezone.get_current_timezone())
    early = number > 1 and opens_course(number) and step.target is not None and today < step.target
    return admit(
        patient=life.patient,
        number=number,
        bed=_free_bed(),
        admitted_at=timezone.now(),
        dosing_weight_kg=Decimal(values["weight_kg"]),
        first_dose_due_at=life.first_dose(due) if due is not None and due.cycle == number else first_dose,
        short_gap_acknowledged_by=life.staff.one(Role.PHYSICIAN) if early else None,
        toxicity_reviewed_by=None if opens_course(number) else life.staff.one(Role.PHYSICIAN),
        by=life.staff.nurse(life.random),
    )


def _order(life: Life, cycle: Cycle) -> None:
    """The physician orders as planned; the pharmacist verifies, unless the first dose is still ahead."""
    order = sign_orders(
        cycle=cycle,
        dosing_weight_kg=cycle.dosing_weight_kg,
        weight_reason="Weighed twice." if _is_far(cycle) else "",
        max_doses=PROTOCOL.slots_per_cycle,
        first_dose_at=cycle.first_dose_due_at,
        code_status=cycle.patient.code_status,
        proof=life.staff.signer(),
    )
    verify_orders(
        order=order,
        dose_million_units=order.computed.dose_million_units,
        volume_ml=order.computed.volume_ml,
        bag_ml=order.computed.bag_ml,
        vials=order.computed.vials,
        proof=life.staff.proof(life.staff.one(Role.PHARMACIST)),
    )


def _is_far(cycle: Cycle) -> bool:
    screening = screening_weight_kg(cycle)
    return screening is None or differs_from_screening(cycle.dosing_weight_kg, screening)


def _bag(life: Life, cycle: Cycle) -> Bag:
    now = timezone.now()
    return prepare_bag(
        cycle=cycle,
        lot=f"DEMO-{now:%y%m}",
        drug_expires_on=timezone.localdate(now) + VIALS_KEEP,
        prepared_at=now,
        by=life.staff.one(Role.PHARMACIST),
    )


def _taken_first(life: Life, number: int) -> workup.Values:
    """Before a course's first admission all was done days ago, and only the weight is taken again."""
    done = opens_course(number) and not life.patient.cycles.filter(number=number).exists()
    return (workup.weight if done else workup.renewed)(life.random, life.case)


def _free_bed() -> str:
    taken = set(Cycle.objects.running().values_list("bed", flat=True))
    beds: Iterator[str] = chain(settings.BEDS, (f"Extra {number}" for number in count(1)))
    return next(bed for bed in beds if bed not in taken)


def _stay(life: Life, cycle: Cycle) -> Script:
    stay = _plan(life, cycle)
    _order(life, cycle)
    due_at = cycle.first_dose_due_at.astimezone(UTC)
    for slot, letter in enumerate(stay.slots, 1):
        before = stay.slots[slot - 2] if slot > 1 else ""
        yield from _slot(life, cycle, slot, letter, due_at + SLOT * (slot - 1), before)
    if (due := life.case.due) is not None and due.cycle == cycle.number and due.minutes < 0:
        yield Moment(life.now - HELD_SINCE, "check")
        _waits(life, cycle, due.slot, stay.slots[-1])
    days = stay.days or _days(cycle, stay, due_at)
    yield life.moment(cycle.admitted_on + timedelta(days=days - 1), 11, f"discharge {cycle.number}")
    _discharge(life, cycle, stay)
    yield from going_home(life, cycle)


def _plan(life: Life, cycle: Cycle) -> Stay:
    """The stay as the case tells it, or a usual one; one of now goes on until its slot is due."""
    if life.stays:
        return life.stays.pop(0)
    usual, due = doses.drawn(life.random, opens_course=opens_course(cycle.number)), life.case.due
    if due is None or due.cycle != cycle.number:
        return usual
    return replace(usual, slots=usual.slots.ljust(due.slot, doses.GIVEN))


def _slot(life: Life, cycle: Cycle, slot: int, letter: str, due_at: datetime, before: str) -> Script:
    """Chart one slot once it is over."""
    nurse = life.staff.nurse(life.random)
    if letter in doses.WITHHELD:
        yield Moment(_checked_at(due_at), "check")
        _check(life, cycle, slot, nurse, letter, before)
        yield Moment(due_at + AT_THE_CHART, "dose")
        _withhold(life, cycle, slot, doses.WITHHELD[letter], nurse)
        return
    # The grid of slots hangs on the start of the first dose.
    lag = timedelta(minutes=life.random.randint(*LAG[letter]) if slot > 1 else 0)
    yield Moment(due_at + lag - PREPARED_BEFORE, "bag")
    bag = _bag(life, cycle)
    yield Moment(_checked_at(due_at + lag), "check")
    _check(life, cycle, slot, nurse, "", before)
    yield Moment(due_at + lag + INFUSION + AT_THE_CHART, "dose")
    _give(life, cycle, slot, bag, due_at + lag, nurse)


def _checked_at(starts_at: datetime) -> datetime:
    """Some time before the dose, but not before the hour from which the weight of the day counts."""
    at, starts_here = starts_at - CHECKED_BEFORE, timezone.localtime(starts_at)
    weighed = time.fromisoformat(settings.WEIGHT_COUNTS_FROM)
    weighed_at = datetime.combine(starts_here.date(), weighed, starts_here.tzinfo)
    return max(at, weighed_at) if weighed_at <= starts_here else at


def _check(life: Life, cycle: Cycle, slot: int, nurse: Person, letter: str, before: str) -> None:
    entries = bedside.check_before(life.random, cycle, slot, timezone.now(), letter=letter, before=before)
    record(patient=life.patient, entries=entries, by=nurse)


def _waits(life: Life, cycle: Cycle, slot: int, before: str) -> None:
    """Who is late now waits for a fluid bolus to work."""
    nurse, now = life.staff.nurse(life.random), timezone.now()
    _bag(life, cycle)
    _check(life, cycle, slot, nurse, "p", before)
    hold_dose(cycle=cycle, slot=slot, recheck_at=now + HELD_FOR, kind="fluid", words="250 mL of saline", by=nurse)


def _withhold(life: Life, cycle: Cycle, slot: int, finding: doses.Finding, nurse: Person) -> None:
    chart_dose(
        cycle=cycle,
        slot=slot,
        decision=Decision.WITHHELD,
        withheld_for=finding.withheld_for,
        note=life.random.choice(finding.notes),
        by=nurse,
    )


def _give(life: Life, cycle: Cycle, slot: int, bag: Bag, started_at: datetime, nurse: Person) -> None:
    goes_on = cycle.doses.filter(decision=Decision.WITHHELD).count() >= HELD_STOP
    chart_dose(
        cycle=cycle,
        slot=slot,
        decision=Decision.GIVEN,
        reason="Recovered between the slots; goes on under close watch." if goes_on else "",
        physician=life.staff.signer() if goes_on else None,
        started_at=started_at,
        ended_at=started_at + INFUSION,
        bag=bag,
        confirmed=life.staff.second(life.random, nurse),
        by=nurse,
    )


def _days(cycle: Cycle, stay: Stay, first_dose_at: datetime) -> int:
    """A usual stay: at least five days, and home the day after the last slot."""
    last_slot_on = timezone.localdate(first_dose_at + SLOT * max(0, len(stay.slots) - 1))
    usual = length_of_stay(cycle.admitted_on, last_slot_on + timedelta(days=1))
    return max(PROTOCOL.min_stay_days, usual)


def _discharge(life: Life, cycle: Cycle, stay: Stay) -> None:
    reason, note = doses.end_of(stay, life.random)
    days = length_of_stay(cycle.admitted_on, timezone.localdate())
    discharge(
        cycle=cycle,
        discharged_at=timezone.now(),
        stop_reason=reason,
        stop_note=note,
        stay_reason=stay.stay_reason if stay_deviation(days) else "",
        by=life.staff.nurse(life.random),
    )

"""A page for each form of the program, at a moment when it can be filled in, and who fills it in."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cycles.actions import (
    chart_column,
    grade_toxicity,
    hold_dose,
    move_booking,
    record_checklist,
    record_event,
    record_provider_call,
)
from cycles.models import Booking, Cycle
from cycles.models.discharge import ITEMS
from cycles.models.flowsheet import LeftOut
from il2program.accounts.roles import Role
from patients.actions import Entry, open_file, record
from patients.models import Measurement, Patient
from tests import make
from tests.pathway import stories

NURSE, PHYSICIAN, COORDINATOR, ADMINISTRATOR = Role.NURSE, Role.PHYSICIAN, Role.COORDINATOR, Role.ADMINISTRATOR
PHARMACIST = Role.PHARMACIST
Clock = Any


def of(name: str, who: Callable[[Clock], Patient], *more: object) -> Callable[[Clock], str]:
    """A page of the chart of a patient in this state."""
    return lambda clock: reverse(name, args=[who(clock).code, *more])


def plain(name: str, *more: object) -> Callable[[Clock], str]:
    return lambda _: reverse(name, args=more)


def referred(clock: Clock) -> Patient:
    return make.patient()


def worked_up(clock: Clock) -> Patient:
    patient = make.patient()
    make.workup(patient, lvef_percent="45")
    make.consent(patient)
    return patient


def ready(clock: Clock) -> Patient:
    return stories.ready()


def in_bed(clock: Clock) -> Patient:
    return stories.admitted(clock).patient


def not_ordered(clock: Clock) -> Patient:
    return make.cycle(ready(clock)).patient


def not_verified(clock: Clock) -> Patient:
    patient = not_ordered(clock)
    make.orders(Cycle.objects.get(patient=patient))
    return patient


def prepared(clock: Clock) -> str:
    bag = make.bag(stories.admitted(clock))
    return reverse("discard_bag", args=[bag.chart, 1, bag.pk])


def held(clock: Clock) -> str:
    cycle = stories.admitted(clock)
    hold_dose(cycle=cycle, slot=2, recheck_at=timezone.now() + timedelta(minutes=30), by=make.someone(NURSE))
    return reverse("hold_correction", args=[cycle.patient.code, 1, 2])


def in_break(clock: Clock) -> Patient:
    return stories.stayed(clock)


def due_for_scan(clock: Clock) -> Patient:
    patient = stories.after_course_1(clock)
    clock.move_to(timezone.now() + timedelta(days=31))
    return patient


def due_for_decision(clock: Clock) -> Patient:
    return stories.scanned(clock).patient


def hepatic(clock: Clock) -> Patient:
    return stories.stayed(clock, stop_reason="hepatic")


def measured(clock: Clock) -> str:
    row = Measurement.objects.get(patient=worked_up(clock), analyte="creatinine_mg_dl")
    return reverse("correct", args=[row.patient.code, row.pk])


def previewed(clock: Clock) -> str:
    patient = make.patient()
    rows = f'Test,Result,Unit,Date,MRN\nCalcium,"9,1",mg/dL,{timezone.localdate()},{patient.record_number}\n'
    preview = open_file(patient=patient, file=rows.encode(), by=make.someone(NURSE))
    return reverse("file_preview", args=[patient.code, preview.code])


def outdated(clock: Clock) -> Patient:
    """In the break, when the results of before cycle 1 do not count any more."""
    patient = stories.stayed(clock)
    clock.move_to(timezone.now() + timedelta(days=14))
    return patient


def studied(clock: Clock) -> str:
    study = make.studied(referred(clock), "31")
    return reverse("correct_study", args=[study.patient.code, study.pk])


def booked(clock: Clock) -> str:
    booking = Booking.objects.open().get(patient=in_break(clock))
    return reverse("move_booking", args=[booking.patient.code, booking.pk])


def moved(clock: Clock) -> str:
    booking = Booking.objects.open().get(patient=in_break(clock))
    facts = {"moved_because": "Travel.", "by": make.someone(COORDINATOR), "seen": booking.version}
    move_booking(booking=booking, booked_on=date(2026, 3, 23), **facts)
    return reverse("withdraw_booking", args=[booking.patient.code, booking.pk])


def charted(clock: Clock) -> str:
    row = Measurement.objects.filter(patient=in_bed(clock), analyte="heart_rate").get()
    return reverse("charted", args=[row.patient.code, 1, row.pk])


def left_out(clock: Clock) -> str:
    cycle = stories.admitted(clock)
    omitted = [LeftOut("weight_kg", "asleep")]
    chart_column(cycle=cycle, taken_at=timezone.now(), entries=[], left_out=omitted, by=make.someone(NURSE))
    return reverse("left_out", args=[cycle.patient.code, 1, cycle.not_done.get().pk])


def called(clock: Clock) -> str:
    cycle, about = stories.admitted(clock), "Potassium 5.8 mmol/L"
    facts = {"measurements": [], "about": about, "provider": "Dr. Invented", "called_at": timezone.now(), "answer": ""}
    call = record_provider_call(cycle=cycle, by=make.someone(NURSE), **facts)
    return reverse("record_answer", args=[cycle.patient.code, 1, call.pk])


def ordered(clock: Clock) -> str:
    order = make.order(stories.admitted(clock), 2)
    return reverse("countersign", args=[order.patient.code, 1, order.pk])


def scan_ordered(name: str) -> Callable[[Clock], str]:
    def page(clock: Clock) -> str:
        order = make.scan_order(due_for_scan(clock), 2, timezone.localdate())
        return reverse(name, args=[order.patient.code, order.pk])

    return page


def corrected_scan_of(after_cycle: int) -> Callable[[Clock], str]:
    def page(clock: Clock) -> str:
        scan = stories.scanned(clock).patient.scan_set.get(after_cycle=after_cycle)
        return reverse("correct_scan", args=[scan.patient.code, scan.pk])

    return page


def changed(clock: Clock) -> str:
    return reverse("change_person", args=[make.someone(NURSE).pk])


def listed(clock: Clock) -> Patient:
    patient = in_break(clock)
    cycle = Cycle.objects.get(patient=patient)
    record_checklist(cycle=cycle, by=make.someone(NURSE), **dict.fromkeys(ITEMS, "done"))
    return patient


def measured_low(clock: Clock) -> str:
    patient = in_bed(clock)
    entry = Entry("platelets_per_ul", "24000", timezone.localdate(), taken_at=timezone.now())
    record(patient=patient, entries=[entry], by=make.someone(NURSE))
    return reverse("confirm_grades", args=[patient.code, 1])


def to_grade(clock: Clock) -> str:
    return reverse("grade_toxicity", args=[in_bed(clock).code, 1]) + "?term=Diarrhea"


def graded(clock: Clock) -> str:
    cycle = stories.admitted(clock)
    facts = {"term": "Nausea", "grade": 2, "found_at": timezone.now(), "by": make.someone(NURSE)}
    return reverse("correct_grade", args=[cycle.patient.code, 1, grade_toxicity(cycle=cycle, **facts).pk])


def with_event(name: str) -> Callable[[Clock], str]:
    def page(clock: Clock) -> str:
        cycle = stories.admitted(clock)
        facts = {"kind": "dialysis", "started_at": timezone.now(), "by": make.someone(NURSE)}
        return reverse(name, args=[cycle.patient.code, 1, record_event(cycle=cycle, **facts).pk])

    return page


def deactivated(clock: Clock) -> str:
    return reverse("act_on_person", args=[make.someone(NURSE).pk, "deactivate"])


PAGES: dict[str, tuple[Role, Callable[[Clock], str]]] = {
    "register": (COORDINATOR, plain("register")),
    "edit": (COORDINATOR, of("edit", referred)),
    "consent": (COORDINATOR, of("consent", referred)),
    "leave": (COORDINATOR, of("leave", referred)),
    "correct": (NURSE, measured),
    "file_preview": (NURSE, previewed),
    "record_area": (NURSE, of("record_area", referred, "blood")),
    "record_study": (NURSE, of("record_study", referred)),
    "correct_study": (NURSE, studied),
    "sign_off": (PHYSICIAN, of("sign_off", worked_up)),
    "admit": (NURSE, of("admit", ready, 1)),
    "sign_orders": (PHYSICIAN, of("sign_orders", not_ordered, 1)),
    "verify_orders": (PHARMACIST, of("verify_orders", not_verified, 1)),
    "prepare_bag": (PHARMACIST, of("prepare_bag", in_bed, 1)),
    "discard_bag": (PHARMACIST, prepared),
    "order_set": (PHARMACIST, plain("order_set")),
    "print_centre": (NURSE, plain("print_centre")),
    "flowsheet": (NURSE, of("flowsheet", in_bed, 1)),
    "charted": (NURSE, charted),
    "left_out": (NURSE, left_out),
    "record_call": (NURSE, of("record_call", in_bed, 1)),
    "record_answer": (NURSE, called),
    "discharge": (NURSE, of("discharge", in_bed, 1)),
    "chart_dose": (NURSE, of("chart_dose", in_bed, 1, 2)),
    "check": (NURSE, of("check", in_bed, 1, 2)),
    "hold": (NURSE, of("hold", in_bed, 1, 2)),
    "hold_correction": (NURSE, held),
    "correct_dose": (NURSE, of("correct_dose", in_bed, 1, 1)),
    "strike_dose": (NURSE, of("strike_dose", in_bed, 1, 1)),
    "confirm_grades": (NURSE, measured_low),
    "grade_toxicity": (NURSE, to_grade),
    "correct_grade": (NURSE, graded),
    "record_event": (NURSE, of("record_event", in_bed, 1)),
    "end_event": (NURSE, with_event("end_event")),
    "correct_event": (NURSE, with_event("correct_event")),
    "discharge_checklist": (NURSE, of("discharge_checklist", in_bed, 1)),
    "sign_summary": (PHYSICIAN, of("sign_summary", listed, 1)),
    "recovery_call": (NURSE, of("recovery_call", in_break, 1)),
    "hand_over": (NURSE, of("hand_over", in_bed, 1)),
    "from_paper": (NURSE, of("from_paper", in_bed, 1)),
    "admission_exception": (PHYSICIAN, of("admission_exception", outdated, 2)),
    "early_admission": (PHYSICIAN, of("early_admission", in_break, 2)),
    "end_course": (PHYSICIAN, of("end_course", in_break)),
    "stop_cycle": (NURSE, of("stop_cycle", in_bed, 1)),
    "permanent_stop": (PHYSICIAN, of("permanent_stop", in_bed)),
    "hepatic_recovery": (PHYSICIAN, of("hepatic_recovery", hepatic)),
    "baseline": (COORDINATOR, of("baseline", referred)),
    "record_scan": (COORDINATOR, of("record_scan", due_for_scan, 2)),
    "order_scan": (COORDINATOR, of("order_scan", due_for_scan, 2)),
    "early_contrast": (PHYSICIAN, of("early_contrast", in_break)),
    "receive_scan": (COORDINATOR, scan_ordered("receive_scan")),
    "withdraw_scan_order": (COORDINATOR, scan_ordered("withdraw_scan_order")),
    "correct_scan": (COORDINATOR, corrected_scan_of(2)),
    "decide": (PHYSICIAN, of("decide", due_for_decision, 2)),
    "record_order": (NURSE, of("record_order", in_bed, 1)),
    "countersign": (PHYSICIAN, ordered),
    "move_booking": (COORDINATOR, booked),
    "withdraw_booking": (COORDINATOR, moved),
    "invite": (ADMINISTRATOR, plain("invite")),
    "change_person": (ADMINISTRATOR, changed),
    "act_on_person": (ADMINISTRATOR, deactivated),
    "emergency": (ADMINISTRATOR, plain("emergency")),
}
# Forms into which nothing is typed but a password, for which a file is chosen, or nothing at all.
NOTHING_TYPED = {"account_change_password", "import_file", "end_session", "keep_draft", "discard_draft", "take_over"}
NOTHING_TYPED |= {"cancel_prints", "print_again"}

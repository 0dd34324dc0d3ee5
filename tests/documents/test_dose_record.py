"""The dose record of an admission, and what was seen at one dose, read back from their PDFs."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from cycles.actions import correct_dose
from cycles.models import Cycle, Override
from il2program.accounts.roles import Role
from il2program.documents.dose_record import ASSESSED
from patients.actions import correct
from patients.models import Measurement, Patient
from tests import make
from tests.documents import whole
from tests.documents.reading import pages_in, text_of

pytestmark = pytest.mark.django_db


def path(patient: Patient, form: str, of: object) -> str:
    return reverse("document", args=[patient.code, form]) + f"?of={of}"


def cycle_of(patient: Patient) -> Cycle:
    return Cycle.objects.get(patient=patient)


@pytest.fixture
def record(printed):
    return " ".join(pages_in(printed("dose-record")))


def test_the_order_the_counts_and_the_end_of_the_cycle_are_printed(record):
    assert "80 kg × 0.6 million units/kg = 48 million units, 2.67 mL of drug in 50 mL of dextrose 5 %" in record
    assert "3 given of 4 offered" in record
    assert "discharged Sat 7 Mar 2026 12:00 PST: patient’s choice" in record.replace("'", "’")


def test_each_of_the_14_slots_is_printed_with_its_true_due_time_across_the_clock_change(record):
    # Dose 3 was given 30 minutes late; the grid hangs on dose 1. The night to 8 March has 23 hours.
    for number, due in ((1, "Fri 6 Mar 08:00 PST"), (6, "Sun 8 Mar 00:00 PST"), (7, "Sun 8 Mar 09:00 PDT")):
        assert f"{number} {due}" in record
    assert "14 Tue 10 Mar 17:00 PDT" in record


def test_a_given_dose_names_bag_lot_both_people_and_how_many_were_given(record):
    row = record[record.index("2 Fri 6 Mar 16:00 PST") : record.index("3 Sat 7 Mar 00:00 PST")]
    assert "Given" in row
    assert "6 Mar 16:00 PST" in row
    assert re.search(r"2, lot LOT1, \d+ \w{3} 20\d\d", row)
    assert "Testa Nurse" in row
    assert "Testa Physician 2" in row


def test_a_withheld_dose_names_the_criterion_the_reason_and_the_note(record):
    assert (
        "Withheld: kidney or urine, advice: stop the cycle (H8, absolute:renal.creatinine). Creatinine rose" in record
    )


def test_a_hold_is_printed_with_what_was_done_and_a_dose_against_the_advice_with_its_order(record):
    assert "Dose 3 on hold From Sat 7 Mar 00:00 PST, by Testa Nurse, to be checked again Sat 7 Mar 00:30 PST" in record
    assert "H2: Systolic pressure under 90 mmHg. Fluid bolus: Saline 500 mL" in record
    order = Override.objects.get()
    assert f"Reason: {whole.LONG_REASON.strip()}" in record
    assert f"{order.signature.meaning} Signed electronically by Testa Physician" in record


def test_what_was_found_before_each_dose_is_printed_line_by_line(record):
    for asked in ASSESSED:
        assert asked.label in record
    table = record[record.index("Found before each dose") :]
    assert "Pressure mmHg 118/68 08:00 118/68 16:00 88/50 00:30 118/68" in table
    assert "Creatinine mg/dL 1.1 08:00 1.1 16:00 1.1 00:30 4.6" in table
    assert "Phenylephrine at the dose micrograms/kg/min 0" in table


def test_a_corrected_dose_stays_readable_with_who_when_and_why(as_nurse):
    with time_machine.travel(whole.ADMITTED_AT, tick=False) as clock:
        patient = make.ready_patient(diagnosed_on=whole.ADMITTED_AT.date(), referred_on=whole.ADMITTED_AT.date())
        cycle = make.ordered(make.cycle(patient, at=whole.ADMITTED_AT, first_dose_due_at=whole.FIRST_DOSE_AT))
        clock.move_to(whole.FIRST_DOSE_AT)
        dose, earlier = make.given(cycle, 1, whole.FIRST_DOSE_AT), whole.FIRST_DOSE_AT - timedelta(minutes=5)
        told = {"because": "Read from the wrong clock", "decision": "given", "started_at": earlier}
        signed = {"confirmed": make.proof_of(Role.PHYSICIAN), "physician": make.proof_of(Role.PHYSICIAN)}
        correct_dose(dose=dose, by=make.someone(Role.NURSE), reason="The gate was clear.", **told, **signed)
        text = text_of(as_nurse.get(path(patient, "dose-record", f"cycle-{cycle.pk}")))
    assert "Corrected Fri 6 Mar 08:00 PST: Read from the wrong clock" in text
    assert "6 Mar 08:00 PST 1, lot LOT1" in text
    assert "6 Mar 07:55 PST 1, lot LOT1" in text


def test_a_blank_one_has_the_due_times_of_the_orders_and_says_when_a_dose_is_not_given(as_nurse):
    patient = make.ready_patient()
    cycle = make.cycle(patient)
    assert "eight hours apart from the ordered start" not in text_of(
        as_nurse.get(path(patient, "dose-record", "blank"))
    )
    make.orders(cycle)
    text = text_of(as_nurse.get(path(patient, "dose-record", "blank")))
    assert "eight hours apart from the ordered start" in text
    assert text.count("☐ given ☐ given late ☐ withheld") == 14
    assert "H2 Systolic pressure under 90 mmHg" in text


def test_a_decision_reads_the_same_after_rules_and_values_have_changed(as_nurse, settings, treated):
    address = path(treated, "dose-decision", f"{cycle_of(treated).pk}-3")
    with time_machine.travel("2026-03-20 18:00+00:00", tick=False):
        before = text_of(as_nurse.get(address))
    row = Measurement.objects.get(patient=treated, analyte="sbp_mmhg", value=88)
    with time_machine.travel("2031-03-20 18:00+00:00", tick=False):
        correct(measurement=row, entered="120", unit="", taken_on=row.taken_on, because="Typo", by=row.recorded_by)
        settings.HOLD_PROFILE, settings.OLDEST_BEDSIDE_MINUTES = "label", 1
        after = text_of(as_nurse.get(address))
    assert _without_printing(before) == _without_printing(after)
    assert "Systolic pressure 88 mmHg" in after


def test_what_was_seen_prints_each_round_each_criterion_and_the_digest(printed, treated):
    cycle = cycle_of(treated)
    text = " ".join(pages_in(printed("dose-decision", f"{cycle.pk}-3")))
    for row in cycle.snapshots.filter(slot=3):
        assert row.digest in text
        for one in row.content["judgements"]:
            assert one["id"] in text.replace(" ", "")
    assert text.count("On hold, to be checked again") == 1


def test_a_snapshot_that_was_altered_says_so(as_nurse, treated, triggers_lifted):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cycles_gatesnapshot SET digest = 'x' WHERE slot = 1")
    text = text_of(as_nurse.get(path(treated, "dose-decision", f"{cycle_of(treated).pk}-1")))
    assert "This was altered since it was kept." in text


def test_what_was_seen_of_another_patient_is_not_found(as_nurse, treated):
    assert as_nurse.get(path(make.patient(), "dose-decision", "")).status_code == 404
    assert as_nurse.get(path(make.patient(), "dose-decision", f"{cycle_of(treated).pk}-1")).status_code == 404


def _without_printing(text: str) -> str:
    return re.sub(r"Printed .*? by Testa Nurse, nurse", "", text)

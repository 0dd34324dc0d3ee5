"""The end of a stay through its addresses: checklist, signed summary, calls, and what the next admission shows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cycles.actions import correct_grade, grade_toxicity, record_checklist, sign_summary
from cycles.models import Cycle, DischargeChecklist, DischargeSummary, RecoveryCall, ToxicityGrade
from cycles.models.discharge import ITEMS
from cycles.recovering import recovery_of
from il2program.accounts.roles import Role
from patients.actions import Entry, record
from patients.models import Measurement
from tests import make
from tests.cycles.ward import after_cycle_1, at, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

DONE = dict.fromkeys(ITEMS, "done")
WORDS = {f"{name}_words": "" for name in ITEMS}
SIGNED = {"course": "Two days of fever.", "plan": "Blood test on Monday.", "password": make.PASSWORD}


@pytest.fixture
def cycle(clock):
    """Discharged on Friday 6 March; it is Tuesday the 10th, the day after the first call was due."""
    cycle = after_cycle_1(make.ready_patient(), clock)
    facts = {"term": "Chills", "grade": 3, "found_at": at(3, 12), "by": make.someone(Role.NURSE)}
    grade_toxicity(cycle=cycle, **facts)
    return Cycle.objects.for_board().get(pk=cycle.pk)


def checked(cycle, **items):
    return record_checklist(cycle=cycle, by=make.someone(Role.NURSE), **DONE | WORDS | items)


def test_the_checklist_says_done_or_why_not(as_nurse, address, cycle):
    path = address(cycle.patient, "discharge_checklist", 1)
    answer = as_nurse.send(path, seen="0", **DONE | WORDS | {"line_out": "not_done"})
    assert "Central line taken out: say why not." in text(answer)
    answer = as_nurse.send(
        path, seen="0", **DONE | WORDS | {"line_out": "not_done", "line_out_words": "Port stays in."}
    )
    assert answer.status_code == 302
    assert "not done: Port stays in." in text(as_nurse.get(answer.url))


def test_a_changed_checklist_needs_a_reason_and_the_earlier_one_stays(as_nurse, address, cycle):
    first = checked(cycle)
    path = address(cycle.patient, "discharge_checklist", 1)
    typed = DONE | WORDS | {"understood": "not_done", "understood_words": "Sleepy."}
    assert as_nurse.send(path, seen="0", because="x", **typed).status_code == 409
    assert "because" in as_nurse.send(path, seen=first.pk, because="", **typed).context["form"].errors
    assert as_nurse.send(path, seen=first.pk, because="Asked again.", **typed).status_code == 302
    page = text(as_nurse.get(address(cycle.patient, "after_discharge", 1)))
    assert "1 earlier" in page
    assert "Asked again." in page
    assert DischargeChecklist.objects.count() == 2


def test_the_summary_is_filled_from_what_was_charted_and_signed_by_a_physician(as_physician, address, cycle):
    path = address(cycle.patient, "sign_summary", 1)
    assert as_physician.send(path, **SIGNED).status_code == 409
    checked(cycle)
    page = text(as_physician.get(path))
    for words in ("1 of 14 at most, 1 offered", "worst grade 3", "Central line taken out", "80 kg", "5 days"):
        assert words in page
    assert as_physician.send(path, **SIGNED | {"password": "wrong"}).status_code == 200
    assert not DischargeSummary.objects.exists()
    assert as_physician.send(path, **SIGNED).status_code == 302
    summary = DischargeSummary.objects.get()
    assert summary.is_as_signed()
    assert summary.version == 1
    assert "Two days of fever." in text(as_physician.get(address(cycle.patient, "after_discharge", 1)))


def test_what_was_charted_while_the_summary_was_open_is_shown_before_it_is_signed(as_physician, address, cycle):
    checked(cycle)
    path = address(cycle.patient, "sign_summary", 1)
    seen = as_physician.shown_on(path)
    facts = {"term": "Nausea", "grade": 2, "found_at": at(4, 12), "by": make.someone(Role.NURSE)}
    grade_toxicity(cycle=cycle, **facts)
    answer = as_physician.send(path, seen=seen, **SIGNED)
    assert answer.status_code == 409
    assert "Toxicity: Nausea" in text(answer)
    assert not DischargeSummary.objects.exists()


def test_a_new_version_has_its_own_signature_and_the_first_stays(as_physician, address, cycle):
    checked(cycle)
    path = address(cycle.patient, "sign_summary", 1)
    as_physician.send(path, **SIGNED)
    as_physician.send(path, **SIGNED | {"course": "Three days of fever."})
    assert [row.course for row in DischargeSummary.objects.all()] == ["Two days of fever.", "Three days of fever."]
    assert all(row.is_as_signed() for row in DischargeSummary.objects.all())
    assert "Version 1, signed by" in text(as_physician.get(address(cycle.patient, "after_discharge", 1)))


def signed_summary(cycle):
    checked(cycle)
    return sign_summary(cycle=cycle, course="Two days of fever.", proof=make.proof_of(Role.PHYSICIAN))


def test_a_signed_summary_tells_what_was_corrected_afterwards_by_whom_and_why(as_physician, address, cycle, clock):
    summary = signed_summary(cycle)
    page = address(cycle.patient, "after_discharge", 1)
    assert summary.changed_since() == []
    assert "was changed since" not in text(as_physician.get(page))
    clock.move_to(at(10, 14))
    nurse, chills = make.someone(Role.NURSE), ToxicityGrade.objects.get()
    because = "Grade 3 was of the visit before."
    correct_grade(row=chills, grade=2, found_at=chills.found_at, because=because, by=nurse)
    (change,) = summary.changed_since()
    assert (change.label, change.by, change.because) == ("Chills", str(nurse), "Grade 3 was of the visit before.")
    assert (change.signed[:13], change.now[:13]) == ("worst grade 3", "worst grade 2")
    shown = text(as_physician.get(page))
    for words in ("What it rests on was changed since", "sign a new version", "Grade 3 was of the visit before."):
        assert words in shown
    assert summary.is_as_signed()
    assert "Different from the version that is signed" in text(
        as_physician.get(address(cycle.patient, "sign_summary", 1))
    )
    sign_summary(cycle=cycle, course="Two days of fever.", proof=make.proof_of(Role.PHYSICIAN))
    assert "was changed since" not in text(as_physician.get(page))


def test_what_is_found_after_the_signature_changes_no_summary(as_nurse, address, cycle, clock):
    summary = signed_summary(cycle)
    clock.move_to(at(11, 12))
    called(as_nurse, address, cycle, called_at="2026-03-11T11:30", weight_kg="80.5", creatinine_mg_dl="1.1")
    grade_toxicity(cycle=cycle, term="Chills", grade=0, found_at=at(11, 11), by=make.someone(Role.NURSE))
    assert summary.changed_since() == []
    late = Entry("creatinine_mg_dl", "2.4", at(5, 6).date(), taken_at=at(5, 6))
    record(patient=cycle.patient, entries=[late], by=make.someone(Role.NURSE))
    assert [(one.label, one.now.split(",")[0]) for one in summary.changed_since()] == [("Creatinine", "2.4 mg/dL")]


def test_nothing_is_signed_while_the_patient_is_in_the_unit(as_physician, address):
    cycle = make.cycle(make.ready_patient(), at=at(2, 8))
    assert as_physician.send(address(cycle.patient, "sign_summary", 1), **SIGNED).status_code == 409


def called(client, address, cycle, **typed):
    facts = {"called_at": "2026-03-10T11:00", "reached": "yes", "spoken_with": "Patient", "words": "Well."}
    numbers = {"weight_kg": "", "weight_kg_unit": "kg", "creatinine_mg_dl": "", "creatinine_mg_dl_unit": "mg/dL"}
    return client.send(address(cycle.patient, "recovery_call", 1), **facts | numbers | typed)


def test_calls_go_on_until_creatinine_weight_and_grades_have_recovered(as_nurse, address, cycle):
    assert (recovery_of(cycle).next_day, recovery_of(cycle).is_recovered) == (3, False)
    assert called(as_nurse, address, cycle).status_code == 302
    found = recovery_of(cycle)
    assert found.next_day == 7
    assert [one.split(":")[0] for one in found.lacking] == ["Creatinine", "Weight", "Toxicity"]
    called(as_nurse, address, cycle, called_at="2026-03-10T11:30", weight_kg="80.5", creatinine_mg_dl="1.1")
    facts = {"term": "Chills", "grade": 0, "found_at": at(10, 11), "by": make.someone(Role.NURSE)}
    grade_toxicity(cycle=cycle, **facts)
    found = recovery_of(cycle)
    assert found.is_recovered
    assert found.next_call_on is None


def test_a_call_that_reached_nobody_is_charted_and_still_due(as_nurse, address, cycle):
    called(as_nurse, address, cycle, reached="no", spoken_with="")
    assert not RecoveryCall.objects.get().reached
    assert recovery_of(cycle).next_day == 3
    assert "nobody reached" in text(as_nurse.get(address(cycle.patient, "after_discharge", 1)))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"called_at": "2026-03-06T10:00"}, "before the discharge"),
        ({"called_at": "2026-03-10T13:00"}, "in the future"),
        ({"spoken_with": ""}, "Say who was spoken with"),
        ({"weight_kg": "8🙂"}, "Type"),
        ({"creatinine_mg_dl": "97"}, "Creatinine must be between"),
    ],
)
def test_A093_what_cannot_be_is_refused_and_nothing_is_charted(as_nurse, address, cycle, typed, told):
    before = Measurement.objects.count()
    assert told in text(called(as_nurse, address, cycle, **typed))
    assert not RecoveryCall.objects.exists()
    assert Measurement.objects.count() == before


def test_the_next_admission_shows_what_has_not_recovered(as_nurse, address, cycle):
    page = text(as_nurse.get(address(cycle.patient, "admit", 2)))
    assert "Not recovered from cycle 1, or not known" in page
    assert "Chills grade 3" in page


def test_checklist_summary_and_call_are_on_the_worklists(as_nurse, as_physician, cycle):
    page = text(as_nurse.get("/"))
    assert "Discharge checklist of cycle 1" in page
    assert "Recovery call after cycle 1, day 3" in page
    assert "Sign the discharge summary of cycle 1" in text(as_physician.get("/"))
    checked(cycle)
    assert "Discharge checklist of cycle 1" not in text(as_nurse.get("/"))


def test_a_stay_that_ended_long_ago_asks_for_nothing(as_nurse, as_physician, cycle, clock):
    clock.move_to(timezone.now() + timedelta(days=40))
    assert "Recovery call" not in text(as_nurse.get("/"))
    assert "Discharge checklist" not in text(as_nurse.get("/"))
    assert "discharge summary" not in text(as_physician.get("/"))

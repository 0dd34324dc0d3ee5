"""What was signed and what it is now: shown, void for the next admission, and signed again."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cycles.actions import decide
from cycles.facts import journey_of
from cycles.models import Cycle
from cycles.rules.next_step import Step
from eligibility.models import SignOff
from eligibility.models.sign_off import serving
from il2program.accounts.roles import Role
from il2program.pathway.worklist import worklist
from patients.actions import Entry, correct, edit, record
from patients.models import Measurement, Patient
from tests import make
from tests.pathway import stories
from tests.pathway.stories import at, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def corrected(patient: Patient, analyte: str = "creatinine_mg_dl", to: str = "1.6") -> None:
    of_the_workup = Measurement.objects.filter(patient=patient, taken_at=None)
    row = of_the_workup.latest_by_analyte()[analyte]
    facts = {"entered": to, "unit": row.unit, "taken_on": row.taken_on, "because": "Another patient’s sample."}
    correct(measurement=row, by=make.someone(Role.NURSE), **facts)


def newer(patient: Patient, analyte: str, value: str) -> None:
    entry = Entry(analyte, value, timezone.localdate())
    record(patient=patient, entries=[entry], by=make.someone(Role.NURSE))


def registered_anew(patient: Patient, **facts: object) -> None:
    patient = Patient.objects.get(pk=patient.pk)
    names = make.referral()
    kept = {name: getattr(patient, name) for name in names if hasattr(patient, name)}
    kept |= {name: getattr(patient.diagnosis, name) for name in names if hasattr(patient.diagnosis, name)}
    because = "Read from the passport."
    edit(patient=patient, seen=patient.version, because=because, by=make.someone(Role.COORDINATOR), **kept | facts)


def to_do(role: Role) -> dict[str, object]:
    return {line.what: line for group in worklist(make.someone(role)).groups for line in group.lines}


@pytest.mark.parametrize("page", ["workup", "chart", "sign_off"])
def test_a_corrected_value_is_shown_as_signed_and_as_now_with_who_when_and_why(as_physician, page):
    patient = stories.ready()
    corrected(patient)
    shown = text(as_physician.get(reverse(page, args=[patient.code])))
    row = shown[shown.index("Signed version and now") :]
    assert '<th scope="row">Creatinine</th> <td><del>1 mg/dL</del></td> <td><strong>1.6 mg/dL</strong></td>' in row
    assert "<td>Testa Nurse, Mon 2 Mar 2026 12:00: Another patient’s sample.</td>" in row


def test_a_corrected_value_is_asked_for_on_the_worklist_and_blocks_the_admission_until_signed_again(as_physician):
    patient = stories.ready()
    corrected(patient)
    line = to_do(Role.PHYSICIAN)["Sign again: creatinine was corrected after the signature"]
    assert line.url == reverse("sign_off", args=[patient.code])
    assert line.why == "Eligibility for course 1 was signed on Mon 2 Mar 2026. Creatinine 1 mg/dL, now 1.6 mg/dL."
    with pytest.raises(ValidationError, match="No physician has signed eligibility"):
        make.cycle(patient)
    make.eligible(patient)
    assert make.cycle(patient).number == 1
    assert "Sign again" not in " ".join(to_do(Role.PHYSICIAN))


def test_a_value_corrected_twice_is_told_once_as_it_is_now():
    patient = stories.ready()
    corrected(patient, to="1.6")
    corrected(patient, to="1.2")
    assert [(one.signed, one.now) for one in SignOff.objects.get().changed_since()] == [("1 mg/dL", "1.2 mg/dL")]


@pytest.mark.parametrize(
    ("facts", "label", "signed", "now"),
    [
        ({"born_on": date(1956, 5, 4)}, "Birth date", "Wed 4 May 1966", "Fri 4 May 1956"),
        ({"sex": "male"}, "Sex", "Female", "Male"),
        (
            {"disease": "metastatic_melanoma", "histology": "Cutaneous", "icd10": "C43.9"},
            "Diagnosis",
            "Metastatic kidney cancer",
            "Metastatic melanoma",
        ),
    ],
)
def test_a_registered_fact_that_the_criteria_read_voids_too(as_physician, facts, label, signed, now):
    patient = stories.ready()
    registered_anew(patient, **facts)
    (change,) = SignOff.objects.get().changed_since()
    assert (change.label, change.signed, change.now) == (label, signed, now)
    assert (change.by, change.because) == ("Testa Coordinator", "Read from the passport.")
    assert change.at == timezone.now()
    assert serving(patient, 1) is None
    assert journey_of(patient).sign_off_is_void
    assert f"{now}</strong>" in text(as_physician.get(reverse("chart", args=[patient.code])))


def test_what_the_criteria_do_not_read_voids_nothing_and_neither_does_a_change_that_was_taken_back():
    patient = stories.ready()
    registered_anew(patient, phone="555 0100", stage="M1b")
    assert serving(patient, 1)
    registered_anew(patient, sex="male")
    assert serving(patient, 1) is None
    registered_anew(patient, sex="female")
    assert serving(patient, 1)


def test_a_newer_result_voids_nothing_and_is_renewed_before_the_second_admission(clock):
    patient = stories.stayed(clock)
    newer(patient, "creatinine_mg_dl", "2.4")
    clock.move_to(timezone.now() + timedelta(days=14))
    newer(patient, "creatinine_mg_dl", "1.1")
    assert serving(patient, 1)
    assert make.cycle(patient, 2).number == 2


def test_before_a_course_a_newer_result_that_speaks_against_the_signature_is_signed_first(clock):
    patient = stories.ready()
    clock.move_to(at(3))
    newer(patient, "lvef_percent", "40")
    with pytest.raises(ValidationError, match="A result newer than the signature speaks against it"):
        make.cycle(patient)
    make.eligible(patient)
    assert make.cycle(patient)


def test_a_correction_voids_in_the_break_too_and_the_second_admission_waits(clock, as_nurse):
    patient = stories.stayed(clock)
    clock.move_to(timezone.now() + timedelta(days=14))
    corrected(patient)
    with pytest.raises(ValidationError, match="No physician has signed eligibility for course 1"):
        make.cycle(patient, 2)
    make.eligible(patient)
    assert make.cycle(patient, 2)


@pytest.fixture
def decided(clock):
    """The scan after cycle 2 measured 40 and 20 mm against 50 and 30; the physician signed to go on."""
    patient = stories.going_on(clock)
    return patient.scan_set.get(after_cycle=2)


def test_a_decision_whose_scan_was_corrected_is_void_until_decided_anew(decided, as_physician, as_coordinator):
    patient = decided.patient
    scan = make.corrected_scan(decided, "42", "20")
    assert journey_of(patient).step.step is Step.DECIDE
    line = to_do(Role.PHYSICIAN)["Sign again: a scan was corrected after the decision after cycle 2"]
    assert line.url == reverse("decide", args=[patient.code, 2])
    for page in (reverse("chart", args=[patient.code]), reverse("response", args=[patient.code]), line.url):
        shown = text(as_physician.get(page))
        assert "The decision after cycle 2 is void" in shown
        assert "T1 Lung, scan after cycle 2</th> <td><del>40 mm</del></td> <td><strong>42 mm</strong></td>" in shown
        assert "Testa Coordinator" in shown
        assert "Measured anew." in shown
    answer = as_physician.send(line.url, decision="continue", password=make.PASSWORD)
    assert answer.status_code == 302
    assert scan.decision.replaces.scan == decided
    assert journey_of(patient).step.step is Step.ADMIT
    assert "is void" not in text(as_physician.get(reverse("response", args=[patient.code])))
    assert not journey_of(patient).void_decisions


def test_a_corrected_baseline_voids_the_decision_on_the_scan_that_stands(decided):
    patient = decided.patient
    make.corrected_scan(patient.scan_set.get(after_cycle=0), "52", "30")
    (void,) = journey_of(patient).void_decisions
    assert [change.label for change in void.changed_since()] == ["T1 Lung, baseline scan"]
    anew = make.decision(decided)
    assert (anew.replaces, anew.scan) == (void, decided)
    assert journey_of(patient).step.step is Step.ADMIT


def test_a_course_that_has_begun_goes_no_further_while_its_decision_is_void(decided, clock, as_nurse):
    patient = decided.patient
    clock.move_to(timezone.now() + timedelta(days=30))
    make.workup(patient)
    make.eligible(patient, 2)
    stories.stayed(clock, 3, patient)
    scan = make.corrected_scan(decided, "42", "20")
    clock.move_to(timezone.now() + timedelta(days=14))
    with pytest.raises(ValidationError, match="until a physician has decided on it anew"):
        make.cycle(patient, 4)
    assert "Sign again: a scan was corrected after the decision after cycle 2" in to_do(Role.PHYSICIAN)
    make.decision(scan)
    make.cycle(patient, 4)
    assert Cycle.objects.filter(number=4).exists()


def test_a_decision_that_stands_is_not_signed_twice(decided):
    with pytest.raises(ValidationError, match="No decision on this scan is waiting"):
        decide(scan=decided, decision="stop", reason="Again.", proof=make.proof_of(Role.PHYSICIAN))

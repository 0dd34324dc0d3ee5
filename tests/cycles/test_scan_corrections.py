"""A recorded scan or baseline is corrected by a new one: the old stays, and what was signed on it becomes void."""

from datetime import date
from decimal import Decimal

import pytest

from cycles.evaluation import responses
from cycles.facts import journey_of, step_of
from cycles.models import ResponseDecision, Scan
from il2program.accounts.roles import Role
from patients.models import ImagingStudy
from tests import make
from tests.cycles.test_response_pages import BASELINE, SCAN, diameters
from tests.cycles.ward import at, before_the_scan, scanned_after_cycle_1, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

COORDINATOR, PHYSICIAN, NURSE = Role.COORDINATOR, Role.PHYSICIAN, Role.NURSE


@pytest.fixture
def patient(clock):
    return before_the_scan(make.ready_patient(), clock)


def shown(answer):
    """What the form of a page sends back as it was opened."""
    form = answer.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)}


def test_a_corrected_scan_replaces_the_wrong_one_which_stays_visible(as_role, address, patient, clock):
    scan = scanned_after_cycle_1(patient, "35", "20")
    client = as_role(COORDINATOR)
    form = client.get(address(patient, "correct_scan", scan.pk)).context["form"]
    first = patient.lesion_set.first()
    assert form[f"mm_{first.pk}"].value() == "35"
    typed = diameters(patient, "45", "20") | {"because": "A typing error."}
    assert client.send(address(patient, "correct_scan", scan.pk), **typed).url == address(patient, "response")
    ((_, response),) = responses(patient)
    assert response.sum_mm == 65
    page = " ".join(text(client.get(address(patient, "response"))).split())
    assert "Corrected scans" in page
    assert "<del>35 mm</del>" in page
    assert "<strong>45 mm</strong>" in page
    assert "A typing error." in page


def test_the_study_of_the_workup_is_corrected_with_the_scan(as_role, address, patient):
    make_scan = as_role(COORDINATOR)
    make_scan.send(address(patient, "record_scan", 1), **diameters(patient, "35", "20"))
    scan = patient.scan_set.get(after_cycle=1)
    typed = diameters(patient, "45", "20") | {"because": "A typing error."}
    make_scan.send(address(patient, "correct_scan", scan.pk), **typed)
    (study,) = ImagingStudy.objects.standing()
    assert [lesion.mm for lesion in study.lesions.all()] == [45, 20]
    assert study.replaces == scan.study


def test_a_decision_on_a_corrected_scan_is_void_until_it_is_signed_anew(as_role, address, patient):
    scan = scanned_after_cycle_1(patient, "35", "20")
    make.decision(scan)
    assert step_of(patient).step == "admit"
    typed = diameters(patient, "70", "40") | {"because": "Two patients were mixed up."}
    as_role(COORDINATOR).send(address(patient, "correct_scan", scan.pk), **typed)
    journey = journey_of(patient)
    assert [row.after_cycle for row in journey.void_decisions] == [1]
    assert journey.step.step == "decide"
    page = text(as_role(PHYSICIAN).get(address(patient, "decide", 1)))
    assert "The decision after cycle 1 is void" in page
    assert "order the next course" not in page.split("Your password")[0].split("is void")[0]
    client = as_role(PHYSICIAN)
    answer = client.send(address(patient, "decide", 1), decision="stop", reason="", password=make.PASSWORD)
    assert answer.status_code == 302
    assert ResponseDecision.objects.count() == 2


def test_a_corrected_baseline_keeps_the_identity_of_its_lesions(as_role, address, patient):
    scan = scanned_after_cycle_1(patient, "35", "20")
    make.decision(scan)
    before = list(patient.lesion_set.values_list("pk", "organ"))
    baseline = patient.scan_set.get(after_cycle=0)
    client = as_role(COORDINATOR)
    typed = shown(client.get(address(patient, "correct_scan", baseline.pk)))
    assert typed["organ_1"] == "Lung"
    typed |= {
        "mm_1": "70",
        "description_1": "left lower lobe",
        "because": "Measured in the wrong axis.",
        "acknowledged": "on",
    }
    assert client.send(address(patient, "correct_scan", baseline.pk), **typed).status_code == 302
    assert list(patient.lesion_set.values_list("pk", "organ")) == before
    ((_, response),) = responses(patient)
    assert (response.percent_from_baseline, response.category) == (Decimal("-45.0"), "PR")
    assert journey_of(patient).void_decisions


def test_a_lesion_that_a_corrected_baseline_calls_otherwise_is_listed_as_signed_and_as_it_is_now(
    as_role, address, patient
):
    decision = make.decision(scanned_after_cycle_1(patient, "35", "20"))
    baseline = patient.scan_set.get(after_cycle=0)
    client = as_role(COORDINATOR)
    typed = shown(client.get(address(patient, "correct_scan", baseline.pk)))
    typed |= {"organ_1": "Pleura", "description_1": "left", "because": "The wrong organ.", "acknowledged": "on"}
    assert client.send(address(patient, "correct_scan", baseline.pk), **typed).status_code == 302
    (change,) = decision.changed_since()
    assert (change.label, change.signed, change.now) == ("What T1 is, baseline scan", "Lung", "Pleura, left")
    assert change.because == "The wrong organ."


def test_a_target_that_a_corrected_baseline_adds_was_not_assessed_later(as_role, address, patient):
    scanned_after_cycle_1(patient, "35", "20")
    baseline = patient.scan_set.get(after_cycle=0)
    client = as_role(COORDINATOR)
    typed = shown(client.get(address(patient, "correct_scan", baseline.pk)))
    typed |= {"organ_3": "Spleen", "mm_3": "30", "kind_3": "solid", "because": "Overlooked.", "acknowledged": "on"}
    client.send(address(patient, "correct_scan", baseline.pk), **typed)
    assert [str(lesion) for lesion in patient.lesion_set.all()] == ["T1 Lung", "T2 Liver", "T3 Spleen"]
    ((_, response),) = responses(patient)
    assert (response.category, response.protocol) == ("NE", "repeat")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"because": ""}, "because", "required"),
        ({"scanned_on": "2026-03-05"}, "scanned_on", "must be after the discharge"),
        ({"scanned_on": "2027-03-05"}, "scanned_on", "future"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_at_its_field(as_role, address, patient, typed, field, sentence):
    scan = scanned_after_cycle_1(patient, "35", "20")
    good = diameters(patient, "45", "20") | {"because": "A typing error."}
    answer = as_role(COORDINATOR).send(address(patient, "correct_scan", scan.pk), **good | typed)
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert Scan.objects.filter(after_cycle=1).count() == 1


def test_a_scan_is_corrected_once_the_newer_one_after_that(as_role, address, patient):
    scan = scanned_after_cycle_1(patient, "35", "20")
    client = as_role(COORDINATOR)
    typed = diameters(patient, "45", "20") | {"because": "A typing error."}
    client.send(address(patient, "correct_scan", scan.pk), **typed)
    assert client.get(address(patient, "correct_scan", scan.pk)).status_code == 404
    again = patient.scan_set.standing().get(after_cycle=1)
    assert client.send(address(patient, "correct_scan", again.pk), **typed).status_code == 302


@pytest.mark.parametrize("role", [NURSE, Role.PHARMACIST, Role.ADMINISTRATOR])
def test_nobody_else_corrects_a_scan(as_role, address, patient, role):
    scan = scanned_after_cycle_1(patient, "35", "20")
    assert as_role(role).get(address(patient, "correct_scan", scan.pk)).status_code == 403


def test_a_scan_that_is_moved_past_another_is_refused(as_role, address, patient, clock):
    lesions = list(patient.lesion_set.all())
    first = SCAN | {"scanned_on": "2026-04-05", f"mm_{lesions[0].pk}": "40", f"state_{lesions[1].pk}": "not_assessed"}
    client = as_role(COORDINATOR)
    client.send(address(patient, "record_scan", 1), **first)
    clock.move_to(at(8, 12, month=4))
    client.send(address(patient, "record_scan", 1), **diameters(patient, "35", "20") | {"scanned_on": "2026-04-07"})
    old = patient.scan_set.get(scanned_on=date(2026, 4, 5))
    typed = first | {"scanned_on": "2026-04-08", "because": "The day was wrong."}
    answer = client.send(address(patient, "correct_scan", old.pk), **typed)
    assert "A scan of this day or later" in " ".join(answer.context["form"].errors["scanned_on"])
    assert (
        client.send(address(patient, "correct_scan", old.pk), **typed | {"scanned_on": "2026-04-06"}).status_code == 302
    )


def test_the_baseline_page_leads_to_its_correction(as_role, address, patient):
    page = text(as_role(COORDINATOR).get(address(patient, "baseline")))
    assert address(patient, "correct_scan", patient.scan_set.get(after_cycle=0).pk) in page
    assert BASELINE["read_by"] in page

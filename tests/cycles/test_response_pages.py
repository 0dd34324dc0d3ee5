"""The response: table, curve, recording scans and deciding on them, through the addresses."""

from datetime import date
from decimal import Decimal

import pytest

from cycles.actions import record_scan
from cycles.facts import step_of
from cycles.models import Scan
from il2program.accounts.roles import Role
from il2program.forms import Conflict
from patients.models import ImagingStudy, Measurement
from tests import make
from tests.cycles.ward import after_cycle_1, at, before_the_scan, scanned_after_cycle_1, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

BASELINE = {
    "scanned_on": "2026-02-20",
    "modality": "ct",
    "region": "chest_abdomen_pelvis",
    "slice_mm": "5",
    "read_by": "Dr. Invented Reader",
    "organ_1": "Lung",
    "description_1": "left lower lobe",
    "mm_1": "50",
    "organ_3": "Lymph node",
    "kind_3": "node",
    "mm_3": "20.5",
    "has_non_targets": "on",
}
SCAN = {
    "scanned_on": "2026-04-06",
    "modality": "ct",
    "region": "chest_abdomen_pelvis",
    "read_by": "Dr. Invented Reader",
    "note": "No fluid.",
}
COORDINATOR, PHYSICIAN, NURSE = Role.COORDINATOR, Role.PHYSICIAN, Role.NURSE


@pytest.fixture
def patient(clock):
    return before_the_scan(make.ready_patient(), clock)


def diameters(patient, *mm):
    lesions = patient.lesion_set.all()
    typed = {f"mm_{lesion.pk}": size for lesion, size in zip(lesions, mm, strict=True) if size}
    return (
        SCAN
        | typed
        | {f"state_{lesion.pk}": "not_assessed" for lesion, size in zip(lesions, mm, strict=True) if not size}
    )


@pytest.mark.parametrize("role", [COORDINATOR, PHYSICIAN])
def test_a_baseline_is_recorded_with_its_lesions(as_role, address, role):
    patient = make.patient(referred_on=date(2026, 2, 1))
    answer = as_role(role).send(address(patient, "baseline"), **BASELINE)
    assert answer.url == address(patient, "response")
    lesions = [(lesion.number, lesion.organ, lesion.is_node) for lesion in patient.lesion_set.all()]
    assert lesions == [(1, "Lung", False), (2, "Lymph node", True)]
    assert [reading.mm for reading in Scan.objects.get().readings.all()] == [50, Decimal("20.5")]


@pytest.mark.parametrize("name", ["baseline", "record_scan"])
@pytest.mark.parametrize("role", [NURSE, Role.PHARMACIST, Role.ADMINISTRATOR])
def test_nobody_else_records_scans(as_role, address, patient, name, role):
    path = address(patient, name, *((1,) if name == "record_scan" else ()))
    assert as_role(role).get(path).status_code == 403
    assert as_role(role).send(path, **SCAN).status_code == 403


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"mm_1": "0.5"}, "mm_1", "A target lesion measures 10 to 500 mm; this is 0.5 mm."),
        ({"mm_1": "900"}, "mm_1", "A target lesion measures 10 to 500 mm; this is 900 mm."),
        ({"mm_3": "14.9"}, "mm_3", "A target node's short axis measures 15 to 500 mm; this is 14.9 mm."),
        ({"mm_1": "fifty"}, "mm_1", "Type the diameter as a number in mm, such as 12.5."),
        ({"mm_1": ""}, "mm_1", "Type the diameter in mm."),
        ({"organ_1": ""}, "organ_1", "Name the organ."),
        ({"organ_4": "Liver"}, "mm_4", "Type the diameter in mm."),
        ({"organ_2": "lung", "mm_2": "12", "organ_5": "Lung ", "mm_5": "13"}, "organ_5", "two"),
        ({"scanned_on": "2026-03-03"}, "scanned_on", "This day is in the future."),
        ({"scanned_on": "1901-03-03"}, "scanned_on", "This day is before the patient's birth."),
    ],
)
def test_a_baseline_that_cannot_be_is_refused_at_its_field(as_role, address, typed, field, sentence):
    patient = make.patient(referred_on=date(2026, 2, 1))
    answer = as_role(COORDINATOR).send(address(patient, "baseline"), **BASELINE | typed)
    assert sentence.replace("two", "At most 2 target lesions of one organ") in " ".join(
        answer.context["form"].errors[field]
    )
    assert "left lower lobe" in text(answer)
    assert not Scan.objects.exists()


def test_a_second_baseline_is_refused(as_role, address, patient):
    client = as_role(COORDINATOR)
    assert "The baseline has been recorded already" in text(client.get(address(patient, "baseline")))
    answer = client.send(address(patient, "baseline"), **BASELINE)
    assert "The baseline has been recorded already." in text(answer)
    assert Scan.objects.count() == 1


def test_a_baseline_after_the_first_admission_is_refused(as_role, address, clock):
    patient = make.ready_patient()
    after_cycle_1(patient, clock)
    answer = as_role(COORDINATOR).send(address(patient, "baseline"), **BASELINE | {"scanned_on": "2026-03-03"})
    assert answer.context["form"].errors["scanned_on"] == ["The baseline is taken before the first cycle."]


def test_a_scan_is_recorded_with_the_contrast_warning(as_role, address, patient):
    client = as_role(COORDINATOR)
    page = " ".join(text(client.get(address(patient, "record_scan", 1))).split())
    assert "The last dose was on Mon 2 Mar 2026: no contrast up to and including Mon 16 Mar 2026." in page
    assert "No premedication with steroids" in page
    answer = client.send(address(patient, "record_scan", 1), **diameters(patient, "35", "20"))
    assert answer.url == address(patient, "response")
    assert (step_of(patient).step, step_of(patient).cycle) == ("decide", 1)


def test_a_lesion_that_was_not_assessed_leaves_the_scan_to_be_repeated(as_role, address, patient):
    as_role(COORDINATOR).send(address(patient, "record_scan", 1), **diameters(patient, "35", None))
    page = text(as_role(COORDINATOR).get(address(patient, "response")))
    for words in ("Not evaluable (NE)", "Repeat the scan", "not assessed", "not complete"):
        assert words in page
    assert step_of(patient).step == "scan"


@pytest.mark.parametrize("sizes", [("", ""), ("35", "both")])
def test_each_lesion_needs_a_diameter_or_not_assessed(as_role, address, patient, sizes):
    second = patient.lesion_set.last().pk
    typed = SCAN | {f"mm_{patient.lesion_set.first().pk}": "35"}
    if sizes[1]:
        typed |= {f"mm_{second}": "20", f"state_{second}": "not_assessed"}
    answer = as_role(COORDINATOR).send(address(patient, "record_scan", 1), **typed)
    assert "not both" in " ".join(answer.context["form"].errors[f"mm_{second}"])
    assert "No fluid." in text(answer)
    assert Scan.objects.count() == 1


@pytest.mark.parametrize(("size", "sentence"), [("501", "501 mm cannot be."), ("-1", "cannot be."), ("x", "a number")])
def test_a_diameter_that_cannot_be_is_refused_at_its_lesion(as_role, address, patient, size, sentence):
    typed = diameters(patient, size, "20")
    answer = as_role(COORDINATOR).send(address(patient, "record_scan", 1), **typed)
    assert sentence in " ".join(answer.context["form"].errors[f"mm_{patient.lesion_set.first().pk}"])


@pytest.mark.parametrize(("day", "sentence"), [("2026-03-06", "must be after the discharge"), ("2026-04-07", "future")])
def test_a_scan_before_the_discharge_or_tomorrow_is_refused(as_role, address, patient, day, sentence):
    typed = diameters(patient, "35", "20") | {"scanned_on": day}
    answer = as_role(COORDINATOR).send(address(patient, "record_scan", 1), **typed)
    assert sentence in " ".join(answer.context["form"].errors["scanned_on"])


def test_a_scan_that_is_not_due_is_refused(as_role, address, clock):
    patient = make.ready_patient()
    make.baseline(patient, date(2026, 2, 20), "50", "30")
    assert as_role(COORDINATOR).get(address(patient, "record_scan", 1)).status_code == 404
    after_cycle_1(patient, clock)
    client = as_role(COORDINATOR)
    assert "No scan after cycle 1 is due" in text(client.get(address(patient, "record_scan", 1)))
    answer = client.send(address(patient, "record_scan", 1), **diameters(patient, "35", "20"))
    assert "No scan after cycle 1 is due." in text(answer)


def test_without_targets_the_reader_is_asked(as_role, address, clock):
    patient = make.ready_patient()
    typed = {name: value for name, value in BASELINE.items() if not name[-1].isdigit()}
    as_role(COORDINATOR).send(address(patient, "baseline"), **typed)
    after_cycle_1(patient, clock, stop_reason="hepatic")
    clock.move_to(at(6, 12, month=4))
    client = as_role(COORDINATOR)
    assert "has the disease decreased?" in text(client.get(address(patient, "record_scan", 1)))
    client.send(address(patient, "record_scan", 1), **SCAN, non_target="NON_CR_NON_PD", shrunk_by_reader="yes")
    answer = client.get(address(patient, "response"))
    assert "The reader calls the disease decreased." in text(answer)
    assert answer.context["curve"] is None


def test_everybody_who_sees_charts_sees_category_and_answer_as_two_things(as_role, address, patient):
    scanned_after_cycle_1(patient, "35", "28")
    for role in (NURSE, PHYSICIAN, COORDINATOR, Role.PHARMACIST):
        page = " ".join(text(as_role(role).get(address(patient, "response"))).split())
        for words in (
            "Stable disease.",
            "Decreased: two more cycles",
            "−21.3",
            "63 <span",
            "−30 %: response from 56 mm",
        ):
            assert words in page or words.split(" <")[0] in page
    assert as_role(Role.ADMINISTRATOR).get(address(patient, "response")).status_code == 403


def test_the_curve_marks_baseline_smallest_sum_thresholds_and_cycles(as_role, address, patient):
    scanned_after_cycle_1(patient, "20", "10")
    curve = as_role(PHYSICIAN).get(address(patient, "response")).context["curve"]
    assert [level.label for level in curve.levels] == [
        "baseline 80 mm",
        "−30 %: response from 56 mm",
        "+20 %: progression from 36 mm",
        "smallest sum 30 mm",
    ]
    assert ([point.mm for point in curve.points], [stay.number for stay in curve.stays]) == (["80", "30"], [1])


def test_the_response_page_asks_the_database_little(as_role, address, patient, django_assert_max_num_queries):
    scanned_after_cycle_1(patient, "20", "10")
    client = as_role(PHYSICIAN)
    with django_assert_max_num_queries(25):
        client.get(address(patient, "response"))


def test_what_does_not_exist_is_not_found(as_role, address, patient):
    client = as_role(PHYSICIAN)
    assert client.get(address(patient, "decide", 1)).status_code == 404
    assert client.get(address(patient, "record_scan", 7)).status_code == 404
    other = make.ready_patient()
    assert client.get(address(other, "record_scan", 1)).status_code == 404
    assert "No scan has been recorded." in text(client.get(address(other, "response")))


@pytest.mark.parametrize(
    ("mm", "shows", "lesions"),
    [
        (("40", "20"), "Shows disease", [Decimal(40), Decimal(20)]),
        (("0", "0"), "Shows no disease", []),
        (("0", "5"), "Shows disease", [Decimal(5)]),
    ],
)
def test_a_response_scan_is_the_ct_of_the_next_workup(as_role, address, patient, mm, shows, lesions):
    as_role(COORDINATOR).send(address(patient, "record_scan", 1), **diameters(patient, *mm))
    study = ImagingStudy.objects.get()
    assert (study.modality, study.region, study.taken_on) == ("ct", "chest_abdomen_pelvis", date(2026, 4, 6))
    assert study.finding == "Response scan after cycle 1. No fluid."
    assert [one.mm for one in study.lesions.all()] == lesions
    ct = Measurement.objects.filter(patient=patient).latest_by_analyte()["ct_chest_abdomen_pelvis"]
    assert (ct.taken_on, ct.shown) == (date(2026, 4, 6), shows)


@pytest.mark.parametrize("cycle", [1, 2, 7])
def test_before_the_first_cycle_no_scan_but_the_baseline_is_recorded(as_role, address, cycle):
    patient = make.ready_patient()
    make.baseline(patient, date(2026, 2, 20), "50", "30")
    typed = diameters(patient, "35", "20")
    assert as_role(COORDINATOR).send(address(patient, "record_scan", cycle), **typed).status_code == 404
    with pytest.raises(Conflict, match=f"No scan after cycle {cycle} is due"):
        record_scan(patient=patient, after_cycle=cycle, readings={}, by=make.someone(COORDINATOR))
    assert Scan.objects.get().after_cycle == 0


def test_the_decision_page_asks_the_database_little(as_role, address, patient, django_assert_max_num_queries):
    scanned_after_cycle_1(patient, "20", "10")
    client = as_role(PHYSICIAN)
    with django_assert_max_num_queries(45):
        client.get(address(patient, "decide", 1))


def test_the_body_map_and_the_curve_of_each_lesion_say_the_same_as_the_table(as_role, address, patient):
    scanned_after_cycle_1(patient, "20", "0")
    answer = as_role(PHYSICIAN).get(address(patient, "response"))
    assert [(one.lesion.name, one.tone) for one in answer.context["markers"]] == [("T1", "smaller"), ("T2", "gone")]
    assert "T1 Lung, lung: 50 mm at baseline, now 20 mm" in text(answer)
    curves = answer.context["lesion_curves"].lesions
    assert [[point.mm for point in one.points] for one in curves] == [["50", "20"], ["30", "0"]]
    assert len({one.label_y for one in curves}) == len(curves)


def test_after_continue_what_has_to_be_renewed_is_listed(as_role, address, patient):
    make.decision(scanned_after_cycle_1(patient, "35", "20"))
    page = " ".join(text(as_role(PHYSICIAN).get(address(patient, "response"))).split())
    assert "To be renewed before the next course" in page
    assert "Cycle 3 needs a sign-off of its own, with this scan as its CT." in page
    assert "White blood cells" in page

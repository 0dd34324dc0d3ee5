"""What each lesion is on a scan: states, non-targets and new lesions, through the addresses."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from cycles.actions import record_baseline
from cycles.evaluation import best_of, responses
from cycles.facts import step_of
from cycles.models import Scan
from cycles.rules.targets import Measured
from il2program.accounts.roles import Role
from tests import make
from tests.cycles.test_response_pages import BASELINE, SCAN, diameters
from tests.cycles.ward import after_cycle_1, at, before_the_scan, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

COORDINATOR, PHYSICIAN = Role.COORDINATOR, Role.PHYSICIAN


@pytest.fixture
def patient(clock):
    return before_the_scan(make.ready_patient(), clock)


def named(patient):
    return {lesion.name: lesion.pk for lesion in patient.lesion_set.all()}


def test_a_target_is_split_too_small_or_merged(as_role, address, patient):
    one, two = named(patient)["T1"], named(patient)["T2"]
    client = as_role(COORDINATOR)
    client.send(address(patient, "record_scan", 1), **SCAN | {f"mm_{one}": "12 + 9 + 7", f"state_{two}": "too_small"})
    scan = patient.scan_set.get(after_cycle=1)
    assert [reading.in_words for reading in scan.targets] == [
        "28 mm (split: 12 + 9 + 7)",
        "too small to measure (5 mm)",
    ]
    ((_, response),) = responses(patient)
    assert response.sum_mm == 33
    typed = SCAN | {f"mm_{one}": "60", f"state_{two}": "merged", f"merged_{two}": one, "because": "They have merged."}
    assert client.send(address(patient, "correct_scan", scan.pk), **typed).status_code == 302
    merged = patient.scan_set.standing().get(after_cycle=1)
    assert [reading.in_words for reading in merged.targets] == ["60 mm", "merged with T1"]
    assert "merged with T1" in text(client.get(address(patient, "response")))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"mm": "12 + x"}, "Type the diameter as a number in mm"),
        ({"mm": "900"}, "900 mm cannot be."),
        ({"mm": "400 + 400"}, "800 mm cannot be."),
        ({"mm": "20", "state": "absent"}, "not both"),
        ({"state": "merged"}, "Say with which other target it has merged"),
        ({}, "not both"),
    ],
)
def test_what_a_target_cannot_be_is_refused_at_its_field(as_role, address, patient, typed, sentence):
    one, two = named(patient)["T1"], named(patient)["T2"]
    told = SCAN | {f"mm_{one}": "20"} | {f"{name}_{two}": value for name, value in typed.items()}
    answer = as_role(COORDINATOR).send(address(patient, "record_scan", 1), **told)
    assert sentence in " ".join(answer.context["form"].errors[f"mm_{two}"])
    assert not Scan.objects.filter(after_cycle=1).exists()


def test_who_carries_a_merged_lesion_has_its_size(as_role, address, patient):
    one, two = named(patient)["T1"], named(patient)["T2"]
    told = SCAN | {f"state_{one}": "absent", f"state_{two}": "merged", f"merged_{two}": one}
    answer = as_role(COORDINATOR).send(address(patient, "record_scan", 1), **told)
    assert "T1 carries the diameter" in " ".join(answer.context["form"].errors[f"mm_{two}"])


def test_a_certain_new_lesion_is_progression(as_role, address, patient):
    told = diameters(patient, "20", "10") | {"new_organ_1": "Brain", "new_state_1": "new"}
    as_role(COORDINATOR).send(address(patient, "record_scan", 1), **told)
    ((scan, response),) = responses(patient)
    assert (response.category, response.protocol, scan.new_lesion) == ("PD", "stop", True)
    assert "X1" in named(patient)
    page = text(as_role(PHYSICIAN).get(address(patient, "response")))
    assert "X1 Brain, brain: certainly a new lesion" in page


@pytest.mark.parametrize(
    ("typed", "field"), [({"new_organ_1": "Brain"}, "new_state_1"), ({"new_state_1": "new"}, "new_organ_1")]
)
def test_a_new_lesion_needs_organ_and_certainty(as_role, address, patient, typed, field):
    answer = as_role(COORDINATOR).send(address(patient, "record_scan", 1), **diameters(patient, "20", "10") | typed)
    assert answer.context["form"].errors[field]


def test_a_doubtful_lesion_is_scanned_again_and_dates_progression_back(as_role, address, patient, clock):
    client = as_role(COORDINATOR)
    doubtful = diameters(patient, "40", "25") | {"new_organ_1": "Liver", "new_state_1": "doubtful"}
    client.send(address(patient, "record_scan", 1), **doubtful)
    assert (step_of(patient).step, step_of(patient).cycle) == ("scan", 1)
    assert "There may be a new lesion: scan again." in text(client.get(address(patient, "response")))
    clock.move_to(at(16, 12, month=4))
    lesions = named(patient)
    told = SCAN | {"scanned_on": "2026-04-16", f"mm_{lesions['T1']}": "40", f"mm_{lesions['T2']}": "25"}
    answer = client.send(address(patient, "record_scan", 1), **told)
    assert answer.context["form"].errors[f"state_{lesions['X1']}"]
    client.send(address(patient, "record_scan", 1), **told | {f"state_{lesions['X1']}": "confirmed"})
    answers = [response for _, response in responses(patient)]
    assert [one.category for one in answers] == ["SD", "PD"]
    best = best_of(answers, list(patient.cycles.counted()))
    assert best is not None
    assert best.progressed_on == date(2026, 4, 6)
    assert "Progression dates from Mon 6 Apr 2026." in " ".join(text(client.get(address(patient, "response"))).split())


def test_a_doubtful_lesion_that_was_none_leaves_the_sum_to_decide(as_role, address, patient, clock):
    client = as_role(COORDINATOR)
    doubtful = diameters(patient, "40", "25") | {"new_organ_1": "Liver", "new_state_1": "doubtful"}
    client.send(address(patient, "record_scan", 1), **doubtful)
    clock.move_to(at(16, 12, month=4))
    lesions = named(patient)
    told = SCAN | {"scanned_on": "2026-04-16", f"mm_{lesions['T1']}": "40", f"mm_{lesions['T2']}": "25"}
    client.send(address(patient, "record_scan", 1), **told | {f"state_{lesions['X1']}": "refuted"})
    *_, (_, last) = responses(patient)
    assert (last.category, last.protocol) == ("SD", "shrunk")
    assert step_of(patient).step == "decide"


def test_a_confirmed_lesion_whose_first_scan_is_corrected_is_simply_new(as_role, address, patient, clock):
    client = as_role(COORDINATOR)
    doubtful = diameters(patient, "40", "25") | {"new_organ_1": "Liver", "new_state_1": "doubtful"}
    client.send(address(patient, "record_scan", 1), **doubtful)
    first = patient.scan_set.get(after_cycle=1)
    clock.move_to(at(16, 12, month=4))
    lesions = named(patient)
    told = SCAN | {"scanned_on": "2026-04-16", f"mm_{lesions['T1']}": "40", f"mm_{lesions['T2']}": "25"}
    client.send(address(patient, "record_scan", 1), **told | {f"state_{lesions['X1']}": "confirmed"})
    right = SCAN | {f"mm_{lesions['T1']}": "40", f"mm_{lesions['T2']}": "25", f"state_{lesions['X1']}": "refuted"}
    client.send(address(patient, "correct_scan", first.pk), **right | {"because": "It was not seen there."})
    answers = [response for _, response in responses(patient)]
    assert [one.category for one in answers] == ["SD", "PD"]
    assert answers[1].progressed_since == 1


@pytest.mark.parametrize(
    ("states", "non_target", "category"),
    [
        (("absent", "absent"), "CR", "PR"),
        (("present", "absent"), "NON_CR_NON_PD", "PR"),
        (("worse", "absent"), "PD", "PD"),
        (("not_assessed", "absent"), "NE", "PR"),
    ],
)
def test_what_the_non_targets_show_follows_from_each(as_role, address, clock, states, non_target, category):
    patient = make.ready_patient()
    others = {"other_organ_1": "Bone", "other_kind_1": "bone", "other_organ_2": "Lung", "other_description_2": "many"}
    client = as_role(COORDINATOR)
    told = {name: value for name, value in BASELINE.items() if name != "has_non_targets"}
    assert client.send(address(patient, "baseline"), **told | others).status_code == 302
    after_cycle_1(patient, clock, stop_reason="hepatic")
    clock.move_to(at(6, 12, month=4))
    lesions = named(patient)
    assert set(lesions) == {"T1", "T2", "N1", "N2"}
    sizes = SCAN | {f"mm_{lesions['T1']}": "20", f"mm_{lesions['T2']}": "12"}
    said = {f"state_{lesions['N1']}": states[0], f"state_{lesions['N2']}": states[1]}
    assert client.send(address(patient, "record_scan", 1), **sizes | said).status_code == 302
    ((scan, response),) = responses(patient)
    assert (scan.non_target, response.category) == (non_target, category)


def test_six_targets_are_refused():
    patient = make.patient(referred_on=date(2026, 2, 1))
    organs = ("Lung", "Liver", "Kidney", "Skin", "Spleen", "Pancreas")
    with pytest.raises(ValidationError, match="At most 5 target lesions are chosen"):
        record_baseline(
            patient=patient,
            targets=[Measured(organ, Decimal(30)) for organ in organs],
            scanned_on=date(2026, 2, 20),
            read_by="Dr. Invented Reader",
            by=make.someone(COORDINATOR),
        )


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"mm_1": "12", "slice_mm": "8"}, "mm_1", "16 to 500 mm where slices are 8 mm thick; this is 12 mm."),
        ({"mm_1": "12", "modality": "xray"}, "mm_1", "20 to 500 mm on a chest X-ray; this is 12 mm."),
        ({"kind_1": "bone"}, "mm_1", "cannot be measured and is non-target disease"),
        ({"irradiated_1": "not_progressed"}, "mm_1", "only if it has progressed since"),
        ({"organ_2": "Lung", "description_2": "Left lower lobe", "mm_2": "30"}, "description_2", "stands here already"),
        ({"other_organ_1": "Lung", "other_description_1": "left lower lobe"}, "other_description_1", "stands here"),
        ({"slice_mm": "0"}, "slice_mm", "greater than or equal"),
    ],
)
def test_a_choice_against_the_rules_is_refused_with_the_rules_words(as_role, address, typed, field, sentence):
    patient = make.patient(referred_on=date(2026, 2, 1))
    answer = as_role(COORDINATOR).send(address(patient, "baseline"), **BASELINE | typed)
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert not Scan.objects.exists()


def test_what_the_rule_warns_of_is_recorded_once_somebody_has_looked(as_role, address):
    patient = make.patient(referred_on=date(2026, 1, 1))
    client = as_role(COORDINATOR)
    old = BASELINE | {"scanned_on": "2026-01-30", "other_organ_1": "Liver", "other_mm_1": "80"}
    answer = client.send(address(patient, "baseline"), **old)
    told = " ".join(answer.context["form"].errors["acknowledged"])
    assert "at most 28 days before treatment" in told
    assert "Liver, 80 mm, is measurable and among the largest" in told
    assert not Scan.objects.exists()
    assert client.send(address(patient, "baseline"), **old | {"acknowledged": "on"}).status_code == 302

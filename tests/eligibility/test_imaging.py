"""An imaging study is recorded once: its answer is what the criteria read, its lesions are the baseline's proposal."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from cycles.models import Scan
from eligibility.models.sign_off import serving
from il2program.accounts.roles import Role
from il2program.append_only import WrittenOnce
from patients.actions import Entry, record
from patients.models import ImagingStudy, Measurement, Patient
from tests import make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def path(patient: Patient) -> str:
    return reverse("record_study", args=[patient.code])


def typed(**values: object) -> dict[str, object]:
    ct = {
        "modality": "ct",
        "region": "chest_abdomen_pelvis",
        "taken_on": TODAY,
        "read_by": "Dr. Invented Reader",
        "result": "ct_chest_abdomen_pelvis:disease",
        "finding": "Nodules in both lungs.",
        "measurable_disease": "yes",
        "seen": 0,
    }
    return ct | values


LESIONS = {
    "organ_1": "Lung",
    "description_1": "Right upper lobe",
    "mm_1": "31.5",
    "organ_2": "Lung",
    "mm_2": "12",
    "organ_3": "Lung",
    "mm_3": "44",
    "organ_5": "Mediastinum",
    "mm_5": "14",
    "is_node_5": "on",
}


def answers() -> dict[str, str]:
    return {row.analyte: row.choice or row.text for row in Measurement.objects.standing()}


def test_the_imaging_area_is_the_form_of_a_study(as_nurse):
    patient = make.patient()
    assert path(patient) == reverse("record_area", args=[patient.code, "imaging"])
    assert "Lesions that can be measured" in as_nurse.get(path(patient)).content.decode()


def test_a_study_is_recorded_with_its_answer_and_lesions_and_leads_back(as_nurse):
    patient = make.patient()
    response = as_nurse.send(path(patient), **typed(**LESIONS))
    assert response.headers["Location"] == reverse("workup", args=[patient.code]) + "#imaging"
    study = ImagingStudy.objects.get()
    assert (study.modality, study.region, study.taken_on) == ("ct", "chest_abdomen_pelvis", TODAY)
    assert [(one.organ, one.mm, one.is_node) for one in study.lesions.all()] == [
        ("Lung", Decimal("31.5"), False),
        ("Lung", Decimal(12), False),
        ("Lung", Decimal(44), False),
        ("Mediastinum", Decimal(14), True),
    ]
    assert answers() == {"ct_chest_abdomen_pelvis": "disease", "measurable_disease": "yes"}
    page = as_nurse.get(reverse("workup", args=[patient.code])).content.decode()
    assert "CT, chest, abdomen and pelvis" in page
    assert "too small to be followed" in page


@pytest.mark.parametrize(
    ("modality", "region", "result", "expected"),
    [
        ("mri", "brain", "brain_imaging:negative", {"brain_imaging": "negative", "brain_imaging_method": "mri"}),
        ("ct", "brain", "brain_imaging:negative", {"brain_imaging": "negative", "brain_imaging_method": "ct"}),
        ("xray", "chest", "chest_xray:normal", {"chest_xray": "normal"}),
        ("pet_ct", "whole_body", "pet_ct:disease", {"pet_ct": "disease"}),
        ("mri", "abdomen", "", {"other_imaging": "MRI, abdomen: One lesion."}),
    ],
)
def test_each_kind_of_study_answers_its_own_question(as_nurse, modality, region, result, expected):
    told = {"modality": modality, "region": region, "result": result, "finding": "One lesion."}
    as_nurse.send(path(make.patient()), **typed(measurable_disease="", **told))
    assert answers() == expected


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"result": ""}, "result", "Say what this study shows."),
        ({"result": "brain_imaging:negative"}, "result", "which is another method or region"),
        ({"region": "abdomen", "result": "", "finding": ""}, "finding", "Say in words what this study shows."),
        ({"taken_on": TODAY + timedelta(days=1)}, "taken_on", "in the future"),
        ({"taken_on": "1900-01-01"}, "taken_on", "before the patient"),
        ({"modality": "crystal"}, "modality", "not one of the available choices"),
        ({"organ_1": "Lung"}, "mm_1", "Type the diameter in mm."),
        ({"mm_1": "12"}, "organ_1", "Name the organ."),
        ({"organ_1": "Lung", "mm_1": "12,5"}, "mm_1", "Type the diameter in mm to 0.1, such as 12.5."),
        ({"organ_1": "Lung", "mm_1": "0"}, "mm_1", "greater than or equal to 0.1"),
        ({"organ_1": "Lung", "mm_1": "501"}, "mm_1", "less than or equal to 500"),
        ({"read_by": ""}, "read_by", "required"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_stays_typed(as_nurse, values, field, sentence):
    page = as_nurse.send(path(make.patient()), **typed(**values))
    assert sentence in " ".join(page.context["form"].errors[field])
    assert page.context["form"]["read_by"].value() == typed(**values)["read_by"]
    assert not ImagingStudy.objects.exists()
    assert not Measurement.objects.exists()


def test_two_people_do_not_answer_the_same_question_unseen(as_nurse, as_physician):
    patient = make.patient()
    as_physician.send(path(patient), **typed())
    page = as_nurse.send(path(patient), **typed(result="ct_chest_abdomen_pelvis:no_disease"))
    assert "somebody recorded CT of chest, abdomen and pelvis Shows disease" in page.content.decode()
    assert ImagingStudy.objects.count() == 1
    again = typed(result="ct_chest_abdomen_pelvis:no_disease", seen=page.context["form"]["seen"].value())
    assert as_nurse.send(path(patient), **again).status_code == 302


def test_a_correction_replaces_study_and_answer_and_voids_the_signature(as_nurse):
    patient = make.patient()
    make.workup(patient, ct_chest_abdomen_pelvis="")
    as_nurse.send(path(patient), **typed(seen=Measurement.objects.latest("pk").pk))
    make.eligible(patient)
    old = ImagingStudy.objects.get()
    address = reverse("correct_study", args=[patient.code, old.pk])
    shown = as_nurse.get(address)
    assert shown.context["form"]["result"].value() == "ct_chest_abdomen_pelvis:disease"
    right = typed(result="ct_chest_abdomen_pelvis:no_disease", measurable_disease="yes")
    assert "This field is required." in as_nurse.send(address, **right, because=" ").content.decode()
    assert as_nurse.send(address, **right, because="Read for another patient.").status_code == 302
    assert [study.pk for study in ImagingStudy.objects.standing()] == [ImagingStudy.objects.latest("pk").pk]
    assert answers()["ct_chest_abdomen_pelvis"] == "no_disease"
    assert serving(patient, 1) is None
    assert as_nurse.get(address).status_code == 404


def test_a_correction_cannot_leave_an_answer_without_its_study(as_nurse):
    patient = make.patient()
    as_nurse.send(path(patient), **typed())
    address = reverse("correct_study", args=[patient.code, ImagingStudy.objects.get().pk])
    other = typed(modality="mri", region="brain", result="brain_imaging:negative", because="It was an MRI.")
    assert "Correct it with the same kind of study." in as_nurse.send(address, **other).content.decode()
    assert ImagingStudy.objects.count() == 1


def test_the_answer_of_a_study_is_corrected_with_it(as_nurse):
    patient = make.patient()
    as_nurse.send(path(patient), **typed())
    row = Measurement.objects.get(analyte="ct_chest_abdomen_pelvis")
    answer = as_nurse.get(reverse("correct", args=[patient.code, row.pk]))
    assert answer.url == reverse("correct_study", args=[patient.code, ImagingStudy.objects.get().pk])


def test_a_study_is_written_once():
    patient = make.patient()
    make.studied(patient, "31")
    study = ImagingStudy.objects.get()
    for write in (study.save, study.delete, study.lesions.get().save):
        with pytest.raises(WrittenOnce):
            write()


def test_the_baseline_is_proposed_from_the_newest_study_with_lesions(as_coordinator):
    patient = make.patient()
    as_coordinator.send(path(patient), **typed(**LESIONS))
    page = as_coordinator.get(reverse("baseline", args=[patient.code]))
    form = page.context["form"]
    assert "4 lesions measured" in page.content.decode()
    assert [form[f"mm_{row}"].value() for row in range(1, 4)] == ["44", "31.5", None]
    assert [form[f"other_mm_{row}"].value() for row in range(1, 4)] == ["12", "14", None]
    facts = {name: field.value() for name, field in zip(form.fields, form, strict=True) if field.value()}
    told = facts | {"description_1": "Left lower lobe", "other_description_1": "Left upper lobe"}
    as_coordinator.send(reverse("baseline", args=[patient.code]), **told)
    scan = Scan.objects.get()
    assert scan.scanned_on == TODAY
    assert [reading.mm for reading in scan.targets] == [Decimal(44), Decimal("31.5")]
    assert [str(lesion) for lesion in patient.lesion_set.all()] == ["T1 Lung", "T2 Lung", "N1 Lung", "N2 Mediastinum"]


def test_without_a_study_the_baseline_is_empty(as_coordinator):
    page = as_coordinator.get(reverse("baseline", args=[make.patient().code]))
    assert page.context["form"]["scanned_on"].value() is None
    assert "Filled in from the workup" not in page.content.decode()


def test_who_does_not_record_the_workup_is_refused(as_pharmacist):
    assert as_pharmacist.get(path(make.patient())).status_code == 403


def test_another_value_that_was_recorded_meanwhile_hinders_no_study(as_nurse):
    patient = make.patient()
    record(patient=patient, entries=[Entry("inr", "1", TODAY)], by=make.someone(Role.PHYSICIAN))
    assert as_nurse.send(path(patient), **typed()).status_code == 302

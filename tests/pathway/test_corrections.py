"""A045: whoever changes what is charted says why; old value, new value, who and when are shown."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cycles.models import Dose
from il2program.accounts.roles import Role
from patients.models import Measurement
from tests import make
from tests.pathway import stories
from tests.pathway.stories import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def trail(client: object, code: object) -> str:
    return text(client.get(reverse("chart_trail", args=[code])))


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({"born_on": date(1956, 5, 4)}, ("Wed 4 May 1966", "Fri 4 May 1956")),
        ({"sex": "male"}, ("Female", "Male")),
        ({"disease": "metastatic_melanoma", "histology": "Cutaneous", "icd10": "C43.9"}, ("kidney cancer", "melanoma")),
    ],
)
def test_A045_a_registered_fact_that_decisions_rest_on_changes_with_a_reason_only(as_coordinator, facts, shown):
    typed = make.referral()
    patient = make.patient(**typed)
    changed = {name: value for name, value in (typed | facts).items() if value not in ("", False)} | {"seen": 1}
    page = reverse("edit", args=[patient.code])
    answer = as_coordinator.send(page, **changed)
    assert answer.context["form"].errors["because"] == ["Say why: signatures rest on birth date, sex and disease."]
    patient.refresh_from_db()
    assert (patient.version, patient.sex, patient.born_on) == (1, "female", date(1966, 5, 4))
    assert as_coordinator.send(page, **changed, because="Read from the passport.").status_code == 302
    told = trail(as_coordinator, patient.code)
    assert all(words in told for words in (*shown, "Read from the passport.", "Testa Coordinator", "2 Mar 2026"))


def test_A045_a_telephone_number_needs_no_reason(as_coordinator):
    typed = make.referral()
    patient = make.patient(**typed)
    changed = {name: value for name, value in typed.items() if value not in ("", False)}
    changed |= {"seen": 1, "phone": "555 0100"}
    assert as_coordinator.send(reverse("edit", args=[patient.code]), **changed).status_code == 302


def test_A045_a_measured_value_is_corrected_with_a_reason_only(as_nurse):
    patient = make.patient()
    make.workup(patient)
    row = Measurement.objects.get(analyte="creatinine_mg_dl")
    page = reverse("correct", args=[patient.code, row.pk])
    typed = {"entered": "1.6", "unit": row.unit, "taken_on": row.taken_on.isoformat()}
    assert as_nurse.send(page, **typed, because=" ").status_code == 200
    assert Measurement.objects.filter(analyte="creatinine_mg_dl").count() == 1
    as_nurse.send(page, **typed, because="Another patient’s sample.")
    told = trail(as_nurse, patient.code)
    assert "1 mg/dL → 1.6 mg/dL" in told
    assert all(words in told for words in ("Another patient’s sample.", "Testa Nurse", "2 Mar 2026"))


def test_A045_a_charted_dose_is_corrected_with_a_reason_only(as_nurse, clock):
    cycle = stories.admitted(clock)
    dose = Dose.objects.get()
    page = reverse("correct_dose", args=[cycle.patient.code, 1, 1])
    typed = {"decision": "withheld", "withheld_for": "kidney", "dose": dose.pk, "note": ""}
    assert as_nurse.send(page, **typed, because=" ").status_code == 200
    assert Dose.objects.count() == 1
    as_nurse.send(page, **typed, because="The line had come off.")
    board = text(as_nurse.get(reverse("board", args=[cycle.patient.code, 1])))
    assert "<del>Given</del>" in board
    assert "The line had come off." in board
    assert timezone.localtime(dose.charted_at).strftime("%H:%M") in board


def test_A045_only_those_who_record_correct(as_role):
    patient = make.patient()
    make.workup(patient)
    row = Measurement.objects.get(analyte="creatinine_mg_dl")
    assert as_role(Role.PHARMACIST).get(reverse("correct", args=[patient.code, row.pk])).status_code == 403

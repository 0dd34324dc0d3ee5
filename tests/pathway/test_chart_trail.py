"""The trail of a chart tells who, when, from where, what changed from what to what, and why."""

import csv
from uuid import uuid4

import pytest
from django.utils import timezone

from il2program.accounts.roles import Role
from patients.actions import correct, edit
from patients.models import Measurement
from tests import make
from tests.accounts.doors import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(db):
    return make.patient(family_name="Example-Trail")


@pytest.fixture
def page(patient):
    return f"/patients/{patient.code}/trail/"


def rename(patient):
    facts = make.referral(record_number=patient.record_number, referred_on=patient.referred_on, phone="555-0101")
    edit(patient=patient, seen=1, by=make.someone(Role.COORDINATOR), **facts)


def correct_creatinine(patient):
    make.workup(patient)
    row, facts = Measurement.objects.get(analyte="creatinine_mg_dl"), {"by": make.someone(Role.NURSE)}
    correct(measurement=row, entered="1.4", unit="mg/dL", taken_on=row.taken_on, because="Misread.", **facts)


def test_an_act_is_told_with_who_role_and_what_changed_from_what_to_what(as_nurse, patient, page):
    rename(patient)
    told = words(as_nurse.get(page))
    assert "Testa Coordinator , coordinator: Changed the registered details" in told
    assert "telephone nothing → 555-0101" in told
    assert "family name Example-Trail → " in told


def test_a_view_is_told_with_the_address_it_came_from(as_nurse, as_physician, patient, page):
    as_physician.get(f"/patients/{patient.code}/", REMOTE_ADDR="192.0.2.7")
    told = words(as_nurse.get(page))
    assert "from 192.0.2.7" in told
    assert "Testa Physician , physician: Opened chart" in told


def test_values_of_a_workup_are_told_with_their_units_and_a_correction_with_its_reason(as_nurse, patient, page):
    correct_creatinine(patient)
    told = words(as_nurse.get(page))
    assert "Weight 80 kg" in told
    assert "Reason: Misread." in told
    assert "Creatinine 1 mg/dL → 1.4 mg/dL" in told


def test_a_dose_is_told_in_million_units(as_nurse):
    patient = make.ready_patient()
    make.given(make.cycle(patient), 1, timezone.now())
    told = words(as_nurse.get(f"/patients/{patient.code}/trail/"))
    assert "dose 48 million units" in told
    assert "IU" not in told


@pytest.mark.parametrize(
    ("shown", "there"), [("changes", [True, False]), ("read", [False, True]), ("all", [True, True])]
)
def test_changes_or_views_can_be_shown_alone(shown, there, as_nurse, patient, page):
    as_nurse.get(f"/patients/{patient.code}/")
    told = words(as_nurse.get(page, {"show": shown}))
    assert ["Registered a referral" in told, "Opened chart" in told] == there


@pytest.mark.parametrize("odd", ["\0", "'", "<script>", "-1", "9" * 40, "\u0661"])
@pytest.mark.parametrize("name", ["show", "before"])
def test_A102_odd_questions_are_answered(name, odd, as_nurse, page):
    assert as_nurse.get(page, {name: odd}).status_code == 200


def test_a_long_trail_has_pages(as_nurse, patient, page, monkeypatch):
    monkeypatch.setattr("il2program.pathway.views.trail.ON_A_PAGE", 2)
    for _ in range(3):
        as_nurse.get(f"/patients/{patient.code}/")
    first = as_nurse.get(page)
    older = first.context["older"]
    shown = [act.key for act in first.context["acts"]] + [
        act.key for act in as_nurse.get(page, {"before": older}).context["acts"]
    ]
    assert shown == sorted(set(shown), reverse=True)
    assert len(shown) == 4


def test_another_patient_s_trail_is_not_mixed_in(as_nurse, page):
    other = make.patient(family_name="Example-Other")
    rename(other)
    assert "Changed the registered details" not in words(as_nurse.get(page))
    assert as_nurse.get(f"/patients/{uuid4()}/trail/").status_code == 404


def test_the_trail_takes_few_queries_however_much_was_done(as_nurse, patient, page, django_assert_max_num_queries):
    rename(patient)
    correct_creatinine(patient)
    for _ in range(5):
        make.workup(patient)
    with django_assert_max_num_queries(15):
        as_nurse.get(page)


def test_who_reads_no_charts_reads_no_trail_of_one(as_administrator, page):
    assert as_administrator.get(page).status_code == 403
    assert as_administrator.get(page + "export.csv").status_code == 403


def rows(answer):
    return list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))


def test_A073_the_export_holds_the_acts_and_no_formula(as_coordinator, patient, page):
    facts = make.referral(record_number=patient.record_number, referred_on=patient.referred_on, phone="=1+1")
    edit(patient=patient, seen=1, by=make.someone(Role.COORDINATOR), **facts)
    exported = rows(as_coordinator.get(page + "export.csv"))
    assert exported[0] == ["When", "Who", "Roles", "From", "What", "Why", "Changes"]
    assert any("telephone: nothing → =1+1" in line[6] for line in exported)
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in exported for cell in line)
    assert "Exported chart trail export" in words(as_coordinator.get(page))


def test_A053_what_was_typed_is_shown_as_it_is(as_nurse, patient, page):
    facts = make.referral(
        record_number=patient.record_number, referred_on=patient.referred_on, contact="<b>{{ 7 }}</b>"
    )
    edit(patient=patient, seen=1, by=make.someone(Role.COORDINATOR), **facts)
    assert b"&lt;b&gt;{{ 7 }}&lt;/b&gt;" in as_nurse.get(page).content

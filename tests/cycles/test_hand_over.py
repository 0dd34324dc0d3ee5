"""The hand-over: what is charted, what the next shift must do, and who took over when."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from cycles.actions import record_answer, record_provider_call
from cycles.handing_over import sheets_of
from cycles.models import Cycle, HandOver, TakenOver
from il2program.accounts.roles import Role
from tests import make
from tests.conftest import PageClient
from tests.cycles.ward import at, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SHEET = "/census/hand-over/"


@pytest.fixture
def cycle(clock):
    """In bed since Monday 08:00, dose 1 given at 09:00, a pressor runs; it is 16:40."""
    cycle = make.cycle(make.ready_patient(), at=at(2, 8), bed="B2")
    make.given(cycle, 1, at(2, 9))
    clock.move_to(at(2, 16, 40))
    make.check(cycle, at(2, 16, 30), sbp_mmhg="86", pressor_ug_kg_min_at_dose="0.4")
    return Cycle.objects.for_board().get(pk=cycle.pk)


@pytest.fixture
def as_next_nurse(db):
    client = PageClient()
    person = make.person(Role.NURSE, "next-shift")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_sheet_tells_each_bed(as_nurse, address, cycle):
    page = text(as_nurse.get(SHEET))
    for words in ("B2", "dose 1, started Mon 2 Mar 09:00", "dose 2, Mon 2 Mar 17:00", "H2 Systolic", "0.4 µg/kg/min"):
        assert words in page
    assert "no bag is ready" in page


def told_of(cycle, heading):
    (sheet,) = sheets_of([Cycle.objects.for_board().get(pk=cycle.pk)], timezone.now())
    return dict(sheet.rows)[heading]


def test_a_pressure_is_told_in_one_and_a_pressor_that_did_not_run_in_few_words(cycle):
    assert told_of(cycle, "Vital signs").startswith("Pressure 86/68 mmHg, Heart rate 88/min")
    assert "Phenylephrine at the dose 0.4 µg/kg/min" in told_of(cycle, "Pressor and oxygen")
    make.check(cycle, at(2, 16, 35), pressor_ug_kg_min_at_dose="0", dbp_mmhg="")
    assert told_of(cycle, "Pressor and oxygen").startswith("No phenylephrine since the last slot, Oxygen 0 L/min")
    vital = told_of(cycle, "Vital signs")
    assert "Systolic pressure 118 mmHg" in vital
    assert "Diastolic pressure 68 mmHg (Mon 2 Mar 16:30)" in vital


def test_a_pressor_of_which_half_is_known_is_not_said_to_be_none(cycle):
    make.check(cycle, at(2, 16, 35), pressor_ug_kg_min_at_dose="0", pressor_ug_kg_min_max="")
    assert "No phenylephrine" not in told_of(cycle, "Pressor and oxygen")


def test_the_printed_sheet_keeps_the_name_of_each_patient(as_nurse, cycle):
    """The name is a link in the heading of its card; print leaves out the links beside a heading, not those in it."""
    hidden = (Path(settings.BASE_DIR) / "static/css/print.css").read_text().split("{ display: none")[0]
    assert ".card-head > a," in hidden
    assert ".card-head a" not in hidden
    head = re.search(r'<div class="card-head">\s*<h2>(.*?)</h2>', text(as_nurse.get(SHEET)), re.DOTALL)[1]
    assert cycle.patient.name in head


def test_a_patient_is_handed_over_and_taken_over_by_name(as_nurse, as_next_nurse, address, cycle):
    path, take = address(cycle.patient, "hand_over", 1), address(cycle.patient, "take_over", 1)
    assert "to_do" in as_nurse.send(path, to_do="").context["form"].errors
    assert as_nurse.send(path, to_do="Creatinine at 04:00.").url == SHEET
    assert "Nobody has taken over." in text(as_nurse.get(SHEET))
    row = HandOver.objects.get()
    assert ["Last dose", "dose 1, started Mon 2 Mar 09:00; 1 given of 1 offered"] in row.facts
    assert "Who handed over does not take over" in text(as_nurse.send(take, seen=row.pk))
    assert as_next_nurse.send(take, seen=row.pk).url == SHEET
    assert TakenOver.objects.get().taken_by.username == "next-shift"
    assert "Taken over by" in text(as_nurse.get(SHEET))
    assert as_next_nurse.send(take, seen=row.pk).status_code == 409


def test_what_was_handed_over_anew_is_read_before_it_is_taken_over(as_nurse, as_next_nurse, address, cycle):
    path, take = address(cycle.patient, "hand_over", 1), address(cycle.patient, "take_over", 1)
    as_nurse.send(path, to_do="First.")
    first = HandOver.objects.get()
    as_nurse.send(path, to_do="Second.")
    answer = as_next_nurse.send(take, seen=first.pk)
    assert answer.status_code == 409
    assert "Second." in text(answer)


def test_a_call_without_an_answer_is_open_and_one_with_an_answer_is_not(as_nurse, address, cycle):
    nurse = make.someone(Role.NURSE)
    told = {"cycle": cycle, "measurements": [], "called_at": at(2, 16, 20), "by": nurse}
    call = record_provider_call(about="Potassium 5.8 mmol/L", provider="Dr. Invented", answer="", **told)
    record_provider_call(about="Temperature 40.2 °C", provider="Dr. Invented", answer="Acetaminophen.", **told)
    page = text(as_nurse.get(SHEET))
    assert "Dr. Invented was called at Mon 2 Mar 16:20 and has not answered: Potassium 5.8 mmol/L" in page
    assert "Temperature 40.2" not in page
    record_answer(call=call, answer="ECG, then call again.", by=nurse)
    assert "has not answered" not in text(as_nurse.get(SHEET))


def test_there_is_nothing_to_take_over_before_a_hand_over_and_nobody_after_the_discharge(
    as_nurse, address, cycle, clock
):
    take = address(cycle.patient, "take_over", 1)
    assert as_nurse.get(take).status_code == 200
    assert as_nurse.send(take, seen="0").status_code == 409
    clock.move_to(at(6, 12))
    make.discharged(cycle, at(6, 11))
    assert as_nurse.send(address(cycle.patient, "hand_over", 1), to_do="x").status_code == 409
    assert "Nobody is in the unit." in text(as_nurse.get(SHEET))


def test_one_query_more_reads_no_bed_twice(as_nurse, address, cycle, django_assert_max_num_queries):
    make.cycle(make.ready_patient(), at=at(2, 16), bed="B3")
    with django_assert_max_num_queries(33):
        as_nurse.get(SHEET)

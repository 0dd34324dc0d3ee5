"""The list of patients: searched, filtered, sorted, counted, exported; odd input finds nothing and breaks nothing."""

import csv
import io
from datetime import date

import pytest

from cycles.actions import move_booking
from cycles.models import Booking
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from il2program.pathway.export import neutral
from il2program.pathway.filters import birth_date
from tests import make
from tests.pathway import stories
from tests.pathway.stories import at, text

pytestmark = pytest.mark.django_db
ODD = ["\x00", "%", "'; --", "\ufffd", "☃" * 3000, "-1", "0x00", "\u202e", "<script>", "१९६६-०५-०४", "9" * 20]


def found(client: object, **asked: str) -> list[str]:
    """The family names on the list, in their order."""
    table = client.get("/patients/", asked).context["table"]
    return [row.record.family_name for row in table.rows]


@pytest.fixture
def people(clock):
    make.patient(family_name="Exempel", given_name="Testa", record_number="A-17", born_on=date(1966, 5, 4))
    make.patient(family_name="Muster", given_name="Probe", record_number="B-18", born_on=date(1971, 2, 3))
    make.patient(
        family_name="Próba", given_name="Testa", record_number="C-19", disease="metastatic_melanoma", icd10="C43.9"
    )


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", ["Exempel", "Muster", "Próba"]),
        ("exem", ["Exempel"]),
        ("testa", ["Exempel", "Próba"]),
        ("Exempel, Testa", ["Exempel"]),
        ("testa exempel", ["Exempel"]),
        ("b-18", ["Muster"]),
        ("1966-05-04", ["Exempel", "Próba"]),
        ("2/3/1971", ["Muster"]),
        ("nobody", []),
    ],
)
def test_a_patient_is_found_by_name_record_number_or_birth_date(people, as_nurse, typed, names):
    assert found(as_nurse, q=typed) == names


@pytest.mark.parametrize("typed", ["1966-05-04", "05/04/1966", "5/4/1966", "4 May 1966", "May 4, 1966", "May 4 1966"])
def test_a_birth_date_is_read_as_people_write_it(typed):
    assert birth_date(typed) == date(1966, 5, 4)


@pytest.mark.parametrize("typed", ["1966", "31/31/1966", "Mayer", ""])
def test_other_words_are_no_birth_date(typed):
    assert birth_date(typed) is None


@pytest.mark.parametrize("odd", ODD)
def test_odd_input_never_breaks_the_list(people, as_nurse, odd):
    for name in ("q", "disease", "step", "due", "sort", "page"):
        assert as_nurse.get("/patients/", {name: odd}).status_code == 200
    assert as_nurse.get("/patients/export.csv", {"q": odd, "due": odd}).status_code == 200


def test_the_list_is_narrowed_by_diagnosis_and_step(people, clock, as_nurse):
    stories.ready(family_name="Ready")
    assert found(as_nurse, disease="metastatic_melanoma") == ["Próba"]
    assert found(as_nurse, step="admit") == ["Ready"]
    assert found(as_nurse, step="workup", q="muster") == ["Muster"]


def test_what_is_late_is_found_until_a_person_has_booked_a_later_day(people, clock, as_nurse):
    patient = stories.stayed(clock)
    clock.move_to(at(22))
    assert found(as_nurse, due="late") == [patient.family_name]
    booking, by = Booking.objects.get(), make.someone(Role.COORDINATOR)
    move_booking(booking=booking, booked_on=date(2026, 3, 24), moved_because="Test", seen=1, by=by)
    assert found(as_nurse, due="late") == []
    assert found(as_nurse, due="week") == [patient.family_name]


def test_the_list_says_how_late_and_counts(people, clock, as_nurse):
    stories.stayed(clock)
    clock.move_to(at(23))
    page = text(as_nurse.get("/patients/", {"due": "late"}))
    assert "3 days late" in page
    assert "1 of 4 patients" in page


def test_the_list_is_sorted_by_the_day_with_those_without_one_last(people, clock, as_nurse):
    patient = stories.stayed(clock)
    for order in ("due_on", "-due_on"):
        assert found(as_nurse, sort=order)[0] == patient.family_name


def test_as_one_types_only_the_list_comes_anew(people, as_nurse):
    part = text(as_nurse.get("/patients/", {"q": "muster"}, headers={"HX-Request": "true"}))
    assert "Muster" in part
    assert "<html" not in part


def test_the_export_holds_what_the_list_holds_and_is_in_the_trail(people, as_coordinator):
    answer = as_coordinator.get("/patients/export.csv", {"q": "muster"})
    [head, row] = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (head[1], row[:4]) == ("Family name", ["B-18", "Muster", "Probe", "1971-02-03"])
    assert TrailEntry.objects.filter(verb="exported").get().sentence == "Exported the list of 1 patient"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\t=1", " =1", "\uff1d1+1"])
def test_a_formula_in_an_export_is_neutralised(cell):
    assert neutral(cell) == f"'{cell}"


def test_other_cells_of_an_export_stay_as_they_are():
    assert neutral("Próba, Testa-Maria") == "Próba, Testa-Maria"


@pytest.mark.parametrize("address", ["/patients/", "/patients/export.csv"])
def test_an_administrator_sees_no_patients(as_administrator, address):
    assert as_administrator.get(address).status_code == 403


def test_the_list_takes_few_queries_whatever_its_length(people, clock, as_nurse, django_assert_max_num_queries):
    for _ in range(10):
        make.patient()
    with django_assert_max_num_queries(8):
        as_nurse.get("/patients/")

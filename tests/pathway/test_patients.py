"""The list of patients: searched, filtered, sorted, counted, exported; odd input finds nothing and breaks nothing."""

import csv
import io
import re
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
    table = client.post("/patients/", asked, follow=True).context["table"]
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
    for name in ("search", "disease", "step", "due", "sort", "page"):
        assert as_nurse.get("/patients/", {name: odd}).status_code == 200
        assert as_nurse.post("/patients/", {"q": odd, name: odd}, follow=True).status_code == 200
    assert as_nurse.get("/patients/export.csv", {"search": odd, "due": odd}).status_code == 200


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
    part = text(as_nurse.post("/patients/", {"q": "muster"}, headers={"HX-Request": "true"}, follow=True))
    assert "Muster" in part
    assert "<html" not in part


def test_A021_what_was_typed_stands_in_no_address(people, as_coordinator):
    address = as_coordinator.post("/patients/", {"q": "muster", "step": "workup", "sort": "born_on"})["Location"]
    assert "muster" not in address
    assert "step=workup&sort=born_on&search=" in address
    page = as_coordinator.get(address)
    assert 'value="muster"' in text(page)
    links = re.findall(r'href="([^"]*)"', page.content.decode())
    assert not [link for link in links if "muster" in link.lower()]
    assert [link for link in links if link.startswith("/patients/export.csv?") and "search=" in link]


def test_the_same_words_have_the_same_address_and_each_tab_its_own(people, as_nurse):
    of_muster, of_exempel, again = (
        as_nurse.post("/patients/", {"q": words})["Location"] for words in ("muster", "exempel", "muster")
    )
    assert of_muster == again != of_exempel
    assert "1 of 3 patients" in text(as_nurse.get(of_exempel))
    assert "Muster" in text(as_nurse.get(of_muster))


def test_the_address_of_a_search_tells_somebody_else_nothing(people, as_nurse, as_physician):
    address = as_nurse.post("/patients/", {"q": "muster"})["Location"]
    page = text(as_physician.get(address))
    assert "Type it again" in page
    assert "3 patients" in page


def test_words_in_an_address_narrow_nothing_and_are_told_to_nobody(people, as_nurse):
    page = as_nurse.get("/patients/", {"q": "muster"})
    assert "3 patients" in text(page)
    assert TrailEntry.objects.get(verb="viewed").additional_data is None


def test_the_export_holds_what_the_list_holds_and_is_in_the_trail(people, as_coordinator):
    address = as_coordinator.post("/patients/", {"q": "muster"})["Location"]
    answer = as_coordinator.get(address.replace("/patients/", "/patients/export.csv"))
    [head, row] = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (head[1], row[:4]) == ("Family name", ["B-18", "Muster", "Probe", "1971-02-03"])
    assert TrailEntry.objects.filter(verb="exported").get().sentence == "Exported the list of 1 patient"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\t=1", " =1", "\uff1d1+1"])
def test_A073_B026_a_formula_in_an_export_is_neutralised(cell):
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

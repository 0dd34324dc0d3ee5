"""Toxicities through their addresses: suggested by numbers, confirmed by a person, corrected visibly."""

import pytest
from django.utils import timezone

from cycles.models import Cycle, ToxicityGrade
from cycles.toxicities import suggestions, toxicities_of, worst_by_cycle
from il2program.accounts.roles import Role
from patients.actions import Entry, correct, record
from tests import make
from tests.cycles.ward import after_cycle_1, at, text, withheld

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def cycle(clock):
    """In bed since Monday 08:00, dose 1 given; it is Tuesday noon."""
    cycle = make.cycle(make.ready_patient(), at=at(2, 8))
    make.given(cycle, 1, at(2, 9))
    clock.move_to(at(3, 12))
    return Cycle.objects.for_board().get(pk=cycle.pk)


def charted(cycle, when, **values):
    day = timezone.localdate(when)
    entries = [Entry(key, value, day, taken_at=when) for key, value in values.items()]
    return record(patient=cycle.patient, entries=entries, by=make.someone(Role.NURSE))


def suggested(cycle):
    return [(one.found.term, one.grade, one.what) for one in suggestions(cycle, toxicities_of(cycle), timezone.now())]


def graded(client, address, cycle, term, grade, found_at="2026-03-03T10:00", **typed):
    path = address(cycle.patient, "grade_toxicity", 1) + f"?term={term}"
    return client.send(path, grade=grade, found_at=found_at, done=typed.pop("done", ""), note=typed.pop("note", ""))


def test_the_term_is_picked_first_and_then_only_its_grades_are_offered(as_nurse, address, cycle):
    path = address(cycle.patient, "grade_toxicity", 1)
    first = text(as_nurse.get(path))
    assert first.count("<option") == 90
    assert 'type="radio"' not in first
    page = as_nurse.get(path + "?term=Chills")
    assert [grade for grade, _ in page.context["form"].fields["grade"].choices] == [0, 1, 2, 3]
    assert "Moderate tremor of the entire body; narcotics indicated" in text(page)
    assert text(as_nurse.get(path + "?term=Nonsense")).count("<option") == 90


def test_a_grade_is_confirmed_with_its_place_in_the_cycle(as_nurse, address, cycle):
    assert graded(as_nurse, address, cycle, "Chills", "2", done="Meperidine 25 mg.").status_code == 302
    page = text(as_nurse.get(address(cycle.patient, "toxicity", 1)))
    assert "after dose 1, day 2" in page
    assert "Moderate tremor" in page
    assert "Meperidine 25 mg." in page
    assert "not recovered" in page


def test_a_grade_that_the_term_does_not_have_is_refused(as_nurse, address, cycle):
    answer = graded(as_nurse, address, cycle, "Chills", "4")
    assert answer.status_code == 200
    assert not ToxicityGrade.objects.exists()


@pytest.mark.parametrize(
    ("found_at", "told"),
    [("2026-03-03T13:00", "in the future"), ("2026-03-02T07:59", "before the admission")],
)
def test_a_time_that_cannot_be_is_refused(as_nurse, address, cycle, found_at, told):
    answer = graded(as_nurse, address, cycle, "Chills", "2", found_at)
    assert told in " ".join(answer.context["form"].errors["found_at"])


def test_numbers_suggest_onset_worst_and_where_it_stands_and_a_person_confirms(as_nurse, address, cycle):
    charted(cycle, at(2, 14), creatinine_mg_dl="1.6")
    charted(cycle, at(3, 2), creatinine_mg_dl="3.5")
    charted(cycle, at(3, 10), creatinine_mg_dl="1.5")
    assert suggested(cycle) == [
        ("Creatinine increased", 3, "worst"),
        ("Creatinine increased", 2, "onset"),
        ("Creatinine increased", 1, "now"),
    ]
    found = suggestions(cycle, [], timezone.now())
    answer = as_nurse.send(address(cycle.patient, "confirm_grades", 1), chosen=[one.key for one in found])
    assert answer.status_code == 302
    [toxicity] = toxicities_of(cycle)
    assert (toxicity.worst, str(toxicity.onset), toxicity.course.recovered.grade) == (3, "after dose 1, day 1", 1)
    assert {row.basis for row in toxicity.grades} >= {"Creatinine 3.5 mg/dL, baseline 1 mg/dL"}
    assert suggested(cycle) == []


def test_nothing_is_confirmed_that_the_numbers_do_not_say_any_more(as_nurse, address, cycle):
    rows = charted(cycle, at(3, 10), platelets_per_ul="24000")
    key = suggestions(cycle, [], timezone.now())[0].key
    facts = {"unit": "", "taken_on": rows[0].taken_on, "because": "Misread.", "by": make.someone(Role.NURSE)}
    correct(measurement=rows[0], entered="240000", **facts)
    answer = as_nurse.send(address(cycle.patient, "confirm_grades", 1), chosen=[key])
    assert answer.status_code == 409
    assert "Platelet count decreased, grade 4" in text(answer)
    assert not ToxicityGrade.objects.exists()


@pytest.mark.parametrize("chosen", [[], None])
def test_confirming_nothing_says_so(as_nurse, address, cycle, chosen):
    charted(cycle, at(3, 10), platelets_per_ul="24000")
    answer = as_nurse.send(address(cycle.patient, "confirm_grades", 1), chosen=chosen)
    assert "Nothing was chosen." in text(answer)


def test_a_key_that_nobody_was_offered_is_refused(as_nurse, address, cycle):
    answer = as_nurse.send(address(cycle.patient, "confirm_grades", 1), chosen=["Fever|4|yesterday"])
    assert answer.status_code == 409
    assert as_nurse.send(address(cycle.patient, "confirm_grades", 1), chosen=["nonsense"]).status_code == 409


def test_another_grade_than_the_numbers_give_needs_a_word(as_nurse, address, cycle):
    charted(cycle, at(3, 10), platelets_per_ul="24000")
    answer = graded(as_nurse, address, cycle, "Platelet+count+decreased", "3")
    assert "The numbers give grade 4" in " ".join(answer.context["form"].errors["note"])
    graded(as_nurse, address, cycle, "Platelet+count+decreased", "3", note="Clumped in the tube.")
    row = ToxicityGrade.objects.get()
    assert (row.grade, row.computed, row.note) == (3, 4, "Clumped in the tube.")


def test_the_number_of_stools_is_typed_with_the_grade_that_hangs_on_it(as_nurse, address, cycle):
    path = address(cycle.patient, "grade_toxicity", 1) + "?term=Diarrhea"
    typed = {"found_at": "2026-03-03T10:00", "done": "", "note": "", "grade": "2"}
    assert "The numbers give grade 3" in text(as_nurse.send(path, value="7", **typed))
    assert as_nurse.send(path, value="6", **typed).status_code == 302
    assert ToxicityGrade.objects.get().basis == "Stools in 24 hours over what is usual 6"


@pytest.mark.parametrize("value", ["2.5", "🙂", "-1", "sixty"])
def test_a_number_of_stools_that_cannot_be_is_refused(as_nurse, address, cycle, value):
    path = address(cycle.patient, "grade_toxicity", 1) + "?term=Diarrhea"
    answer = as_nurse.send(path, value=value, found_at="2026-03-03T10:00", done="", note="", grade="2")
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not ToxicityGrade.objects.exists()


def test_A045_a_correction_keeps_the_old_grade_with_who_when_and_why(as_nurse, address, cycle):
    graded(as_nurse, address, cycle, "Nausea", "3")
    row = ToxicityGrade.objects.get()
    path = address(cycle.patient, "correct_grade", 1, row.pk)
    typed = {"grade": "2", "found_at": "2026-03-03T10:00", "done": "", "note": ""}
    assert "because" in as_nurse.send(path, because="", **typed).context["form"].errors
    assert as_nurse.send(path, because="Could drink.", **typed).status_code == 302
    page = text(as_nurse.get(address(cycle.patient, "toxicity", 1)))
    assert "<del>Nausea, grade 3, Tue 3 Mar 10:00" in page
    assert "corrected to grade 2 by" in page
    assert "Could drink." in page
    assert as_nurse.send(path, because="Again.", **typed).status_code == 409


def test_a_struck_grade_is_none_and_stays_visible(as_nurse, address, cycle):
    graded(as_nurse, address, cycle, "Nausea", "3")
    row = ToxicityGrade.objects.get()
    typed = {"grade": "3", "found_at": "2026-03-03T10:00", "strike": "on", "because": "Another patient.", "done": ""}
    as_nurse.send(address(cycle.patient, "correct_grade", 1, row.pk), note="", **typed)
    page = text(as_nurse.get(address(cycle.patient, "toxicity", 1)))
    assert "No toxicity has been confirmed" in page
    assert "struck by" in page


def test_two_grades_of_one_term_for_one_time_are_refused(as_nurse, address, cycle):
    graded(as_nurse, address, cycle, "Nausea", "2")
    assert graded(as_nurse, address, cycle, "Nausea", "3").status_code == 409


def test_the_worst_grade_of_each_cycle_stands_side_by_side(as_nurse, address, clock):
    patient = make.ready_patient()
    first = after_cycle_1(patient, clock)
    graded(as_nurse, address, first, "Chills", "3", "2026-03-02T13:00")
    clock.move_to(at(20, 12))
    second = make.cycle(patient, 2, at=at(20, 10))
    make.given(second, 1, at(20, 11))
    as_nurse.send(
        address(patient, "grade_toxicity", 2) + "?term=Nausea", grade="1", found_at="2026-03-20T12:00", done="", note=""
    )
    assert worst_by_cycle(patient) == ([1, 2], [("Chills", [3, None]), ("Nausea", [None, 1])])
    answer = graded(as_nurse, address, first, "Chills", "1", "2026-03-20T11:00")
    assert "By then cycle 2 had begun" in text(answer)


def test_the_second_cycle_of_a_course_is_graded_against_the_value_before_the_first(clock):
    patient = make.ready_patient()
    charted(after_cycle_1(patient, clock), at(9, 12), creatinine_mg_dl="1.2")
    clock.move_to(at(20, 12))
    second = make.cycle(patient, 2, at=at(20, 10))
    charted(second, at(20, 11), creatinine_mg_dl="2")
    assert [one.found.told for one in suggestions(second, [], timezone.now())] == [
        "Creatinine 2 mg/dL, baseline 1 mg/dL"
    ]


def test_withheld_doses_are_named_beside_the_toxicity_that_ran(as_nurse, address, cycle, clock):
    graded(as_nurse, address, cycle, "Confusion", "2", "2026-03-02T14:00")
    withheld(cycle, 2, "neuro")
    [toxicity] = toxicities_of(Cycle.objects.for_board().get(pk=cycle.pk))
    assert toxicity.withheld == [2]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PHARMACIST])
def test_only_nurse_and_physician_grade(as_role, address, cycle, role):
    client = as_role(role)
    assert client.get(address(cycle.patient, "toxicity", 1)).status_code == 200
    assert client.get(address(cycle.patient, "grade_toxicity", 1)).status_code == 403
    assert client.send(address(cycle.patient, "confirm_grades", 1), chosen=[]).status_code == 403


def test_the_page_takes_few_queries_however_many_grades(as_nurse, address, cycle, django_assert_max_num_queries):
    for hour in range(8):
        graded(as_nurse, address, cycle, "Nausea", "2", f"2026-03-03T0{hour}:00")
    with django_assert_max_num_queries(34):
        as_nurse.get(address(cycle.patient, "toxicity", 1))

"""Grades of toxicity: the reference, the terms, the rules and the shipped cases say the same."""

import json
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycles.rules import toxicity
from cycles.rules.terms import terms
from cycles.rules.toxicity import GRADERS, Measured, grade

REFERENCE = (Path(__file__).parents[2] / "docs" / "clinical-reference.md").read_text()
CHAPTER = REFERENCE[REFERENCE.index("\n### 5.1") : REFERENCE.index("\n### 5.2")]
CASES = [
    json.loads(line) for line in (Path(toxicity.__file__).parent / "cases" / "toxicity.jsonl").read_text().splitlines()
]


def rows_of_the_reference():
    """Each term of section 5.1 with the grades that numbers give it."""
    rows = {}
    for line in CHAPTER.splitlines():
        names, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and names not in ("Term", "---"):
            grades = {place for place, cell in enumerate(cells, 1) if cell != "—" and "clinician" not in cell}
            rows.update(dict.fromkeys(names.split(" · "), grades))
    return rows


ROWS = rows_of_the_reference()


def test_every_row_of_the_reference_is_graded_and_nothing_else_is():
    assert set(ROWS) == set(GRADERS)
    assert set(GRADERS) <= set(terms())


@pytest.mark.parametrize("term", ROWS)
def test_every_term_has_a_shipped_case_for_each_grade_that_numbers_give_and_for_none(term):
    expected = {case["expect"]["grade"] for case in CASES if case["given"].get("term") == term}
    without_number = {2} if term == "Hypoxia" else set()  # On exertion: the value is the one at rest.
    assert expected - {None, 0} == ROWS[term] - without_number
    assert 0 in expected


# How far apart, in percent, the two values may lie between which the grade changes.
CLOSE = 5.5


def changes_of(term):
    """The pairs of neighboring values of one context between which the grade of a term changes."""
    contexts = {}
    for case in CASES:
        given_, grade_ = dict(case["given"]), case["expect"]["grade"]
        if given_.pop("term", None) == term and "value" in given_ and grade_ is not None:
            value = Decimal(given_.pop("value"))
            contexts.setdefault(tuple(sorted(given_.items())), {})[value] = grade_
    for known in contexts.values():
        values = sorted(known)
        for low, high in pairwise(values):
            if known[low] != known[high]:
                yield low, high, {known[low], known[high]}


@pytest.mark.parametrize("term", sorted(set(ROWS) - {"Diarrhea", "Febrile neutropenia", "Fever"}))
def test_every_boundary_between_two_grades_lies_close_between_two_shipped_cases(term):
    """Without Diarrhea, counted in whole stools, and the two that hang on hours."""
    close = [grades for low, high, grades in changes_of(term) if 100 * (high - low) <= CLOSE * float(high)]
    assert {grade for grades in close for grade in grades} >= {0, *ROWS[term]} - ({2} if term == "Hypoxia" else set())


def test_there_are_89_terms_each_with_a_code_of_its_own_and_at_least_one_grade():
    assert len(terms()) == 89
    assert len({term.meddra for term in terms().values()}) == 89
    for term in terms().values():
        assert re.fullmatch(r"\d{8}", str(term.meddra))
        assert term.system
        assert any(term.wordings)


def test_the_file_of_terms_names_its_source():
    assert "CTCAE" in json.loads((Path(toxicity.__file__).parent / "data" / "ctcae5_terms.json").read_text())["source"]


def test_a_grade_comes_with_the_wording_of_its_term():
    found = grade("Platelet count decreased", Measured(Decimal(24_900)))
    assert (found.grade, found.reason) == (4, "Platelet count decreased, grade 4: <25,000/mm3; <25.0 x 10e9 /L.")
    assert grade("Fever", Measured(Decimal(37))).reason == "Fever, grade 0: none of the grades applies."
    assert grade("Fever", Measured(Decimal(41))).reason == "Fever: the grade hangs on something that is not known."


def test_a_term_without_numbers_is_left_to_a_clinician():
    assert grade("Hypotension", Measured(Decimal(70))).reason == "Hypotension is graded by a clinician."


def test_a_term_that_does_not_exist_and_a_limit_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="no term 'fever'"):
        grade("fever", Measured(Decimal(39)))
    with pytest.raises(ValueError, match="over 0"):
        grade("CPK increased", Measured(Decimal(500), uln=Decimal(0)))


NUMBERS = st.decimals("0.1", "200", places=1)


@given(
    st.sampled_from(sorted(GRADERS)),
    NUMBERS,
    st.fixed_dictionaries({}, optional=dict.fromkeys(("uln", "lln", "baseline", "hours"), NUMBERS)),
    st.data(),
)
def test_what_is_not_given_never_makes_a_toxicity_milder(term, value, known, data):
    whole = grade(term, Measured(value, **known)).grade
    for key in known:
        less = grade(term, Measured(value, **{other: known[other] for other in known if other != key})).grade
        assert less is None or less == whole


@given(st.sampled_from(sorted(GRADERS)), NUMBERS, NUMBERS)
def test_a_grade_is_one_that_its_term_has(term, value, limit):
    found = grade(term, Measured(value, limit, limit, limit, Decimal(24), Decimal(500))).grade
    assert found == 0 or terms()[term].wording(found) is not None

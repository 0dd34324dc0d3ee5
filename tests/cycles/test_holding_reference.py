"""Sections 4.1 to 4.3 of the reference, the rules and the shipped cases name the same rows."""

import json
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from cycles.charted import Charted
from cycles.gate import Gate
from cycles.models import Cycle, GateSnapshot, Hold
from cycles.models.gate import canonical, digest_of
from cycles.rules import holding
from cycles.rules.holding import CRITERIA, NAMES, Moment, Profile, State, assess
from cycles.seen import seen_of
from il2program.documents.dose_record import criteria_of
from il2program.documents.templatetags.in_print import spelled_out
from il2program.validation.answers_bedside import assessed
from il2program.validation.cases import parse_case
from il2program.validation.rules import RULES
from patients.models import Patient
from tests.cycles.charted import NOW, charted

REFERENCE = (Path(__file__).parents[2] / "docs" / "clinical-reference.md").read_text()
CHAPTER = REFERENCE[REFERENCE.index("\n### 4.1") : REFERENCE.index("\n### 4.4")]
CASES = Path(holding.__file__).parents[1] / "cases"

LINES = [line for path in sorted(CASES.glob("hold*.jsonl")) for line in path.read_text().splitlines()]


def ids_of_the_reference():
    plain = re.findall(r"\b[HP]\d+[a-d]?\b", re.sub(r"H7–H11", "H7 H8 H9 H10 H11", CHAPTER))
    return set(plain) - {"H1"} | set(re.findall(r"`((?:relative|absolute):[a-z.0-9_]+)`", CHAPTER))


def states_in_the_cases():
    """Which states each criterion takes in some shipped case."""
    states = defaultdict(set)
    for line in LINES:
        case = parse_case(line, RULES)
        if case.given.get("profile"):
            for judgement in assessed(case.given).judgements:
                states[judgement.criterion.id].add(judgement.state)
    return states


STATES = states_in_the_cases()


def test_every_row_of_the_reference_is_a_rule_and_every_rule_has_its_row():
    assert ids_of_the_reference() == {criterion.id for criterion in CRITERIA}


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda criterion: criterion.id)
def test_every_rule_has_a_shipped_case_in_which_it_fires_and_one_in_which_it_does_not(criterion):
    assert {State.FIRES, State.CLEAR} <= STATES[criterion.id]
    assert STATES[criterion.id] & {State.UNKNOWN, State.NOT_ASKED}


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_expected_by_a_shipped_case(name):
    assert any(name in (json.loads(line)["expect"]["rules"] or ()) for line in LINES)


@pytest.mark.parametrize("name", [one.name for one in CRITERIA if one.id.startswith("H")])
def test_every_hold_of_the_label_has_a_shipped_case_that_was_held_for_it(name):
    assert any(name in json.loads(line)["given"].get("held_for", ()) for line in LINES)


def test_rows_that_were_not_read_in_the_current_label_are_said_to_be_so():
    assert "confirm against section 2.4, table 2, of the current label before go-live" in CHAPTER


FIRING = {
    "sbp_mmhg": Decimal(80),
    "mental_status": "coma",
    "creatinine_mg_dl": Decimal(5),
    "oxygen_l_min": Decimal(6),
    "platelets_per_ul": Decimal(20_000),
}


@pytest.mark.parametrize("found", [{}, FIRING, {"sbp_mmhg": None, "rhythm": None, "creatinine_mg_dl": None}])
def test_every_criterion_has_its_place_in_the_printout_of_what_was_seen(found):
    page = " ".join(render_to_string("documents/dose_decision.html", seen_in_print(found)).split())
    for one in CRITERIA:
        assert re.search(rf"\b{re.escape(one.id)}\b", page.replace("<wbr>", "")), one.id
        assert spelled_out(one.title) in page
        assert spelled_out(one.restart) in page


def test_every_criterion_has_its_place_in_the_blank_dose_record():
    criteria = criteria_of(Profile.BEDSIDE)
    assert set(criteria) == set(CRITERIA)
    page = render_to_string("documents/_hold_criteria.html", {"criteria": criteria, "profile": "bedside"})
    for one in CRITERIA:
        assert f"<td>{one.id}</td><td>{spelled_out(one.title)}" in page.replace("<wbr>", "")
        assert f"<td>{spelled_out(one.restart)}</td>" in page


def seen_in_print(found):
    """What the printout shows of a slot at which this was found and all else was good."""
    patient = Patient(family_name="Example", given_name="Testa", record_number="T1")
    cycle, facts = Cycle(patient=patient, number=1), charted(**found)
    moment = Moment(Profile.BEDSIDE, NOW, slot=4, held_so_far=0, held_for=frozenset())
    gate = Gate(cycle, 4, NOW, Charted({}, [], []), facts, assess(facts, moment=moment))
    text = canonical(gate.frozen())
    snapshot = GateSnapshot(cycle=cycle, slot=4, text=text, digest=digest_of(text), hold=Hold(recheck_at=NOW))
    content = snapshot.content
    return {"cycle": cycle, "slot": 4, "snapshots": [(snapshot, seen_of(content), content["patient"])]}

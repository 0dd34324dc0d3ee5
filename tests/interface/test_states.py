"""Each state has a shape, a word and a tone, so that none is told by color alone."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from cycles.models.dose import Decision
from eligibility.rules.facts import Answer

STATIC = Path(__file__).parents[2] / "static"
SHAPES = dict(re.findall(r'<symbol id="([a-z_]+)"[^>]*>(.*?)</symbol>', (STATIC / "img/states.svg").read_text()))


@pytest.mark.parametrize("state", sorted(SHAPES))
def test_a_state_has_its_word(state: str) -> None:
    page = render_to_string("_state.html", {"state": state})
    word = re.sub(r"<[^>]+>", "", page).strip()
    assert word == state.replace("_", " ").capitalize()


@pytest.mark.parametrize("state", sorted(SHAPES))
def test_a_state_has_its_tone(state: str) -> None:
    assert re.search(rf"\.is-{state}\b[^{{]*{{ --tone:", (STATIC / "css/program.css").read_text())


def test_no_two_states_share_a_shape() -> None:
    assert len(set(SHAPES.values())) == len(SHAPES)


def test_every_decision_and_every_answer_can_be_shown() -> None:
    assert {*Decision.values, *(str(answer.value) for answer in Answer)} <= SHAPES.keys()


def test_a_page_may_say_it_in_its_own_words() -> None:
    assert "Given 16:05" in render_to_string("_state.html", {"state": "given", "word": "Given 16:05"})

"""The journey as a picture and in words: the same pieces, none lost, nothing on top of anything else."""

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given, settings

from cycles.rules.journey import CycleFacts, Decision, Evaluation, JourneyFacts
from cycles.rules.lesions import ProtocolAnswer
from cycles.rules.outline import outline
from il2program.pathway.journey import Picture, picture, told
from il2program.pathway.journey.scale import WIDTH
from tests.cycles.journeys import days, journeys

REFERRED = date(2026, 2, 10)
SIGNED = JourneyFacts(signed_off_on=date(2026, 2, 20))
FIRST = CycleFacts(date(2026, 3, 2), date(2026, 3, 6), number=1)
SECOND = CycleFacts(date(2026, 3, 20), date(2026, 3, 24), number=2)
STOP = Evaluation(2, date(2026, 4, 24), ProtocolAnswer.STOP, Decision.STOP, date(2026, 4, 28))


def drawn(facts: JourneyFacts, today: date) -> Picture:
    return picture(facts, referred_on=REFERRED, today=today)


def words(shown: Picture) -> list[str]:
    return [label.words for label in shown.labels]


def classes(shown: Picture) -> list[str]:
    return [mark.classes for mark in shown.marks]


def with_cycles(*cycles: CycleFacts, scans: tuple[Evaluation, ...] = ()) -> JourneyFacts:
    return JourneyFacts(signed_off_on=date(2026, 2, 20), cycles=cycles, evaluations=scans)


@settings(max_examples=60)
@given(journeys(), days)
def test_no_two_words_lie_on_each_other(facts: JourneyFacts, today: date) -> None:
    labels = drawn(facts, today).labels
    assert not [pair for pair in combinations(labels, 2) if pair[0].overlaps(pair[1])]


@settings(max_examples=60)
@given(journeys(), days)
def test_everything_lies_within_the_picture(facts: JourneyFacts, today: date) -> None:
    shown = drawn(facts, today)
    assert all(label.left >= 0 and label.right <= WIDTH for label in shown.labels)
    assert all(ground.x >= 0 and ground.x + ground.width <= WIDTH for ground in shown.courses)


@settings(max_examples=60)
@given(journeys(), days)
def test_the_words_tell_each_piece_of_the_outline_in_its_order(facts: JourneyFacts, today: date) -> None:
    pieces = told(facts, referred_on=REFERRED, today=today)
    assert [piece.state for piece in pieces] == [segment.state for segment in outline(facts, today)]


def test_what_has_been_is_solid_and_what_may_come_is_outlined() -> None:
    shown = drawn(with_cycles(FIRST), date(2026, 3, 10))
    blocks = [one for one in classes(shown) if one.startswith("admission")]
    assert blocks == ["admission past", "admission next", *["admission possible"] * 4]
    assert "break now" in classes(shown)


def test_a_break_tells_its_days() -> None:
    assert "14 days" in words(drawn(with_cycles(FIRST), date(2026, 3, 10)))


def test_a_block_is_as_long_as_the_stay() -> None:
    long = CycleFacts(date(2026, 3, 2), date(2026, 3, 15), number=1)
    [short_block, long_block] = [
        next(mark for mark in drawn(with_cycles(cycle), date(2026, 3, 20)).marks if mark.inside == "1").path
        for cycle in (FIRST, long)
    ]
    assert width(long_block) > 2 * width(short_block)


def width(path: str) -> float:
    """From the left edge to the right one of a block "M10 20H30V…"."""
    left, right = path[1:].split(" ", maxsplit=1)[0], path.split("H")[1].split("V", maxsplit=1)[0]
    return float(right) - float(left)


def test_a_scan_ahead_stands_on_its_target_within_its_window() -> None:
    shown = drawn(with_cycles(FIRST, SECOND), date(2026, 4, 1))
    assert "window next" in classes(shown)
    assert "24 Apr" in words(shown)


def test_a_decision_is_told_by_its_word_and_a_stop_by_its_class() -> None:
    shown = drawn(with_cycles(FIRST, SECOND, scans=(STOP,)), date(2026, 5, 1))
    assert "Stop" in words(shown)
    assert "gate past is-stop" in classes(shown)


def test_courses_have_their_ground() -> None:
    shown = drawn(with_cycles(FIRST), date(2026, 3, 10))
    assert [ground.label.words for ground in shown.courses] == ["Course 1", "Course 2", "Course 3"]


def test_today_is_a_line_until_the_journey_ended_long_ago() -> None:
    ended = JourneyFacts(signed_off_on=date(2026, 2, 20), cycles=(FIRST,), left_on=date(2026, 3, 10))
    assert drawn(ended, date(2026, 4, 1)).today is not None
    assert drawn(ended, date(2027, 4, 1)).today is None


def test_a_follow_up_of_years_does_not_press_the_treatment_together() -> None:
    scan = Evaluation(2, date(2026, 4, 24), ProtocolAnswer.NOT_SHRUNK, Decision.STOP, date(2026, 4, 28))
    facts = with_cycles(FIRST, SECOND, scans=(scan,))
    paths = {year: [mark.path for mark in drawn(facts, date(year, 7, 1)).marks] for year in (2028, 2036)}
    assert paths[2028] == paths[2036]


def test_before_the_first_admission_no_month_is_named_beyond_today() -> None:
    shown = drawn(SIGNED, date(2026, 3, 3))
    assert [month.words for month in shown.months] == ["Mar 2026"]
    assert "Cycle 6" in words(shown)


def test_the_words_tell_days_lengths_and_what_may_follow() -> None:
    pieces = told(with_cycles(FIRST), referred_on=REFERRED, today=date(2026, 3, 10))
    assert [(piece.label, piece.when, piece.state_words) for piece in pieces[:4]] == [
        ("Workup", "Fri 20 Feb 2026", ""),
        ("Cycle 1", "Mon 2 Mar 2026 to Fri 6 Mar 2026, 5 days", ""),
        ("Break after cycle 1", "Fri 6 Mar 2026 to Fri 20 Mar 2026, 14 days", "now"),
        ("Cycle 2", "Fri 20 Mar 2026 to Tue 24 Mar 2026", "next"),
    ]


def test_the_words_tell_what_was_decided() -> None:
    pieces = told(with_cycles(FIRST, SECOND, scans=(STOP,)), referred_on=REFERRED, today=date(2026, 5, 1))
    assert "Decision after cycle 2: stop" in [piece.label for piece in pieces]


def test_a_workup_that_is_going_on_is_told_since_the_referral() -> None:
    workup = told(JourneyFacts(), referred_on=REFERRED, today=REFERRED + timedelta(days=3))[0]
    assert (workup.when, workup.state_words) == ("since Tue 10 Feb 2026", "now")

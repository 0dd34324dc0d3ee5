from dataclasses import replace
from datetime import date

from hypothesis import given

from cycles.rules.journey import CycleFacts, Decision, Evaluation, JourneyFacts
from cycles.rules.lesions import ProtocolAnswer
from cycles.rules.outline import Kind, Segment, State, outline
from tests.cycles.journeys import days, journeys

FIRST = CycleFacts(date(2026, 3, 2), date(2026, 3, 6), number=1)
SECOND = CycleFacts(date(2026, 3, 20), date(2026, 3, 24), number=2)
SCAN = Evaluation(2, date(2026, 4, 24), ProtocolAnswer.SHRUNK)
SIGNED = JourneyFacts(signed_off_on=date(2026, 2, 20))


def cycles_of(segments: tuple[Segment, ...]) -> list[int | None]:
    return [segment.cycle for segment in segments if segment.kind is Kind.ADMISSION]


def states_of(segments: tuple[Segment, ...], kind: Kind) -> list[State]:
    return [segment.state for segment in segments if segment.kind is kind]


@given(journeys(), days)
def test_a_picture_ends_and_shows_each_cycle_once(facts: JourneyFacts, today: date) -> None:
    segments = outline(facts, today)
    shown = cycles_of(segments)
    assert len(set(shown)) == len(shown)
    assert segments[-1].kind in (Kind.FOLLOW_UP, Kind.LEFT)


@given(journeys(), days)
def test_days_run_forward_within_each_segment(facts: JourneyFacts, today: date) -> None:
    for segment in outline(facts, today):
        ahead = segment.state is not State.PAST
        assert not ahead or segment.start is None or segment.end is None or segment.start <= segment.end


def test_before_the_first_admission_nothing_ahead_has_days() -> None:
    segments = outline(SIGNED, date(2026, 2, 25))
    assert cycles_of(segments) == [1, 2, 3, 4, 5, 6]
    assert {(segment.start, segment.end) for segment in segments[1:]} == {(None, None)}
    assert segments[1].state is State.NEXT


def test_in_the_break_the_break_is_now_and_the_next_cycle_next() -> None:
    segments = outline(replace(SIGNED, cycles=(FIRST,)), date(2026, 3, 10))
    assert [(one.label, one.state) for one in segments[:4]] == [
        ("Workup", State.PAST),
        ("Cycle 1", State.PAST),
        ("Break after cycle 1", State.NOW),
        ("Cycle 2", State.NEXT),
    ]
    assert (segments[2].start, segments[2].end) == (date(2026, 3, 6), date(2026, 3, 20))


def test_a_patient_in_hospital_is_in_the_cycle_now() -> None:
    running = replace(FIRST, discharged_on=None)
    segments = outline(replace(SIGNED, cycles=(running,)), date(2026, 3, 4))
    assert states_of(segments, Kind.ADMISSION)[:2] == [State.NOW, State.POSSIBLE]


def test_a_scan_that_lies_ahead_shows_its_window() -> None:
    segments = outline(replace(SIGNED, cycles=(FIRST, SECOND)), date(2026, 4, 1))
    scan = next(segment for segment in segments if segment.state is State.NEXT)
    assert (scan.label, scan.start, scan.end) == ("Scan after cycle 2", date(2026, 4, 17), date(2026, 5, 8))


def test_all_cycles_are_outlined_as_if_the_tumor_kept_shrinking() -> None:
    segments = outline(replace(SIGNED, cycles=(FIRST, SECOND), evaluations=(SCAN,)), date(2026, 4, 25))
    assert states_of(segments, Kind.DECISION) == [State.NEXT, State.POSSIBLE]
    assert cycles_of(segments) == [1, 2, 3, 4, 5, 6]
    assert segments[-2].label == "Scan after cycle 6"


def test_a_scan_without_decrease_outlines_no_further_cycle() -> None:
    scan = replace(SCAN, protocol=ProtocolAnswer.NOT_SHRUNK)
    segments = outline(replace(SIGNED, cycles=(FIRST, SECOND), evaluations=(scan,)), date(2026, 4, 25))
    assert cycles_of(segments) == [1, 2]


def test_a_decision_to_stop_is_past_and_follow_up_is_now() -> None:
    scan = replace(SCAN, decision=Decision.STOP, decided_on=date(2026, 4, 28))
    segments = outline(replace(SIGNED, cycles=(FIRST, SECOND), evaluations=(scan,)), date(2026, 5, 1))
    assert [(one.kind, one.state) for one in segments[-2:]] == [
        (Kind.DECISION, State.PAST),
        (Kind.FOLLOW_UP, State.NOW),
    ]


def test_leaving_ends_the_picture_on_its_day() -> None:
    segments = outline(replace(SIGNED, cycles=(FIRST,), left_on=date(2026, 3, 10)), date(2026, 4, 1))
    assert segments[-1] == Segment(Kind.LEFT, None, date(2026, 3, 10), date(2026, 3, 10), State.PAST)

"""The journey in words: the same as the picture, for screen readers, paper and small windows."""

from dataclasses import dataclass
from datetime import date

from cycles.rules.journey import JourneyFacts
from cycles.rules.outline import Kind, Segment, State, outline
from cycles.rules.protocol import in_words, length_of_stay
from il2program.pathway.durations import counted
from il2program.pathway.journey.picture import decision_of

STATES = {State.PAST: "", State.NOW: "now", State.NEXT: "next", State.POSSIBLE: "may follow"}


@dataclass(frozen=True)
class Told:
    """One piece of the journey: what, when, and whether it has been, is, comes next or may follow."""

    label: str
    when: str
    state: State

    @property
    def state_words(self) -> str:
        return STATES[self.state]


def told(facts: JourneyFacts, *, referred_on: date, today: date) -> list[Told]:
    return [Told(_label(one, facts), _when(one, referred_on), one.state) for one in outline(facts, today)]


def _label(segment: Segment, facts: JourneyFacts) -> str:
    decision = decision_of(segment, facts)
    return f"{segment.label}: {decision}" if decision else segment.label


def _when(segment: Segment, referred_on: date) -> str:
    """The day or days; how long a stay or a break takes; that a scan ahead has a window."""
    if segment.start is None or segment.end is None:
        return _without_days(segment, referred_on)
    if segment.start == segment.end:
        return in_words(segment.start)
    days = f"{in_words(segment.start)} to {in_words(segment.end)}"
    if segment.kind is Kind.ADMISSION and segment.state is State.PAST:
        return f"{days}, {counted(length_of_stay(segment.start, segment.end), 'day')}"
    if segment.kind is Kind.BREAK:
        return f"{days}, {counted((segment.end - segment.start).days, 'day')}"
    return f"{days}, window" if segment.kind is Kind.SCAN else days


def _without_days(segment: Segment, referred_on: date) -> str:
    if segment.kind is Kind.WORKUP:
        return "done" if segment.state is State.PAST else f"since {in_words(referred_on)}"
    return "no day yet" if segment.state is State.NEXT else ""

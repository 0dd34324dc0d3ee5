"""Random journeys: any facts that can be, the improbable ones included."""

from datetime import date, timedelta

from hypothesis import strategies as st

from cycles.rules.journey import CycleFacts, Decision, Evaluation, JourneyFacts
from cycles.rules.lesions import ProtocolAnswer

days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
maybe_days = st.none() | days


@st.composite
def cycles(draw: st.DrawFn, number: int) -> CycleFacts:
    admitted_on = draw(days)
    stay = draw(st.none() | st.integers(0, 12)) if draw(st.booleans()) else 5
    return CycleFacts(
        admitted_on=admitted_on,
        discharged_on=None if stay is None else admitted_on + timedelta(days=stay),
        permanent_stop=draw(st.integers(0, 9)) == 0,
        hepatic_stop=draw(st.integers(0, 9)) == 0,
        hepatic_resolved_on=draw(maybe_days),
        second_cycle_cancelled_on=draw(maybe_days) if draw(st.integers(0, 9)) == 0 else None,
        number=number,
    )


evaluations = st.builds(
    Evaluation,
    after_cycle=st.integers(1, 6),
    scanned_on=days,
    protocol=st.none() | st.sampled_from(ProtocolAnswer),
    decision=st.none() | st.sampled_from(Decision),
    decided_on=maybe_days,
)


@st.composite
def journeys(draw: st.DrawFn) -> JourneyFacts:
    numbers = range(1, draw(st.integers(0, 6)) + 1)
    ended = draw(st.integers(0, 9)) == 0
    return JourneyFacts(
        workup_complete=draw(st.none() | st.booleans()),
        signed_off_on=draw(maybe_days),
        not_eligible_on=draw(maybe_days) if draw(st.integers(0, 4)) == 0 else None,
        cycles=tuple(draw(cycles(number)) for number in numbers),
        evaluations=tuple(draw(st.lists(evaluations, max_size=6))),
        left_on=draw(maybe_days) if ended else None,
        died_on=draw(maybe_days) if ended else None,
    )

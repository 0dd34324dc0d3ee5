"""The next step, as cases ask it: one patient's facts, and what the program would have done next.

Beyond what a plain case needs, `cycles` takes what cuts a course short: `hepatic_stop` (H11), `hepatic_resolved_on`
and `second_cycle_cancelled_on`; and `died_on` ends a journey as `left_on` does.
"""

from datetime import date

from cycles.rules.journey import CycleFacts, Decision, Evaluation, JourneyFacts
from cycles.rules.lesions import ProtocolAnswer
from cycles.rules.next_step import Step, next_step
from cycles.rules.protocol import course_of, first_cycle_of
from il2program.validation.cases import Answer, Given, Rule, known
from il2program.validation.comparers import exactly, number
from il2program.validation.readers import boolean, choice, day, listing, record, whole


def answer_next_step(given: Given) -> Answer:
    """Without `today` nothing but `late` is unknown."""
    today: date | None = given.get("today")
    found = next_step(_journey(given), today or date.min)
    values = {key: getattr(found, key) for key in ("step", "cycle", "earliest", "target", "latest")}
    return Answer({**values, "late": None if today is None else found.late}, found.reason)


def _journey(given: Given) -> JourneyFacts:
    return JourneyFacts(
        workup_complete=given.get("workup_complete"),
        signed_off_on=given.get("signed_off_on"),
        not_eligible_on=given.get("not_eligible_on"),
        cycles=_cycles(given.get("cycles") or ()),
        evaluations=tuple(_evaluation(scan) for scan in given.get("evaluations") or ()),
        left_on=given.get("left_on"),
        died_on=given.get("died_on"),
    )


def _cycles(written: tuple[Given, ...]) -> tuple[CycleFacts, ...]:
    """The cycles in order of admission, numbered as the program numbers them: a course cut short leaves a gap."""
    cycles: tuple[CycleFacts, ...] = ()
    for cycle in sorted(written, key=lambda cycle: known(cycle, "admitted_on")):
        cycles += (_cycle(cycle, _following(cycles[-1]) if cycles else 1),)
    return cycles


def _following(cycle: CycleFacts) -> int:
    return first_cycle_of(course_of(cycle.number) + 1) if cycle.ends_course else cycle.number + 1


def _cycle(written: Given, number: int) -> CycleFacts:
    return CycleFacts(
        admitted_on=written["admitted_on"],
        discharged_on=written.get("discharged_on"),
        permanent_stop=bool(written.get("permanent_stop")),
        hepatic_stop=bool(written.get("hepatic_stop")),
        hepatic_resolved_on=written.get("hepatic_resolved_on"),
        second_cycle_cancelled_on=written.get("second_cycle_cancelled_on"),
        number=number,
    )


def _evaluation(written: Given) -> Evaluation:
    protocol, decision = written.get("protocol"), written.get("decision")
    return Evaluation(
        after_cycle=known(written, "after_cycle"),
        scanned_on=written.get("scanned_on") or known(written, "decided_on"),
        protocol=None if protocol is None else ProtocolAnswer(protocol),
        decision=None if decision is None else Decision(decision),
        decided_on=written.get("decided_on"),
    )


NEXT_STEP = Rule(
    name="next_step",
    given={
        "today": day,
        "workup_complete": boolean,
        "signed_off_on": day,
        "not_eligible_on": day,
        "cycles": listing(
            record(
                admitted_on=day,
                discharged_on=day,
                permanent_stop=boolean,
                hepatic_stop=boolean,
                hepatic_resolved_on=day,
                second_cycle_cancelled_on=day,
            )
        ),
        "evaluations": listing(
            record(
                after_cycle=whole,
                scanned_on=day,
                protocol=choice(*ProtocolAnswer),
                decision=choice(*Decision),
                decided_on=day,
            )
        ),
        "left_on": day,
        "died_on": day,
    },
    expect={
        "step": exactly(choice(*Step)),
        "cycle": number,
        "earliest": exactly(day),
        "target": exactly(day),
        "latest": exactly(day),
        "late": exactly(boolean),
    },
    answer=answer_next_step,
)

"""The rules of the bedside, as cases ask them: may the next dose be given, and how grave is a toxicity?

Each answer comes from the function that the pages ask; what stands here only translates. Beyond the charted keys a
case may name the `slot`, when it is decided (`at`) and when the one before was (`previous_at`); a charted value may be
`{"value": …, "at": instant}` to give its age. Febrile neutropenia, whose value is the temperature, also takes
`neutrophils_per_ul`.
"""

from collections.abc import Mapping

from cycles.rules.holding import INPUTS, NAMES, Advice, Assessment, Fact, Moment, Profile, assess
from cycles.rules.terms import terms
from cycles.rules.toxicity import Measured, grade
from il2program.validation.cases import Answer, Given, Rule, known
from il2program.validation.comparers import exactly, number, set_of
from il2program.validation.readers import Reader, Timed, boolean, choice, decimal, instant, listing, timed, whole
from patients.rules.analytes import Analyte, Kind

_YES_NO = ("no", "yes")
_MEASURED = ("uln", "lln", "baseline", "hours", "neutrophils_per_ul")


def answer_hold(given: Given) -> Answer:
    assessment = assessed(given)
    told = " ".join(assessment.reasons)
    return Answer({"advice": assessment.advice, "rules": set(assessment.names)}, told)


def assessed(given: Given) -> Assessment:
    """The whole assessment of what a case gives."""
    facts = {key: fact for key in INPUTS if (fact := _fact(given.get(key))) is not None}
    moment = Moment(
        profile=Profile(known(given, "profile")),
        at=given.get("at"),
        slot=given.get("slot"),
        previous_at=given.get("previous_at"),
        held_so_far=given.get("held_so_far"),
        held_for=frozenset(given.get("held_for") or ()),
    )
    return assess(facts, moment=moment)


def answer_toxicity(given: Given) -> Answer:
    found = grade(
        known(given, "term"), Measured(**{key: given.get(key) for key in _MEASURED}, value=known(given, "value"))
    )
    return Answer({"grade": found.grade}, found.reason)


def _fact(value: Timed | None) -> Fact | None:
    return None if value is None or value.value is None else Fact(value.value, value.at)


def _term(value: object) -> str:
    """A term as the file of terms spells it; the file is read only when a case asks."""
    return str(choice(*terms())(value))


def _reader(row: Analyte) -> Reader:
    if row.kind is Kind.NUMBER:
        return timed(decimal)
    return timed(boolean) if row.codes == _YES_NO else timed(choice(*row.codes))


def _readers() -> Mapping[str, Reader]:
    charted = {key: _reader(asked.row) for key, asked in INPUTS.items()}
    counted: dict[str, Reader] = {
        "profile": choice(*Profile),
        "held_so_far": whole,
        "held_for": listing(choice(*NAMES)),
        "slot": whole,
        "at": instant,
        "previous_at": instant,
    }
    return {**counted, **charted}


HOLD = Rule(
    name="hold",
    given=_readers(),
    expect={"advice": exactly(choice(*Advice)), "rules": set_of(choice(*NAMES))},
    answer=answer_hold,
)

TOXICITY = Rule(
    name="toxicity",
    given={"term": _term, "value": decimal, **dict.fromkeys(_MEASURED, decimal)},
    expect={"grade": number},
    answer=answer_toxicity,
)

RULES = (HOLD, TOXICITY)

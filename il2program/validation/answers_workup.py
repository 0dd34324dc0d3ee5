"""The rules about what is recorded in a workup, as cases ask them: one typed value, and what is weighed as information.

Each answer comes from the function that the pages ask; what stands here only translates.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from eligibility.rules.facts import Answer as Judged
from eligibility.rules.facts import Fact, row
from eligibility.rules.information import INFORMATION, READ, weigh
from il2program.validation.cases import Answer, Given, Rule, known
from il2program.validation.comparers import Comparer, exactly
from il2program.validation.readers import Malformed, Reader, boolean, choice, dated, day, decimal
from patients.rules.analytes import ANALYTES, Kind, analyte, is_usual, read_typed


def answer_measurement(given: Given) -> Answer:
    """A value as typed: what it is in the canonical unit, and whether a healthy adult shows it."""
    definition = analyte(known(given, "analyte"))
    try:
        typed = read_typed(definition, known(given, "entered"), given.get("unit") or "")
    except ValueError as refusal:
        return Answer({}, str(refusal))
    usual = is_usual(definition, typed.value) if isinstance(typed.value, Decimal) else None
    values = {"value": typed.value, "comparator": typed.comparator, "usual": usual}
    return Answer(values, f"{definition.label} is recorded.")


def answer_information(given: Given) -> Answer:
    """Each row of information: met where nothing asks for caution."""
    facts = {
        key: Fact(one.value, one.on) for key, one in given.items() if key != "on" and one and one.value is not None
    }
    dated_ones = any(fact.on is not None for fact in facts.values())
    on: date = known(given, "on") if dated_ones else given.get("on") or date.max
    judged = weigh(facts, on=on)
    answers = {one.criterion.id: one.answer for one in judged}
    return Answer(answers, "", {one.criterion.id: one.reason for one in judged})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Malformed("is not text")
    return value


def _number_or_text(value: object) -> Any:
    try:
        return decimal(value)
    except Malformed:
        return _text(value)


def _reader(key: str) -> Reader:
    """A number, a code, or the words of a text."""
    kind, codes = row(key).kind, row(key).codes
    if kind is Kind.NUMBER:
        return dated(decimal)
    return dated(choice(*codes) if kind is Kind.CHOICE else _text)


MEASUREMENT = Rule(
    name="measurement",
    given={"analyte": choice(*ANALYTES), "entered": _text, "unit": _text},
    expect={"value": Comparer(_number_or_text), "comparator": exactly(_text), "usual": exactly(boolean)},
    answer=answer_measurement,
)

INFORMATION_RULE = Rule(
    name="information",
    given={"on": day, **{key: _reader(key) for key in READ}},
    expect={one.id: exactly(choice(*Judged)) for one in INFORMATION},
    answer=answer_information,
)

RULES = (MEASUREMENT, INFORMATION_RULE)

"""The rules of the flowsheet, as cases ask them: intake and output by shift and day, and when the physician is called.

Each answer comes from the function that the pages ask; what stands here only translates. `span` is the shift or the
day in which the instant `at` lies; amounts are `{"key", "at", "ml"}`.
"""

from datetime import UTC

from cycles.rules.intake_output import INTAKE, OUTPUT, SHIFT_STARTS, Amount, balance, span_at
from cycles.rules.notify import before_next_dose, calls
from cycles.rules.order_set import SHIPPED
from il2program.validation.cases import Answer, Given, Rule, known
from il2program.validation.comparers import exactly, number, set_of, ward_instant
from il2program.validation.readers import Malformed, boolean, choice, decimal, instant, listing, record
from patients.rules.analytes import ANALYTES, analyte, read_typed

SPANS = {"shift": SHIFT_STARTS, "day": SHIFT_STARTS[:1]}


def answer_intake_output(given: Given) -> Answer:
    span = span_at(known(given, "at"), SPANS[known(given, "span")])
    amounts = [Amount(one["key"], one["at"], one["ml"]) for one in given.get("amounts") or ()]
    found = balance(amounts, span, since=known(given, "admitted_at"), until=given.get("until") or span.end)
    weight_kg = given.get("weight_kg")
    return Answer(
        {
            "start": span.start.astimezone(UTC),
            "end": span.end.astimezone(UTC),
            "hours": found.hours,
            "intake_ml": found.intake_ml,
            "output_ml": found.output_ml,
            "net_ml": found.net_ml,
            "urine_ml_kg_h": None if weight_kg is None else found.urine_ml_kg_h(weight_kg),
        }
    )


def answer_notify(given: Given) -> Answer:
    """Held against the limits of the order set as it ships."""
    key = known(given, "analyte")
    typed = read_typed(analyte(key), known(given, "entered"), given.get("unit") or "")
    found = calls(SHIPPED.limits, key, typed.value, typed.comparator)
    told = {"calls": found, "call": bool(found), "before_next_dose": bool(before_next_dose(key, typed.value))}
    return Answer(told, "; ".join(found))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Malformed("is not text")
    return value


_AMOUNT = record(("key", "at", "ml"), key=choice(*INTAKE, *OUTPUT), at=instant, ml=decimal)

INTAKE_OUTPUT = Rule(
    name="intake_output",
    given={
        "span": choice(*SPANS),
        "at": instant,
        "admitted_at": instant,
        "until": instant,
        "weight_kg": decimal,
        "amounts": listing(_AMOUNT),
    },
    expect={
        "start": ward_instant,
        "end": ward_instant,
        **dict.fromkeys(("hours", "intake_ml", "output_ml", "net_ml", "urine_ml_kg_h"), number),
    },
    answer=answer_intake_output,
)

NOTIFY = Rule(
    name="notify",
    given={"analyte": choice(*ANALYTES), "entered": _text, "unit": _text},
    expect={"calls": set_of(_text), "call": exactly(boolean), "before_next_dose": exactly(boolean)},
    answer=answer_notify,
)

RULES = (INTAKE_OUTPUT, NOTIFY)

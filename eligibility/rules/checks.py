"""How criteria are put together from single questions.

Precedence, the same for every criterion of several inputs: a fresh value that fails is an answer, whatever else is
missing; then a value that is too old; then one that is not recorded. *Met* needs all parts (`all_of`) or one part
(`any_of`). A failing first way of an either-or is therefore *not met* until the other way is shown to be met.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from eligibility.rules.facts import Answer, Finding, row
from eligibility.rules.limits import Limit, Measured, Side, held_against
from eligibility.rules.reading import Reading, label, named

Check = Callable[[Reading], Finding]

_PRECEDENCE = (Answer.NOT_MET, Answer.EXPIRED, Answer.UNKNOWN, Answer.MET)

# Codes that answer nothing, however fresh.
_UNDECIDED = frozenset({"indeterminate"})


def number(key: str, side: Side, limit: Decimal) -> Check:
    """A number against a limit in its canonical unit."""
    return lambda reading: reading.lacking(key) or held_against(_measured(reading, key), Limit(side, limit))


def multiple(key: str, of: str, limit: Decimal) -> Check:
    """A number that may be at most so many times another one (the laboratory's upper limit of normal)."""

    def check(reading: Reading) -> Finding:
        if lacking := reading.lacking(key) or reading.lacking(of):
            return lacking
        upper = reading.quantity(of)
        if upper.comparator:
            return Finding(Answer.UNKNOWN, f"{label(of)} must be a plain number.")
        return held_against(_measured(reading, key), Limit(Side.AT_MOST, limit * upper.value))

    return check


def coded(key: str, *good: str) -> Check:
    """A code that must be one of the good ones."""

    def check(reading: Reading) -> Finding:
        if lacking := reading.lacking(key):
            return lacking
        code, words = reading.code(key), named(key, reading.facts[key])
        if code in _UNDECIDED:
            return Finding(Answer.UNKNOWN, f"{words}, which decides nothing.")
        if code in good:
            return Finding(Answer.MET, f"{words}.")
        return Finding(Answer.NOT_MET, f"{words}; required: {' or '.join(row(key).shown(one) for one in good)}.")

    return check


def absent(key: str) -> Check:
    """A contraindication: met by "no"."""
    return coded(key, "no")


def all_of(*checks: Check) -> Check:
    """Every part must be met."""

    def check(reading: Reading) -> Finding:
        findings = [part(reading) for part in checks]
        answer = first(findings)
        told = [finding for finding in findings if answer is Answer.MET or finding.answer is not Answer.MET]
        return Finding(answer, joined(told))

    return check


def any_of(*checks: Check) -> Check:
    """One part that is met is enough."""

    def check(reading: Reading) -> Finding:
        findings = [part(reading) for part in checks]
        for place, finding in enumerate(findings):
            if finding.answer is Answer.MET:
                return Finding(Answer.MET, joined(findings[: place + 1]))
        return Finding(first(findings), joined(findings))

    return check


def first(findings: Sequence[Finding]) -> Answer:
    """The answer that comes first in the order of precedence."""
    answers = {finding.answer for finding in findings}
    return next(answer for answer in _PRECEDENCE if answer in answers)


def joined(findings: Sequence[Finding]) -> str:
    """The sentences one after another, none twice."""
    return " ".join(dict.fromkeys(finding.reason for finding in findings))


def _measured(reading: Reading, key: str) -> Measured:
    known = row(key)
    return Measured(known.label, known.unit, known.decimals, reading.quantity(key))

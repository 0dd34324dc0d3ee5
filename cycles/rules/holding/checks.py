"""How criteria are put together from single questions.

A check *fires* when what it asks is found. Precedence: for `any_of` a part that fires is an answer, whatever else is
missing; for `all_of` a part that is clear is one. What is not charted is never clear.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from cycles.rules.holding.bands import Band
from cycles.rules.holding.facts import Finding, State
from cycles.rules.holding.inputs import asked
from cycles.rules.holding.reading import Reading, label, named

Check = Callable[[Reading], Finding]

_ANY = (State.FIRES, State.UNKNOWN, State.CLEAR, State.NOT_ASKED)
_ALL = (State.CLEAR, State.UNKNOWN, State.NOT_ASKED, State.FIRES)


def lies(key: str, band: Band) -> Check:
    """A number that lies in a band."""

    def check(reading: Reading) -> Finding:
        if lacking := reading.lacking(key):
            return lacking
        found, words = band.holds(reading.quantity(key)), named(key, reading.facts[key])
        limit = band.words(asked(key).row.unit)
        if found is None:
            return Finding(State.UNKNOWN, f"{words} does not decide whether it is {limit}.", (key,))
        if found:
            return Finding(State.FIRES, f"{words} is {limit}.")
        return Finding(State.CLEAR, f"{words} is not {limit}.")

    return check


def coded(key: str, *codes: str) -> Check:
    """A code that is one of these."""

    def check(reading: Reading) -> Finding:
        if lacking := reading.lacking(key):
            return lacking
        state = State.FIRES if reading.code(key) in codes else State.CLEAR
        return Finding(state, f"{named(key, reading.facts[key])}.")

    return check


def yes(key: str) -> Check:
    return coded(key, "yes")


def other_than(key: str, *codes: str) -> Check:
    """A code that is none of these."""
    return coded(key, *(code for code in asked(key).row.codes if code not in codes))


def charted(check: Check) -> Check:
    """The same where it is charted; what is not, nobody misses."""

    def asked_softly(reading: Reading) -> Finding:
        finding = check(reading)
        return replace(finding, state=State.NOT_ASKED, missing=()) if finding.state is State.UNKNOWN else finding

    return asked_softly


def once(trigger: Check, check: Check) -> Check:
    """A check whose inputs are read only once its trigger fires."""

    def triggered(reading: Reading) -> Finding:
        found = trigger(reading)
        if found.state is not State.FIRES:
            return found
        finding = check(reading)
        return replace(finding, reason=f"{found.reason} {finding.reason}")

    return triggered


def any_of(*checks: Check) -> Check:
    """One part that fires is enough."""
    return _joining(checks, _ANY)


def all_of(*checks: Check) -> Check:
    """Every part must fire."""
    return _joining(checks, _ALL)


def number(reading: Reading, key: str) -> Decimal | None:
    """A plain number that may be used at the decision, or None."""
    if reading.lacking(key):
        return None
    quantity = reading.quantity(key)
    return None if quantity.comparator else quantity.value


def missing(*keys: str) -> Finding:
    """Unknown because these are not charted."""
    return Finding(State.UNKNOWN, f"Not charted: {', '.join(map(label, keys))}.", keys)


def _joining(checks: Sequence[Check], precedence: Sequence[State]) -> Check:
    def check(reading: Reading) -> Finding:
        findings = [part(reading) for part in checks]
        state = next(state for state in precedence if any(finding.state is state for finding in findings))
        told = [finding for finding in findings if finding.state is state]
        reasons = " ".join(dict.fromkeys(finding.reason for finding in told))
        return Finding(state, reasons, tuple(dict.fromkeys(key for finding in told for key in finding.missing)))

    return check

"""What the value of a result means in the unit in which the chart keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from patients.importing.cells import Reading, Spelling, read_number, shortened, without_flags
from patients.importing.found import Result
from patients.importing.lines import Option
from patients.importing.ranges import unit_in
from patients.importing.standing import Meant
from patients.importing.words import ANSWER_CODES, SCORE_CODES, not_measured, read_answer, unit_written
from patients.rules.analytes import Analyte, Kind, Unit, check_plausible, convert, unit_that_fits, with_unit
from patients.rules.numbers import Quantity, parse_quantity, rounded_half_up, show

# As finely as the chart keeps a number.
SIX_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Value:
    """The ways in which a value may be stored, what is doubtful, and of an answer that is refused why."""

    options: tuple[Option, ...] = ()
    meant: tuple[Meant, ...] = ()
    doubts: tuple[str, ...] = ()


def value_of(result: Result, definition: Analyte, *, decimal_commas: bool) -> Value:
    """Read the value of this test; ValueError, with a sentence, where there is none that can be stored."""
    if why := not_measured(result.value):
        raise ValueError(f"No value: {why}.")
    if not result.value:
        raise ValueError("The value is empty.")
    if definition.kind is Kind.CHOICE:
        return _answer(result, definition)
    return _number(result, definition, decimal_commas=decimal_commas)


def _answer(result: Result, definition: Analyte) -> Value:
    coded = {ANSWER_CODES[code] for code in result.answers if code in ANSWER_CODES}
    if len(coded) == 1 and coded <= set(definition.codes):
        code, around = coded.pop(), False
    else:
        code, around = read_answer(definition, result.value)
    doubts = (f"Other words stand around the answer; it is read as {definition.shown(code)}.",) if around else ()
    return Value((Option(code, "", definition.shown(code)),), (Meant(choice=code),), doubts)


def _number(result: Result, definition: Analyte, *, decimal_commas: bool) -> Value:
    scores = {SCORE_CODES[code] for code in result.answers if code in SCORE_CODES}
    text = scores.pop() if len(scores) == 1 and definition.key == "ecog" else result.value
    cell = read_number(text, decimal_commas=decimal_commas)
    behind, remark = _behind(cell.rest, definition)
    unit = _unit(definition, [result.unit, result.unit_also, behind], beside=unit_in(result.range))
    units = definition.units if unit is None else (unit,)
    found = [_Found(reading, one, definition) for reading in cell.readings for one in units]
    possible = [one for one in found if one.is_possible]
    if not possible:
        raise ValueError(found[0].why_impossible if unit else _in_no_unit(definition, text))
    doubts = _doubts_of_reading(text, cell.readings, possible, decimal_commas=decimal_commas)
    if unit is None:
        doubts += (_without_unit([one.unit.name for one in possible]),)
    if remark:
        doubts += (f"The laboratory adds: {shortened(remark)}.",)
    return Value(tuple(one.option for one in possible), tuple(one.meant for one in possible), doubts)


@dataclass(frozen=True)
class _Found:
    """One reading of the number in one unit."""

    reading: Reading
    unit: Unit
    definition: Analyte

    @cached_property
    def quantity(self) -> Quantity:
        return parse_quantity(self.reading.text)

    @cached_property
    def exact(self) -> Decimal:
        return convert(self.definition, self.quantity.value, self.unit.name)

    @property
    def is_possible(self) -> bool:
        try:
            check_plausible(self.definition, self.exact)
        except ValueError:
            return False
        return True

    @property
    def why_impossible(self) -> str:
        """What is wrong with the number in its unit, and in which other it would be possible."""
        low, high = self.definition.plausible or (self.exact, self.exact)
        if low <= self.exact <= high:
            return f"{self.definition.label} goes in steps of {self.definition.step}."
        limits = f"{show(low, 6, grouped=True)} and {with_unit(show(high, 6, grouped=True), self.definition.unit)}"
        number = self.quantity.value
        fitting = unit_that_fits(self.definition, number) if self.unit is self.definition.units[0] else None
        told = f"{with_unit(show(number, 6, grouped=True), self.unit.name)} cannot be"
        other = f"; in {fitting.name} it could. Ask the laboratory" if fitting else ""
        return f"{told}: {self.definition.label} lies between {limits}{other}."

    @property
    def meant(self) -> Meant:
        return Meant(self.exact.quantize(SIX_PLACES), self.quantity.comparator)

    @property
    def option(self) -> Option:
        sign = self.quantity.comparator
        shown = self.definition.measured(self.exact, sign)
        is_rounded = rounded_half_up(self.exact, self.definition.decimals) != self.exact
        if self.unit.name != self.definition.unit or is_rounded:
            shown += f" ({sign}{with_unit(show(self.quantity.value, 6, grouped=True), self.unit.name)})"
        return Option(self.reading.text, self.unit.name, shown)


def _behind(rest: str, definition: Analyte) -> tuple[str, str]:
    """The unit behind a number, and what else the laboratory wrote there; an L may be liters or a flag."""
    for unit in dict.fromkeys((rest, without_flags(rest), rest.rpartition(" ")[0], rest.partition(" ")[0])):
        if unit and any(known.is_called(unit.strip("()")) for known in definition.units):
            left = without_flags(rest.replace(unit, "", 1))
            return unit.strip("()"), left
    return "", without_flags(rest)


def _unit(definition: Analyte, written: Sequence[str], *, beside: str) -> Unit | None:
    """The unit that the file gives, or None where it gives none; ValueError for one that cannot be converted.

    beside: the unit of the reference range, which counts where the value has none of its own.
    """
    given = [unit for unit in map(unit_written, written) if unit]
    if not given and any(unit.is_called(beside) for unit in definition.units):
        given = [beside]
    known = {unit.name: unit for spelled in given for unit in definition.units if unit.is_called(spelled)}
    if len(known) > 1:
        raise ValueError(f"The file gives two units, {' and '.join(known)}.")
    if known:
        return next(iter(known.values()))
    if given:
        accepted = " or ".join(unit.name for unit in definition.units if unit.name) or "no unit"
        raise ValueError(f"{definition.label} is kept in {accepted}; “{shortened(given[0], 30)}” cannot be converted.")
    return next((unit for unit in definition.units if unit.is_called("")), None)


def _without_unit(possible: Sequence[str]) -> str:
    units = list(dict.fromkeys(possible))
    if len(units) == 1:
        return f"The file gives no unit; the value would be possible in {units[0]}."
    return "The file gives no unit. Choose the one that the laboratory measured in."


def _in_no_unit(definition: Analyte, text: str) -> str:
    names = " or ".join(unit.name for unit in definition.units)
    return f"The file gives no unit, and “{shortened(text, 30)}” is possible in none ({names})."


def _doubts_of_reading(
    text: str, readings: Sequence[Reading], possible: Sequence[_Found], *, decimal_commas: bool
) -> tuple[str, ...]:
    spelled = {one.reading.spelling: one.reading.text for one in possible}
    if len(spelled) > 1:
        return (f"“{text}” may mean {' or '.join(spelled.values())}: the comma may stand before decimals.",)
    spelling, meant = next(iter(spelled.items()))
    if spelling is Spelling.POWER:
        return (f"“{text}” is rounded by a spreadsheet; it is read as {meant}.",)
    if spelling is Spelling.COMMA and not decimal_commas:
        return (f"“{text}” has a decimal comma; it is read as {meant}.",)
    if spelling is Spelling.GROUPED and decimal_commas:
        return (f"“{text}” is read as {meant}, though this file writes decimals after a comma.",)
    return ()

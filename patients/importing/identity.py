"""Whether the results of a file are this patient's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from patients.importing.cells import shortened
from patients.importing.days import read_taken
from patients.importing.found import Result

OTHER = "It belongs to another record number and is not this patient's."
SEVERAL = "The file holds results of several people without a record number: nobody can tell whose this is."


@dataclass(frozen=True)
class Whose:
    """What is against one result being this patient's."""

    refusal: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class Identified:
    """For each result in its order, and what a person has to confirm once for the whole file, in sentences."""

    results: tuple[Whose, ...]
    to_confirm: tuple[str, ...]


def identify(results: Sequence[Result], *, record_number: str, born_on: date, zone: tzinfo) -> Identified:
    """Hold what the file says of the person against the chart's record number and birth date."""
    chart = _Chart(record_number.strip().casefold(), born_on, zone)
    unnumbered = [result for result in results if not result.record_numbers and not result.refusal]
    numbered = any(result.record_numbers for result in results)
    several = len({key for result in unnumbered if (key := _key(result))}) > 1
    found = tuple(_whose(result, chart, is_odd=numbered and not result.whose, several=several) for result in results)
    accepted = [
        result for result, whose in zip(results, found, strict=True) if not whose.refusal and not result.refusal
    ]
    return Identified(found, _to_confirm(accepted, chart))


@dataclass(frozen=True)
class _Chart:
    number: str
    born_on: date
    zone: tzinfo

    def says_born(self, born: str) -> bool | None:
        """Whether a birth date of the file is the chart's; None where it gives none that can be read."""
        try:
            return read_taken(born, "", zone=self.zone).on == self.born_on
        except ValueError:
            return None


def _key(result: Result) -> str:
    """What tells people without a record number from each other: the file's own key, or the name."""
    return result.whose or " ".join(sorted(result.person.casefold().replace(",", " ").split()))


def _whose(result: Result, chart: _Chart, *, is_odd: bool, several: bool) -> Whose:
    """is_odd: other lines of the file have a record number. several: it speaks of several people without one."""
    numbers = {number.strip().casefold() for number in result.record_numbers}
    if numbers:
        if chart.number in numbers:
            return Whose()
        if chart.number.lstrip("0") in {number.lstrip("0") for number in numbers}:
            return Whose(doubt=f"The file writes the record number as {result.record_numbers[0]}.")
        return Whose(OTHER)
    if several:
        return Whose(SEVERAL)
    if chart.says_born(result.born) is False:
        return Whose(f"It is of somebody born {shortened(result.born, 20)}, and no record number says otherwise.")
    return Whose(doubt="The line has no record number, while others have one.") if is_odd else Whose()


def without_others(results: Sequence[Result], identified: Identified) -> tuple[Result, ...]:
    """The results with nothing left of those of other record numbers but their place."""
    foreign = (Result(result.place, record_numbers=("another",), refusal=OTHER) for result in results)
    return tuple(
        bare if whose.refusal == OTHER else result
        for result, bare, whose in zip(results, foreign, identified.results, strict=True)
    )


def _to_confirm(results: Sequence[Result], chart: _Chart) -> tuple[str, ...]:
    sentences = []
    without = [result for result in results if not result.record_numbers]
    if without and len(without) == len(results):
        told = [shortened(without[0].person, 60), without[0].born and f"born {without[0].born[:20]}"]
        person = ", ".join(part for part in told if part)
        names = f"names {person}, but " if person else ""
        sentences.append(f"The file {names}gives no record number.")
    if any(chart.says_born(result.born) is False for result in results):
        sentences.append(f"The file gives another birth date than the chart: {results[0].born[:20]}.")
    return tuple(sentences)

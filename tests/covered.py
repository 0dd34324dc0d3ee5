"""Which numbered checks (A…) and faults (B…) of quality have a test that carries their number in its name."""

import re
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
# A test may show several: test_A068_B021_no_host_is_called.
NUMBERED = re.compile(r"^ *def test_((?:[AB]\d{3}_)+)", re.MULTILINE)


def titles() -> dict[str, str]:
    """What each number is about."""
    lines = (HERE / "quality.txt").read_text().splitlines()
    return dict(line.split(" ", 1) for line in lines)


def covered() -> set[str]:
    """Each number that stands in the name of a test."""
    return {number for path in HERE.rglob("test_*.py") for number in numbers(path.read_text())}


def numbers(text: str) -> set[str]:
    """The numbers in the names of this file's tests."""
    return {number for found in NUMBERED.findall(text) for number in found.strip("_").split("_")}


def told() -> Iterator[str]:
    """How many are covered, and then each one that is not."""
    known, found = titles(), covered()
    counts = {letter: [sum(name[0] == letter for name in names) for names in (found, known)] for letter in "AB"}
    (checks, of_checks), (faults, of_faults) = counts["A"], counts["B"]
    missing = [f"  {number} {title}" for number, title in known.items() if number not in found]
    yield f"checks covered {checks} of {of_checks}, faults {faults} of {of_faults}{'; not yet:' if missing else ''}"
    yield from missing

"""The number in a cell, as laboratories write it: "<0.2", ">1000", "5.2 H", "*7.1", "1.2 mg/dL", "7,1".

What can be read in two ways gives both readings; what is possible is decided where the test is known.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from patients.rules.numbers import LONGEST_NUMBER

# Longer than a number with its unit and remarks.
LONGEST = 120
# So many values with a decimal comma, and none with a decimal point, show how a file writes its decimals.
ENOUGH_COMMAS = 3

_SIGNS = {"": "", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "=<": "<=", "=>": ">=", "≤": "<=", "≥": ">=", "=": ""}
_SIGN_WORDS = (
    ("less than or equal to", "<="),
    ("greater than or equal to", ">="),
    ("less than", "<"),
    ("greater than", ">"),
    ("more than", ">"),
    ("at least", ">="),
    ("at most", "<="),
    ("below", "<"),
    ("under", "<"),
    ("above", ">"),
    ("over", ">"),
)
# Marks before a number: asterisks and exclamation marks, or the letters of a flag.
_MARK_BEFORE = re.compile(r"(?:[*!]{1,3}|(?:HH|LL|H|L|A)(?=[ <>≤≥0-9])) {0,2}")
_WRITTEN = re.compile(
    r"(?P<sign>[<>=≤≥]{0,2}) {0,2}(?P<number>[+-]?(?:[0-9]{1,3}(?: [0-9]{3}){1,4}(?![0-9])|[0-9.,]{1,40}))"
    r"(?P<power>[eE][+-]?[0-9]{1,2}(?![0-9A-Za-z]))?(?P<rest>.*)",
    re.DOTALL,
)
_NUMBERS_ONLY = re.compile(r"[0-9][0-9 .,/:-]{0,100}")
_FLAGS = {
    *("h", "hh", "l", "ll", "a", "aa", "n", "c", "ch", "cl", "hc", "lc", "high", "low", "critical", "crit", "abnormal"),
    *("abn", "normal", "panic", "*", "**", "***", "!", "!!", "#", "↑", "↑↑", "↓", "↓↓", "f"),
}
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_POINT_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_COMMA_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_COMMA_DECIMALS = re.compile(r"[0-9]+,[0-9]+")
_POINT_GROUPS_COMMA = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+")
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+")


class Spelling(StrEnum):
    """How the number is written, where that leaves something open."""

    PLAIN = "plain"
    GROUPED = "grouped"
    COMMA = "decimal comma"
    POWER = "power of ten"


@dataclass(frozen=True)
class Reading:
    """One way to read the number, with its comparator: "<0.2", "1.234"."""

    text: str
    spelling: Spelling = Spelling.PLAIN


@dataclass(frozen=True)
class Cell:
    readings: tuple[Reading, ...]
    rest: str = ""


def read_number(text: str, *, decimal_commas: bool = False) -> Cell:
    """The readings of a cell and what stands behind the number; ValueError where it is no number.

    decimal_commas: the file writes 7,1 for 7.1, so that its 1.234 could be 1234.
    """
    text = _in_signs(" ".join(text.replace("−", "-").replace("–", "-").split()))
    if len(text) > LONGEST:
        raise ValueError("This is a text, not a number.")
    mark = _MARK_BEFORE.match(text)
    shape = _WRITTEN.fullmatch(text[mark.end() :] if mark else text)
    if shape is None or shape["sign"] not in _SIGNS or not any(character.isdigit() for character in shape["number"]):
        raise ValueError(f"“{shortened(text)}” is no number.")
    rest = shape["rest"].strip()
    if re.match(r"[-:/] ?[0-9]", rest) or _NUMBERS_ONLY.fullmatch(rest):
        raise ValueError(f"“{shortened(text)}” is a range or a titer, not one number.")
    if re.match(r"[0-9.,]|[eE][+-]?[0-9]", shape["rest"]):
        raise ValueError(f"“{shortened(text)}” is no number that can be read.")
    sign = _SIGNS[shape["sign"]]
    found = _readings(shape["number"], shape["power"] or "")
    if not decimal_commas and found[0].spelling is Spelling.PLAIN:
        found = found[:1]
    return Cell(tuple(Reading(sign + reading.text, reading.spelling) for reading in found), rest)


def without_flags(rest: str) -> str:
    """What stands behind a number, without the laboratory's flags: "mg/dL (H)" is "mg/dL"."""
    return " ".join(word for word in rest.split() if word.strip("()[],;").casefold() not in _FLAGS)


def writes_decimal_commas(values: Iterable[str]) -> bool:
    """Whether a file as a whole writes 7,1 for 7.1: some values show it, and none has a decimal point."""
    commas = 0
    for value in values:
        number = value.strip(" <>=≤≥*!+-")[:LONGEST].partition(" ")[0]
        if "." in number and _PLAIN.fullmatch(number) and not _POINT_GROUPS.fullmatch(number):
            return False
        commas += bool(_COMMA_DECIMALS.fullmatch(number) and not _COMMA_GROUPS.fullmatch(number))
    return commas >= ENOUGH_COMMAS


def shortened(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _in_signs(text: str) -> str:
    for words, sign in _SIGN_WORDS:
        if text[: len(words)].casefold() == words:
            return f"{sign}{text[len(words) :]}"
    return text


def _readings(number: str, power: str) -> tuple[Reading, ...]:
    negative, digits = ("-", number[1:]) if number.startswith("-") else ("", number.lstrip("+"))
    if sum(character.isdigit() for character in digits) > LONGEST_NUMBER:
        raise ValueError(f"A number has at most {LONGEST_NUMBER} digits.")
    if power:
        return (_of_power(negative, digits, int(power[1:])),)
    return tuple(Reading(negative + reading.text, reading.spelling) for reading in _of_digits(digits))


def _of_digits(digits: str) -> tuple[Reading, ...]:
    if _SPACED.fullmatch(digits):
        return (Reading(digits.replace(" ", ""), Spelling.GROUPED),)
    if _COMMA_GROUPS.fullmatch(digits):
        grouped = Reading(_tidy(digits.replace(",", "")), Spelling.GROUPED)
        if digits.count(",") > 1 or "." in digits:
            return (Reading(grouped.text),)
        return grouped, Reading(digits.replace(",", "."), Spelling.COMMA)
    if _PLAIN.fullmatch(digits):
        plain = Reading(_tidy(digits))
        if _POINT_GROUPS.fullmatch(digits):
            return plain, Reading(digits.replace(".", ""), Spelling.COMMA)
        return (plain,)
    if _POINT_GROUPS_COMMA.fullmatch(digits) or _COMMA_DECIMALS.fullmatch(digits):
        return (Reading(digits.replace(".", "").replace(",", "."), Spelling.COMMA),)
    if _POINT_GROUPS.fullmatch(digits):
        return (Reading(digits.replace(".", ""), Spelling.COMMA),)
    raise ValueError(f"“{digits}” is no number.")


def _of_power(negative: str, digits: str, power: int) -> Reading:
    """1.5E+05 as spreadsheets write 150000: the digits that were cut off are gone, which is why it is doubtful."""
    if not _PLAIN.fullmatch(digits) or abs(power) > 9:
        raise ValueError(f"“{digits}E{power}” is no number that can be read.")
    whole, _, decimals = _tidy(digits).partition(".")
    moved = whole + decimals
    place = len(whole) + power
    if place <= 0:
        text = f"0.{'0' * -place}{moved}"
    elif place >= len(moved):
        text = moved.ljust(place, "0")
    else:
        text = f"{moved[:place]}.{moved[place:]}"
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"“{digits}E{power}” is no number that can be read.")
    return Reading(negative + text, Spelling.POWER)


def _tidy(digits: str) -> str:
    """With a digit on each side of the point: ".5" is 0.5 and "5." is 5."""
    whole, _, decimals = digits.partition(".")
    return f"{whole or '0'}.{decimals}" if decimals else whole or "0"

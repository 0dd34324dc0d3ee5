"""Reading a number as people and laboratories write it, and showing one as people should read it.

Source: clinical reference 0 (units always, no trailing zero, always a leading zero) and its laboratory table 2.3.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

# Longer than any result; a longer run of digits is a slip of the keyboard.
LONGEST_NUMBER = 15

_WIDE = Context(prec=80, rounding=ROUND_HALF_UP)
_COMPARATORS = {"": "", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "=<": "<=", "=>": ">=", "≤": "<=", "≥": ">="}
_WRITTEN = re.compile(r"(?P<comparator>[<>=≤≥]{0,2})\s*(?P<number>[-−]?[0-9.,]+)\s*(?P<rest>.*)", re.DOTALL)
_PLAIN = re.compile(r"[-−]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_GROUPED = re.compile(r"[-−]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[-−]?[0-9]+,[0-9]+")


@dataclass(frozen=True)
class Quantity:
    """A number and how it was bounded: "<0.2" is a value under 0.2 that was not measured more finely."""

    comparator: str
    value: Decimal

    def __str__(self) -> str:
        return f"{self.comparator}{self.value:f}"


def parse_quantity(text: str) -> Quantity:
    """Read "4,500", "<0.2" or "≥ 90"; refuse everything else with a sentence that says how to mend it.

    A comma is read only between groups of three digits, as in 4,500. A decimal comma is refused with the number as
    it should be written; where "1,500" was meant as 1.5, the range of what is possible catches it.
    """
    shape = _WRITTEN.fullmatch(text.strip())
    if shape is None or shape["comparator"] not in _COMPARATORS:
        raise ValueError("Type a number, such as 4.5 or <0.2.")
    number, rest = shape["number"], shape["rest"].strip()
    if rest:
        raise ValueError(_what_follows(number, rest))
    return Quantity(_COMPARATORS[shape["comparator"]], _number(number))


def show(value: Decimal, decimals: int, *, grouped: bool = False) -> str:
    """The value rounded half up to at most so many decimals: no trailing zero, always a leading zero.

    Grouped puts a comma between thousands, as counts are read.
    """
    if not value.is_finite():
        raise ValueError("Only a finite number can be shown.")
    rounded = rounded_half_up(value, decimals)
    digits = f"{abs(rounded):,f}" if grouped else f"{abs(rounded):f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return f"-{digits}" if rounded < 0 else digits


def rounded_half_up(value: Decimal, decimals: int) -> Decimal:
    """The value to so many decimals; a half goes away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), context=_WIDE)


def _number(written: str) -> Decimal:
    """The number itself, without any sign of comparison."""
    if sum(character.isdigit() for character in written) > LONGEST_NUMBER:
        raise ValueError(f"A number has at most {LONGEST_NUMBER} digits.")
    if _PLAIN.fullmatch(written):
        return Decimal(written.replace("−", "-"))
    if _GROUPED.fullmatch(written):
        return Decimal(written.replace("−", "-").replace(",", ""))
    if _DECIMAL_COMMA.fullmatch(written):
        raise ValueError(f"Write the decimals after a point: {written.replace(',', '.')} instead of {written}.")
    raise ValueError("Type one number, with a point before its decimals, such as 4.5.")


def _what_follows(number: str, rest: str) -> str:
    if re.match(r"[eE][+-]?[0-9]", rest):
        return "Write the number out, without an exponent."
    if re.match(r"[^\W\d_]|[%°µμ/]", rest) and len(rest) <= LONGEST_NUMBER:
        return f"Type the number alone ({number}) and choose the unit beside it ({rest})."
    return "Type one number and nothing behind it."

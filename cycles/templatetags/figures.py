"""How figures of doses and scans are written: no trailing zero, always a leading zero."""

from decimal import Decimal

from django import template

from cycles.rules import lesions

register = template.Library()


NONE = "–"


@register.filter
def figure(value: object) -> str:
    """5, not 5.0; a dash where there is none."""
    return lesions.figure(Decimal(value)) if isinstance(value, Decimal | int) else NONE


@register.filter
def change(percent: object) -> str:
    """A change with its sign: +20, −30.5; a dash where there is none."""
    if not isinstance(percent, Decimal):
        return NONE
    sign = "−" if percent < 0 else "+" if percent else ""
    return f"{sign}{lesions.figure(abs(percent))}"

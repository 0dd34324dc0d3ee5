"""How words from the screen are written on paper."""

import re

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

# Abbreviations that are misread, above all by hand and in a copy of a copy. Source: clinical reference 0.
SPELLED_OUT = {"µg": "micrograms", "μg": "micrograms"}

ADVICE = {
    "give": "give",
    "incomplete": "check first, something is missing or too old",
    "hold": "hold",
    "stop_cycle": "stop the cycle",
    "permanent_stop": "permanent stop advised",
}


@register.filter
def advice_in_words(advice: str) -> str:
    """The advice as it was frozen, whatever it is called on the screen today."""
    return ADVICE[advice]


@register.filter
def spelled_out(text: object) -> str:
    """The text without an abbreviation that is taken for another."""
    told = "" if text is None else str(text)
    for short, long in SPELLED_OUT.items():
        told = told.replace(short, long)
    return told


@register.filter
def breakable(name: str) -> SafeString:
    """A criterion's name that may go on in the next line behind its colon or point."""
    return format_html_join("", "{}<wbr>", ((part,) for part in re.split(r"(?<=[:.])", name)))

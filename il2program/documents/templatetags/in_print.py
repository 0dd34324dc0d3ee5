"""How words from the screen are written on paper."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

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
    told = conditional_escape(name)
    return mark_safe(told.replace(":", ":<wbr>").replace(".", ".<wbr>"))  # noqa: S308 - escaped the line before

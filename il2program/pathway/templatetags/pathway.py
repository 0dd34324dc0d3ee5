"""How days stand to each other, in words."""

from datetime import date

from django import template
from django.utils import timezone

from il2program.pathway.durations import counted

register = template.Library()


@register.filter
def days_old(day: date) -> str:
    """The age of a result today: "today", "1 day", "12 days"."""
    days = (timezone.localdate() - day).days
    return "today" if days == 0 else counted(days, "day")


@register.filter
def deviation(days: int) -> str:
    """How far a day lies from its target: "on its target", "3 days later", "1 day earlier"."""
    if days == 0:
        return "on its target"
    return f"{counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"

"""Numbers of days in words: "1 day", "in 3 days", "3 days late"."""

from datetime import date


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 day", "2 days"."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"


def away(day: date, today: date) -> str:
    """How far a day lies from today: "today", "tomorrow", "in 3 days", "3 days ago"."""
    days = (day - today).days
    if days in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[days + 1]
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def late_by(day: date, today: date) -> str:
    """By how much today lies after a last day: "3 days late"."""
    return f"{counted((today - day).days, 'day')} late"

"""One sentence of the worklist: what, who, due when, why, and the place to do it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from django.urls import reverse

from patients.models import Patient

AHEAD = timedelta(days=7)


class When(StrEnum):
    """The group of a line. Today reaches into the coming night, this week seven days ahead."""

    NOW = "now"
    TODAY = "today"
    WEEK = "this week"

    @property
    def heading(self) -> str:
        return self.value.capitalize()


@dataclass(frozen=True)
class Line:
    """A thing to do. `at` is the day or instant by which lines of one group are ordered."""

    what: str
    page: str
    when: When
    patient: Patient | None = None
    args: tuple[int, ...] = ()
    why: str = ""
    due: str = ""
    at: date | datetime | None = None
    is_late: bool = False

    @property
    def url(self) -> str:
        return reverse(self.page, args=[self.patient.code, *self.args] if self.patient else self.args)

    @property
    def order(self) -> tuple[bool, bool, str]:
        """What has an hour comes before what has a day; what is late before what is not; then by time."""
        if isinstance(self.at, datetime):
            return False, not self.is_late, self.at.astimezone(UTC).isoformat()
        return True, not self.is_late, self.at.isoformat() if self.at else "9999"


def when_due(day: date, today: date, *, is_late: bool = False) -> When | None:
    """The group of something due on a day; None where that is further away than the worklist looks."""
    if is_late or day < today:
        return When.NOW
    if day == today:
        return When.TODAY
    return When.WEEK if day <= today + AHEAD else None

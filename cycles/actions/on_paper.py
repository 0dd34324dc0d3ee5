"""The mark of a dose that was decided on paper while the program was away."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from cycles.models import Dose, DoseOnPaper


def on_paper(row: Dose, decided_at: datetime | None) -> DoseOnPaper | None:
    """The mark of a slot that is typed in from paper; of a given dose the time is the start of its infusion."""
    if decided_at is None:
        return None
    at = row.started_at or decided_at
    if at > timezone.now():
        raise ValidationError({"decided_at": "This time is in the future."})
    if at < row.cycle.admitted_at.replace(second=0, microsecond=0):
        raise ValidationError({"decided_at": "This is before the admission."})
    return DoseOnPaper(dose=row, decided_at=at)


def still_on_paper(row: Dose, before: Dose) -> DoseOnPaper | None:
    """What was decided on paper stays so where it is corrected."""
    mark = getattr(before, "on_paper", None)
    return DoseOnPaper(dose=row, decided_at=row.started_at or mark.decided_at) if mark else None

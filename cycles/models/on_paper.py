"""Doses that were decided while the program was away, and typed in afterwards."""

from django.db import models

from cycles.models.dose import Dose
from il2program.audit.recorded import RecordedOnce


class DoseOnPaper(RecordedOnce):
    """That a slot was decided on paper, and when; who typed it, and when, stands with the dose."""

    dose = models.OneToOneField(Dose, models.PROTECT, related_name="on_paper", editable=False)
    # The start of the infusion, or when it was decided to withhold it.
    decided_at = models.DateTimeField("decided at, as on the sheet", editable=False)

    def __str__(self) -> str:
        return f"{self.dose} from paper"

    @property
    def chart(self) -> object:
        return self.dose.chart

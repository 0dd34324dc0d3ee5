"""Emergency access: charts for an hour, for somebody whose roles do not open them."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from il2program.accounts.models.people import Person
from il2program.audit.recorded import RecordedOnce, RecordedQuerySet

LASTS = timedelta(hours=1)


class EmergencyQuerySet(RecordedQuerySet):
    def open(self) -> "EmergencyQuerySet":
        return self.filter(opened_at__gt=timezone.now() - LASTS)


class EmergencyAccess(RecordedOnce):
    """Somebody without charts may read them, with a reason, until the hour is over.

    It gives the one permission of reading. Every line of the trail that is written meanwhile says so.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="emergencies")
    reason = models.CharField(max_length=400)
    opened_at = models.DateTimeField(default=timezone.now)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "emergency accesses"

    def __str__(self) -> str:
        return f"emergency access of {self.person}"

    @property
    def ends_at(self) -> datetime:
        return self.opened_at + LASTS

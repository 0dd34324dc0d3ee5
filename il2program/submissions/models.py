"""Forms that were carried out, so that one sent twice acts once."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

KEPT = timedelta(days=30)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def claim(self, *, key: UUID, person_id: int, path: str) -> tuple["Submission", bool]:
        """The submission with this key, and whether this call is its first.

        A second sender waits here until the first has committed; the unique key decides.
        """
        try:
            with transaction.atomic():
                return self.create(key=key, person_id=person_id, path=path), True
        except IntegrityError:
            return self.get(key=key), False

    def forget_old(self) -> int:
        return self.filter(sent_at__lt=timezone.now() - KEPT).delete()[0]


class Submission(models.Model):
    key = models.UUIDField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    answer = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)

    objects = SubmissionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.path} {self.key}"

"""Forms that were carried out, so that one sent twice acts once, and what is half typed into others."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

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


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, person_id: int, path: str) -> "Draft | None":
        """What this person has half typed into the form of this page."""
        return self.filter(person_id=person_id, path=path, saved_at__gt=_oldest()).first()

    def forget_expired(self) -> int:
        return self.filter(saved_at__lte=_oldest()).delete()[0]


def lifetime() -> timedelta:
    return timedelta(hours=settings.DRAFT_HOURS)


def _oldest() -> datetime:
    return timezone.now() - lifetime()


class Draft(models.Model):
    """What a person has half typed into the form of a page: theirs alone, no record of the patient, and soon gone."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    fields = models.JSONField()
    saved_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "path"], name="one_draft_per_person_and_form")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.path}"

    @property
    def typed(self) -> MultiValueDict[str, str]:
        """The fields as a form takes what was sent to it."""
        return MultiValueDict(self.fields)

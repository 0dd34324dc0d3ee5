"""What follows from a commit, written in the same transaction and done at least once."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

RETRY_AFTER = timedelta(minutes=5)


class OutboxQuerySet(models.QuerySet["Outbox"]):
    def waiting(self) -> "OutboxQuerySet":
        """Not done, and not being done by another worker just now."""
        stale = timezone.now() - RETRY_AFTER
        return (
            self.filter(done_at=None).filter(models.Q(claimed_at=None) | models.Q(claimed_at__lt=stale)).order_by("pk")
        )


class Outbox(models.Model):
    """One thing to do: a task by name and the key of the row it is about, never patient data."""

    task = models.CharField(max_length=100)
    subject_id = models.PositiveBigIntegerField()
    put_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "outbox"
        indexes = [models.Index(fields=["id"], condition=models.Q(done_at=None), name="outbox_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "subject_id"],
                condition=models.Q(done_at=None, claimed_at=None),
                name="one_waiting_row_per_task",
            )
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.subject_id}"

    def claim(self) -> bool:
        """Take this row for this worker; false where another one has it."""
        taken = Outbox.objects.waiting().filter(pk=self.pk)
        return taken.update(claimed_at=timezone.now(), attempts=models.F("attempts") + 1) == 1


def put(task: str, subject_id: int) -> None:
    """Have `task(subject_id)` run after this transaction; once, however often it is put meanwhile.

    The web never speaks to the queue, so a page does not wait for it and works without it: a sweep
    finds the row within seconds.
    """
    if not Outbox.objects.filter(task=task, subject_id=subject_id, done_at=None, claimed_at=None).exists():
        Outbox.objects.bulk_create([Outbox(task=task, subject_id=subject_id)], ignore_conflicts=True)

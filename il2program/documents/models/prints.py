"""What a person asked the print centre for: made beside the web, kept privately, and gone after a day."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from il2program.documents.printed_form import Paper
from patients.models import Patient

KEPT = timedelta(hours=24)
# A form takes seconds; who has held one for longer was killed.
CLAIMED_FOR = timedelta(minutes=1)
MOST_ATTEMPTS = 3


class Bound(models.TextChoices):
    """How what was made is handed out."""

    PDF = "pdf", "One PDF, to print in one go"
    ZIP = "zip", "A zip file, one PDF for each form"


class PrintBatchQuerySet(models.QuerySet["PrintBatch"]):
    def of(self, person_id: int) -> "PrintBatchQuerySet":
        """What this person asked for and can still fetch, the newest first, with its counts and without its file."""
        rows = self.filter(asked_by=person_id, asked_at__gt=timezone.now() - KEPT).defer("file").order_by("-pk")
        return rows.annotate(
            total=Count("items"),
            made=Count("items", filter=Q(items__made_at__isnull=False)),
            failed=Count("items", filter=~Q(items__refused="")),
        )

    def forget_expired(self) -> int:
        return self.filter(asked_at__lte=timezone.now() - KEPT).delete()[0]


class PrintBatch(models.Model):
    """One thing that was asked for; open until every form of it was made or refused, or somebody cancelled it."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(max_length=120)
    paper = models.CharField(max_length=10, choices=[(paper.value, paper.label) for paper in Paper])
    bound = models.CharField(max_length=3, choices=Bound)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    # SHA-256 of what exactly was asked for, so that the same is not made twice at once.
    asked_for = models.CharField(max_length=64)
    is_open = models.BooleanField(default=True)
    cancelled_at = models.DateTimeField(null=True)
    file = models.BinaryField(null=True)

    objects = PrintBatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "asked_for"], condition=Q(is_open=True), name="one_open_batch_of_the_same"
            )
        ]

    def __str__(self) -> str:
        return f"prints {self.pk}"

    @property
    def settled(self) -> int:
        """How many of its forms were made or refused, as counted by `of`."""
        counted: Any = self
        return int(counted.made + counted.failed)

    @property
    def is_ready(self) -> bool:
        counted: Any = self
        return not self.is_open and self.cancelled_at is None and bool(counted.made)

    @property
    def expires_at(self) -> datetime:
        return self.asked_at + KEPT


class PrintItemQuerySet(models.QuerySet["PrintItem"]):
    def waiting(self) -> "PrintItemQuerySet":
        """Neither made nor refused, of a batch that is open, and in no living worker's hands."""
        stale = timezone.now() - CLAIMED_FOR
        rows = self.filter(batch__is_open=True, made_at=None, refused="")
        return rows.filter(Q(claimed_at=None) | Q(claimed_at__lt=stale)).order_by("pk")

    def claim_next(self) -> "PrintItem | None":
        """The next form to make, for this worker alone; None where nothing waits."""
        while (key := self.waiting().values_list("pk", flat=True).first()) is not None:
            row = PrintItem.objects.waiting().filter(pk=key)
            if row.update(claimed_at=timezone.now(), attempts=models.F("attempts") + 1):
                return PrintItem.objects.select_related("batch__asked_by").get(pk=key)
        return None


class PrintItem(models.Model):
    """One form of one patient in a batch: waiting, made, or refused with the sentence why."""

    batch = models.ForeignKey(PrintBatch, models.CASCADE, related_name="items")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    form = models.CharField(max_length=60)
    # Which copy; empty for the usual one.
    of = models.CharField(max_length=60, blank=True)
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=300, blank=True)
    refused = models.CharField(max_length=400, blank=True)
    pdf = models.BinaryField(null=True)

    objects = PrintItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at=None, pdf=None) | Q(made_at__isnull=False, pdf__isnull=False, refused=""),
                name="made_is_never_empty",
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} of {self.batch}"

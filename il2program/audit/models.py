"""The trail: who did what to which chart, written in the transaction of the fact, and its seals."""

from typing import Any, NoReturn

from auditlog.models import AbstractLogEntry, LogEntryManager
from django.conf import settings
from django.db import models
from django.utils import timezone

from il2program.append_only import AppendOnly, AppendOnlyQuerySet, refuse
from il2program.audit import macs, trail
from il2program.audit.fields import CanonicalJSON
from il2program.audit.stored import printable, text_of


class TrailQuerySet(AppendOnlyQuerySet):
    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        refuse(self.model)


TrailManager = LogEntryManager.from_queryset(TrailQuerySet)


class TrailEntry(AppendOnly, AbstractLogEntry):
    """One line of the trail.

    An *act* (`verb` set) is what a person did, in one sentence; the rows that changed in it follow
    as entries of the same `cid`, with old and new values. `chart` is the patient's code. What
    concerns no row (a view, a login, a refusal) has no content type.
    """

    content_type = models.ForeignKey("contenttypes.ContentType", models.PROTECT, related_name="+", null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    changes = CanonicalJSON(null=True)
    serialized_data = CanonicalJSON(null=True)
    additional_data = CanonicalJSON(null=True)
    remote_addr = models.CharField("address it came from", max_length=45, null=True)  # noqa: DJ001 - the library's
    # Columns of the library that hold nothing here.
    changes_text = remote_port = actor_email = None

    verb = models.CharField(max_length=40, blank=True, db_index=True)
    sentence = models.CharField(max_length=400, blank=True)
    reason = models.TextField(blank=True)
    chart = models.UUIDField(null=True, db_index=True)
    actor_name = models.CharField(max_length=160, blank=True)
    actor_roles = models.CharField(max_length=120, blank=True)
    mac = models.CharField("authentication code", max_length=macs.HEX_DIGITS, editable=False)

    objects = TrailManager()

    # What the code covers, in this order for ever: all that a line says.
    COVERED = (
        "timestamp",
        "actor",
        "actor_name",
        "actor_roles",
        "remote_addr",
        "verb",
        "sentence",
        "reason",
        "chart",
        "cid",
        "action",
        "content_type",
        "object_pk",
        "object_id",
        "object_repr",
        "changes",
        "serialized_data",
        "additional_data",
    )

    class Meta(AbstractLogEntry.Meta):
        ordering = ["-pk"]
        verbose_name = "trail entry"
        verbose_name_plural = "trail entries"

    def __str__(self) -> str:
        return self.sentence or super().__str__()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add who, from where and in which act, which the library does not know, and authenticate it all."""
        trail.complete(self)
        for name in ("actor_name", "sentence", "reason", "object_pk", "object_repr"):
            setattr(self, name, printable(str(getattr(self, name))))
        self.sentence = self.sentence[:400]
        self.mac = macs.for_entries()[0].of(text_of(self, self.COVERED))
        super().save(*args, **kwargs)


class Seal(AppendOnly):
    """What the trail was when it was sealed: which lines there were, and their codes.

    Each seal covers the lines since the one before, and carries a code over itself and over the code
    of the one before: a line that was changed, inserted, swapped or taken away later is found here
    and named.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField(default=timezone.now)
    first_key = models.BigIntegerField("key of the first entry")
    last_key = models.BigIntegerField("key of the last entry")
    count = models.PositiveIntegerField("entries")
    # Keys as runs ("1-50 52-90"), the head of each code, and a digest over all keys and codes.
    keys = models.TextField()
    heads = models.TextField()
    digest = models.CharField(max_length=64)
    mac = models.CharField("authentication code", max_length=macs.HEX_DIGITS)

    objects = TrailQuerySet.as_manager()

    COVERED = ("number", "sealed_at", "first_key", "last_key", "count", "keys", "heads", "digest")

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"seal {self.number}"

    def computed_macs(self, before: str) -> list[str]:
        """The code over this seal and over the code of the one before it, under each key, today's first."""
        text = before.encode() + text_of(self, self.COVERED)
        return [mac.of(text) for mac in macs.for_seals()]

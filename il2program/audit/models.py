"""The trail: who did what to which chart, written in the transaction of the fact."""

from typing import Any

from auditlog.models import AbstractLogEntry, LogEntryManager
from django.db import models

from il2program.append_only import AppendOnly, AppendOnlyQuerySet
from il2program.audit import trail

TrailManager = LogEntryManager.from_queryset(AppendOnlyQuerySet)


class TrailEntry(AppendOnly, AbstractLogEntry):
    """One line of the trail.

    An *act* (`verb` set) is what a person did, in one sentence; the rows that changed in it follow
    as entries of the same `cid`, with old and new values. `chart` is the patient's code.
    """

    verb = models.CharField(max_length=40, blank=True, db_index=True)
    sentence = models.CharField(max_length=400, blank=True)
    reason = models.TextField(blank=True)
    chart = models.UUIDField(null=True, db_index=True)
    actor_name = models.CharField(max_length=160, blank=True)
    actor_roles = models.CharField(max_length=120, blank=True)

    objects = TrailManager()

    class Meta(AbstractLogEntry.Meta):
        ordering = ["-pk"]
        verbose_name = "trail entry"
        verbose_name_plural = "trail entries"

    def __str__(self) -> str:
        return self.sentence or super().__str__()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add who, from where and in which act, which the library does not know."""
        trail.complete(self)
        super().save(*args, **kwargs)

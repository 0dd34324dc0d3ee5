"""The links by which people set their own password."""

from datetime import timedelta
from typing import Optional
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils import timezone

from il2program.accounts.models.people import Person
from il2program.audit.recorded import Recorded, RecordedQuerySet

_signer = signing.Signer(salt="il2program.accounts.link")


class Purpose(models.TextChoices):
    INVITATION = "invitation"
    RESET = "reset"


VALID_FOR = {Purpose.INVITATION: timedelta(hours=72), Purpose.RESET: timedelta(hours=1)}


class LinkQuerySet(RecordedQuerySet):
    def open(self) -> "LinkQuerySet":
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=timezone.now(), person__is_active=True)

    def of(self, token: str) -> Optional["PasswordLink"]:
        """The open link that this token belongs to; the database alone cannot make a token."""
        try:
            code = UUID(_signer.unsign(token))
        except (signing.BadSignature, ValueError):
            return None
        return self.open().filter(code=code).select_related("person").first()


class PasswordLink(Recorded):
    """A link by which one person sets their password, once, until it expires or a newer one replaces it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="password_links")
    purpose = models.CharField(max_length=12, choices=Purpose)
    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    issued_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(used_at=None, withdrawn_at=None),
                name="one_password_link_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.person}"

    @property
    def token(self) -> str:
        return _signer.sign(self.code.hex)

    @property
    def url(self) -> str:
        """The address to send: its host comes from the settings, never from a request."""
        return settings.PUBLIC_URL + reverse("password_link", args=[self.token])

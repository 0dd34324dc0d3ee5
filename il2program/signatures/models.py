"""Who signed what, when, and what it meant."""

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from il2program.accounts.roles import Permission
from il2program.audit.canonical import digest, plain
from il2program.audit.recorded import RecordedOnce
from il2program.signatures.changes import Change
from il2program.signatures.proof import Proof


class Signature(RecordedOnce):
    """A person's signature on named fields of one record.

    Name and roles are kept as they were at that moment: a later change of either must not
    change what was signed.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="signatures")
    printed_name = models.CharField(max_length=120)
    roles = models.CharField(max_length=120)
    meaning = models.CharField(max_length=300)
    method = models.CharField("how identity was proven", max_length=40)
    signed_at = models.DateTimeField(default=timezone.now)
    record = models.CharField("kind of record", max_length=60)
    content = models.JSONField("fields signed")
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.printed_name}, {self.roles}"

    @property
    def chart(self) -> None:
        return None

    def covered(self) -> dict[str, Any]:
        """What the digest covers, in its canonical form."""
        covered: dict[str, Any] = plain(
            {
                "person": self.person_id,
                "printed_name": self.printed_name,
                "roles": self.roles,
                "meaning": self.meaning,
                "method": self.method,
                "signed_at": self.signed_at,
                "record": self.record,
                "content": self.content,
            }
        )
        return covered

    def computed_digest(self) -> str:
        return digest(self.covered())


class Signed(RecordedOnce):
    """A record that exists only with its signature, and is never changed after.

    A subclass says what is signed (`signed_fields`) and what that means (`meaning`).
    """

    signature = models.OneToOneField(Signature, models.PROTECT, related_name="+", editable=False)
    # Signed with the fields, so that a signature fits no other record that says the same.
    key = models.UUIDField(default=uuid4, unique=True, editable=False)

    # What the signer must be allowed to do.
    permission: ClassVar[Permission]
    # The way from a row to the patient whom it is about, as a query goes it.
    to_patient: ClassVar[str] = "patient"

    class Meta:
        abstract = True

    def signed_fields(self) -> dict[str, Any]:
        raise TypeError(f"{type(self).__name__} does not say which of its fields are signed.")

    def content(self) -> dict[str, Any]:
        """What is signed, in its canonical form: the record's own key and its signed fields."""
        return {"key": str(self.key), **plain(self.signed_fields())}

    @property
    def meaning(self) -> str:
        raise TypeError(f"{type(self).__name__} does not say what its signature means.")

    def changed_since(self) -> list[Change]:
        """What this signature rests on and is different now. A subclass that rests on facts of other rows says it."""
        return []

    def sign_with(self, proof: Proof) -> None:
        """Sign this record and save both; inside an act, once the record has been checked.

        Refuses (ValidationError) a person whose roles do not carry this signature.
        """
        person = proof.person
        if not person.has_perm(self.permission):
            raise ValidationError(f"{person} may not sign this. Nothing was signed.")
        signature = Signature(
            person=person,
            printed_name=person.get_full_name(),
            roles=person.role_words,
            meaning=self.meaning,
            method=proof.method,
            record=self._meta.label_lower,
            content=self.content(),
        )
        signature.digest = signature.computed_digest()
        signature.save()
        self.signature = signature
        self.save()

    def is_as_signed(self) -> bool:
        """Whether record and signature still say what was signed."""
        signature = self.signature
        same_record = signature.record == self._meta.label_lower and signature.content == self.content()
        return same_record and signature.digest == signature.computed_digest()

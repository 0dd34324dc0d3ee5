"""The people who log in."""

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from il2program.accounts.roles import Permission, Role, permissions
from il2program.append_only import refuse
from il2program.audit import trail
from il2program.audit.recorded import Recorded, RecordedQuerySet

if TYPE_CHECKING:
    from il2program.accounts.models.emergencies import EmergencyAccess

NAME_IS_TAKEN = "Somebody has this user name already, or had it: it is never given again."
# After so long somebody has to say again that a person is still one of the program.
ATTESTED_FOR = timedelta(days=365)
# What Django itself saves at a login: the instant, and an old hash made anew. Neither is in the trail.
SAVED_AT_LOGIN = frozenset({"last_login", "password"})


class PeopleQuerySet(RecordedQuerySet):
    def active(self) -> "PeopleQuerySet":
        return self.filter(is_active=True)

    def holding(self, role: Role) -> "PeopleQuerySet":
        return self.active().filter(grants__role=role).distinct()

    def locked(self, pk: int) -> "Person":
        """This person, read again, with nobody else changing them until the transaction ends."""
        return self.select_for_update().get(pk=pk)


class PeopleManager(BaseUserManager.from_queryset(PeopleQuerySet)):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username__iexact=username)


class Person(AbstractBaseUser):
    """Somebody of the program. Nobody is deleted: people who leave are made inactive.

    Without a usable password they were invited, and have not come yet.
    """

    username = models.CharField(
        "user name",
        max_length=40,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        error_messages={"unique": NAME_IS_TAKEN},
    )
    full_name = models.CharField("name as printed", max_length=120)
    email = models.EmailField("e-mail", blank=True)
    is_active = models.BooleanField("may log in", default=True)
    # Demo people exist in the embedded demo only; production refuses to start while one is active.
    is_demo = models.BooleanField(default=False, editable=False)
    attested_on = models.DateField("last confirmed as one of the program", default=timezone.localdate)
    # Part of what each session carries: one more, and every session that was begun before is over.
    sessions_ended = models.PositiveIntegerField("times all sessions were ended", default=0, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]
    # The columns whose changes the trail keeps.
    IN_TRAIL = ("username", "full_name", "email", "is_active", "is_demo", "attested_on", "sessions_ended")

    objects = PeopleManager()

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="one_person_per_username",
                violation_error_message=NAME_IS_TAKEN,
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        saved = kwargs.get("update_fields")
        if trail.current() is None and (saved is None or not SAVED_AT_LOGIN.issuperset(saved)):
            raise trail.OutsideAnAction(f"{self._meta.label} is saved inside trail.action only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        refuse(type(self))

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split()[0]

    @cached_property
    def roles(self) -> frozenset[Role]:
        if self._state.adding:
            return frozenset()
        return frozenset(Role(grant.role) for grant in self.grants.all())

    @property
    def role_words(self) -> str:
        """The roles as printed beside a signature and in the trail: "nurse, coordinator"."""
        words = [role.value for role in Role if role in self.roles]
        return ", ".join([*words, "emergency access"] if self.emergency else words)

    @cached_property
    def emergency(self) -> "EmergencyAccess | None":
        """The emergency access that is open now."""
        if self._state.adding or Permission.SEE_CHARTS in permissions(self.roles):
            return None
        return self.emergencies.open().first()

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        if not self.is_active:
            return frozenset()
        return permissions(self.roles) | ({Permission.SEE_CHARTS} if self.emergency else frozenset())

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return perm in self.permissions

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        return all(self.has_perm(perm) for perm in perms)

    @property
    def attest_by(self) -> date:
        """The day until which somebody has to confirm again that this person is one of the program."""
        return self.attested_on + ATTESTED_FOR

    @property
    def is_attestation_overdue(self) -> bool:
        """Whether signing waits until an administrator has confirmed this person."""
        return timezone.localdate() > self.attest_by and not self.is_demo

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What a session must carry to be this person's: it ends with the password and with `sessions_ended`."""
        value = f"{self.password} {self.sessions_ended}"
        return salted_hmac("il2program.accounts.session", value, secret=secret, algorithm="sha256").hexdigest()


class Grant(Recorded):
    """A role that a person holds. It goes when the role is taken away; the trail keeps who had it when."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=[(role, role.capitalize()) for role in Role])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "role"], name="one_grant_per_role")]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # type: ignore[override]
        if trail.current() is None:
            raise trail.OutsideAnAction("A role is taken away inside trail.action only.")
        return models.Model.delete(self, *args, **kwargs)

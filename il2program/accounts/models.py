"""The people who log in."""

from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models.functions import Lower

from il2program.accounts.roles import Permission, Role, permissions
from il2program.audit.recorded import Recorded, RecordedQuerySet


class PeopleQuerySet(RecordedQuerySet):
    def active(self) -> "PeopleQuerySet":
        return self.filter(is_active=True)

    def holding(self, role: Role) -> "PeopleQuerySet":
        return self.active().filter(grants__role=role).distinct()


class PeopleManager(BaseUserManager.from_queryset(PeopleQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username__iexact=username)


class Person(AbstractBaseUser):
    """Somebody of the program. Nobody is deleted: people who leave are made inactive."""

    username = models.CharField(max_length=40, unique=True, validators=[ASCIIUsernameValidator()])
    full_name = models.CharField("name as printed", max_length=120)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField("may log in", default=True)
    # Demo people exist in the embedded demo only; production refuses to start while one is active.
    is_demo = models.BooleanField(default=False, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects = PeopleManager()

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="one_person_per_username",
                violation_error_message="Somebody has this user name already.",
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split()[0]

    @cached_property
    def roles(self) -> frozenset[Role]:
        if self.pk is None:
            return frozenset()
        return frozenset(Role(grant.role) for grant in self.grants.all())

    @property
    def role_words(self) -> str:
        """The roles as printed beside a signature: "nurse, coordinator"."""
        return ", ".join(role for role in Role if role in self.roles)

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return permissions(self.roles) if self.is_active else frozenset()

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return perm in self.permissions

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        return all(self.has_perm(perm) for perm in perms)


class Grant(Recorded):
    """A role that a person holds."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=[(role, role.capitalize()) for role in Role])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "role"], name="one_grant_per_role")]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"

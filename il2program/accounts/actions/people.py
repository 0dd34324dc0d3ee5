"""Who belongs to the program, in which roles."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from il2program.accounts import sessions
from il2program.accounts.actions.passwords import issue_link
from il2program.accounts.models import Grant, PasswordLink, Person
from il2program.accounts.roles import Role
from il2program.audit import trail

ONLY_ADMINISTRATOR = "Nobody else is administrator. Make somebody else administrator first."


def words(roles: frozenset[Role]) -> str:
    return ", ".join(role for role in Role if role in roles) or "nothing"


@transaction.atomic
def add_person(
    *,
    username: str,
    full_name: str,
    roles: frozenset[Role],
    password: str | None,
    by: Person | None,
    email: str = "",
    is_demo: bool = False,
    hashed: str = "",
) -> Person:
    """Let somebody log in, with these roles; without a password, not before they have set one by a link.

    hashed: the password's hash, where it was made before: who adds several people with one password
    hashes it once.
    """
    person = Person(username=username, full_name=full_name, email=email, is_demo=is_demo, password=hashed)
    if not hashed:
        person.set_password(password)
    person.full_clean()
    with trail.action("added person", person, by=by, sentence=f"Added {full_name} as {words(roles)}"):
        person.save()
        for role in sorted(roles):
            Grant(person=person, role=role).save()
    return person


@transaction.atomic
def invite(*, username: str, full_name: str, email: str, roles: frozenset[Role], by: Person) -> PasswordLink:
    """Add somebody who sets their own password by the link that this makes and sends."""
    if not roles:
        raise ValidationError({"roles": "Choose at least one role."})
    person = add_person(username=username, full_name=full_name, email=email, roles=roles, password=None, by=by)
    return issue_link(person=person, by=by)


@transaction.atomic
def change_person(
    *, person: Person, full_name: str, email: str, roles: frozenset[Role], seen: str, by: Person
) -> Person:
    """Correct somebody's name or address, or give and take roles.

    seen: the roles that the form showed, as `words` gives them.
    """
    person, other_administrators = _locked_with_administrators(person)
    if seen != words(person.roles):
        raise ValidationError({"roles": f"Meanwhile the roles were changed to: {words(person.roles)}. Look again."})
    if not roles:
        raise ValidationError({"roles": "Choose at least one role."})
    if Role.ADMINISTRATOR not in roles:
        _refuse_last_administrator(person, other_administrators)
    before, held = words(person.roles), {Role(grant.role): grant for grant in person.grants.all()}
    person.full_name, person.email = full_name, email
    person.full_clean()
    sentence = f"Changed {full_name}: {before} → {words(roles)}" if roles != set(held) else f"Changed {full_name}"
    with trail.action("changed person", person, by=by, sentence=sentence):
        person.save()
        for role in sorted(roles - set(held)):
            Grant(person=person, role=role).save()
        for role in sorted(set(held) - roles):
            held[role].delete()
    return Person.objects.get(pk=person.pk)


@transaction.atomic
def deactivate(*, person: Person, reason: str, by: Person) -> Person:
    """Let nobody log in as this person any more; what they did stays theirs. All their sessions end at once."""
    person, other_administrators = _locked_with_administrators(person)
    if person.pk == by.pk:
        raise ValidationError("Nobody deactivates themselves. Ask another administrator.")
    if not person.is_active:
        raise ValidationError(f"{person} is inactive already.")
    _refuse_last_administrator(person, other_administrators)
    with trail.action("deactivated person", person, by=by, sentence=f"Deactivated {person}", reason=reason):
        person.is_active = False
        for link in person.password_links.open():
            link.withdrawn_at = timezone.now()
            link.save()
        sessions.end_all(person)
    return person


@transaction.atomic
def reactivate(*, person: Person, by: Person) -> Person:
    """Let somebody log in again, in the roles they had; they are confirmed with it."""
    person = Person.objects.locked(person.pk)
    if person.is_active:
        raise ValidationError(f"{person} is active already.")
    with trail.action("reactivated person", person, by=by, sentence=f"Reactivated {person}"):
        person.is_active = True
        person.attested_on = timezone.localdate()
        person.save()
    return person


@transaction.atomic
def attest(*, person: Person, by: Person) -> Person:
    """Confirm, once a year, that somebody is still one of the program, in these roles."""
    person = Person.objects.locked(person.pk)
    if person.pk == by.pk and Person.objects.holding(Role.ADMINISTRATOR).exclude(pk=by.pk).exists():
        raise ValidationError("Somebody else must confirm you: ask another administrator.")
    sentence = f"Confirmed {person} as {words(person.roles)}"
    with trail.action("confirmed person", person, by=by, sentence=sentence):
        person.attested_on = timezone.localdate()
        person.save()
    return person


def _locked_with_administrators(person: Person) -> tuple[Person, list[Person]]:
    """The person and the other administrators, read again, and none of them changed meanwhile by somebody else.

    All in one order: of two administrators who take each other's role away, one stays and is told.
    """
    administrators = Person.objects.holding(Role.ADMINISTRATOR).values("pk")
    rows = Person.objects.select_for_update().filter(Q(pk=person.pk) | Q(pk__in=administrators)).order_by("pk")
    locked = {row.pk: row for row in rows}
    person = locked.pop(person.pk)
    return person, [other for other in locked.values() if other.is_active and Role.ADMINISTRATOR in other.roles]


def _refuse_last_administrator(person: Person, others: list[Person]) -> None:
    if person.is_active and Role.ADMINISTRATOR in person.roles and not others:
        raise ValidationError(ONLY_ADMINISTRATOR)

"""Passwords: each person sets their own, and nobody else ever knows it."""

from axes.utils import reset as unlock
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from il2program.accounts import sessions
from il2program.accounts.models import PasswordLink, Person
from il2program.accounts.models.links import VALID_FOR, Purpose
from il2program.audit import trail
from il2program.outbox.models import put

SPENT = "This link cannot be used any more. Ask the program's administrator for a new one."


@transaction.atomic
def issue_link(*, person: Person, by: Person | None) -> PasswordLink:
    """Make a link by which a person sets their password; one that was made before ends with it.

    Who never had a password gets the longer invitation.
    """
    person = Person.objects.locked(person.pk)
    if not person.is_active:
        raise ValidationError(f"{person} is inactive. Reactivate them first.")
    purpose = Purpose.RESET if person.has_usable_password() else Purpose.INVITATION
    sentence = f"Invited {person}" if purpose is Purpose.INVITATION else f"Sent {person} a link for a new password"
    with trail.action(f"sent {purpose}", person, by=by, sentence=sentence):
        for older in person.password_links.filter(used_at=None, withdrawn_at=None):
            older.withdrawn_at = timezone.now()
            older.save()
        link = PasswordLink(person=person, purpose=purpose, expires_at=timezone.now() + VALID_FOR[purpose])
        link.save()
        if person.email:
            put("il2program.accounts.tasks.mail_link", link.pk)
    return link


@transaction.atomic
def set_password_by_link(*, link: PasswordLink, password: str) -> Person:
    """Set a person's password by their link, which is spent with it; all their sessions end.

    It logs nobody in: the person does that, with their second factor.
    """
    person = Person.objects.locked(link.person_id)
    link = PasswordLink.objects.open().filter(pk=link.pk).first()  # type: ignore[assignment]
    if link is None:
        raise ValidationError(SPENT)
    _refuse_weak(password, person)
    with trail.action("set password", person, by=person, sentence=f"Set their password by a link ({link.purpose})"):
        link.used_at = timezone.now()
        link.save()
        person.set_password(password)
        sessions.end_all(person)
        unlock(username=person.get_username().lower())
    return person


@transaction.atomic
def change_password(*, person: Person, password: str) -> Person:
    """Change one's own password, once the current one was proven. All sessions end; the view keeps its own."""
    person = Person.objects.locked(person.pk)
    _refuse_weak(password, person)
    if person.check_password(password):
        raise ValidationError({"password": "This is your password already. Choose another one."})
    with trail.action("changed password", person, by=person, sentence="Changed their own password"):
        person.set_password(password)
        sessions.end_all(person)
    return person


def _refuse_weak(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as refusal:
        raise ValidationError({"password": refusal.messages}) from refusal

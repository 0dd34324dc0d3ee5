"""Ending sessions: one's own on another device, or all those of somebody."""

from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction

from il2program.accounts import sessions
from il2program.accounts.models import Person
from il2program.audit import trail


@transaction.atomic
def end_session(*, session: UserSession, by: Person) -> None:
    """End one session; the device is logged out with its next request."""
    sentence = f"Ended a session begun at {session.ip}"
    with trail.action("ended session", session.user, by=by, sentence=sentence):
        sessions.end_one(session)


@transaction.atomic
def end_all_sessions(*, person: Person, by: Person) -> Person:
    """Log somebody out everywhere, at once."""
    if person.pk == by.pk:
        raise ValidationError("End your own sessions on the page of your own account.")
    person = Person.objects.locked(person.pk)
    with trail.action("ended sessions", person, by=by, sentence=f"Ended all sessions of {person}"):
        sessions.end_all(person)
    return person

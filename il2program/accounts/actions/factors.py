"""Second factors that were lost."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import transaction

from il2program.accounts import second_factor, sessions
from il2program.accounts.models import Person
from il2program.audit import trail


@transaction.atomic
def revoke_second_factor(*, person: Person, reason: str, by: Person) -> Person:
    """Take away every second factor of somebody who lost one, in one act; all their sessions end."""
    _refuse_oneself(person, by)
    person = Person.objects.locked(person.pk)
    held = Authenticator.objects.filter(user=person)
    if not held.exists():
        raise ValidationError(f"{person} has no second factor.")
    kinds = ", ".join(sorted({second_factor.NAMES[Authenticator.Type(factor.type)] for factor in held}))
    sentence = f"Revoked the second factor of {person}: {kinds}"
    with trail.action("revoked second factor", person, by=by, sentence=sentence, reason=reason):
        held.delete()
        sessions.end_all(person)
    return person


@transaction.atomic
def untie_single_sign_on(*, person: Person, reason: str, by: Person) -> Person:
    """Forget which account of the hospital's single sign-on is this person's; all their sessions end."""
    _refuse_oneself(person, by)
    person = Person.objects.locked(person.pk)
    tied = SocialAccount.objects.filter(user=person)
    if not tied.exists():
        raise ValidationError(f"{person} is not tied to the single sign-on.")
    sentence = f"Untied {person} from the single sign-on"
    with trail.action("untied single sign-on", person, by=by, sentence=sentence, reason=reason):
        tied.delete()
        sessions.end_all(person)
    return person


def _refuse_oneself(person: Person, by: Person) -> None:
    if person.pk == by.pk:
        raise ValidationError("Nobody does this to themselves. Ask another administrator.")

"""What somebody has besides their password, asked at login and at each signature."""

import logging

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction

from il2program.accounts import lockout
from il2program.accounts.models import Person
from il2program.accounts.strongbox import KeyLost

log = logging.getLogger(__name__)

NAMES = {
    Authenticator.Type.TOTP: "authenticator app",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_compulsory(person: Person) -> bool:
    """Whether one of a person's roles may not do without a second factor."""
    return bool(settings.SECOND_FACTOR_ROLES) and not person.roles.isdisjoint(settings.SECOND_FACTOR_ROLES)


def has_one(person: Person) -> bool:
    """Whether a person has an authenticator app or a passkey; recovery codes alone are none."""
    return Authenticator.objects.filter(user=person, type__in=KINDS).exists()


def must_set_up(person: Person) -> bool:
    """Whether a person may do nothing before they have a second factor, nor prove who they are without one."""
    return is_compulsory(person) and not has_one(person)


def names(person: Person) -> list[str]:
    """What a person has, in words; recovery codes are no second factor of their own."""
    held = Authenticator.objects.filter(user=person, type__in=KINDS).order_by("type", "pk")
    return [NAMES[Authenticator.Type(factor.type)] for factor in held]


def kinds(person: Person) -> frozenset[str]:
    """What a person can prove themselves with besides the password; recovery codes alone are none."""
    return frozenset(Authenticator.objects.filter(user=person, type__in=KINDS).values_list("type", flat=True))


def anybody_has_one() -> bool:
    """Whether anybody has an authenticator app or a passkey."""
    return Authenticator.objects.filter(type__in=KINDS).exists()


def check_code(person: Person, code: str) -> bool:
    """Whether this is the app's code of this moment, or a recovery code, and was never used before.

    A wrong one counts as a failed login; who is locked out is refused whatever the code.
    """
    return spend(person, code) is not None


def spend(person: Person, code: str) -> Authenticator | None:
    """What the code came from; it is used up with this."""
    request = context.request
    if request is not None and lockout.is_locked(request, person):
        return None
    with transaction.atomic():
        # The app before the recovery codes.
        held = Authenticator.objects.select_for_update().filter(user=person).order_by("-type")
        if found := next((factor for factor in held if _spent_from(factor, code)), None):
            return found
    if request is not None:
        lockout.count_failure(request, person)
    return None


def _spent_from(factor: Authenticator, code: str) -> bool:
    try:
        if factor.type == Authenticator.Type.TOTP:
            return _spent_from_app(factor, code)
        return factor.type == Authenticator.Type.RECOVERY_CODES and factor.wrap().validate_code(code)
    except KeyLost:
        log.exception("A second factor cannot be read")
        return False


def _spent_from_app(factor: Authenticator, code: str) -> bool:
    """Each code is good once, and no code older than the last one: the row remembers, not a cache."""
    secret = decrypt(factor.data["secret"])
    typed = "".join(code.split())
    counters = [at for at in yield_hotp_counters_from_time() if format_hotp_value(hotp_value(secret, at)) == typed]
    if not counters or counters[-1] <= factor.data.get("spent", -1):
        return False
    factor.data["spent"] = counters[-1]
    factor.save(update_fields=["data"])
    return True

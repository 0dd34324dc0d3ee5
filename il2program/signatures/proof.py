"""Proof that a person is who they are, given at the moment of signing or confirming."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from axes.utils import reset
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from il2program.accounts import passkeys, second_factor
from il2program.audit.stored import printable
from il2program.signatures import notices

if TYPE_CHECKING:
    from il2program.accounts.models import Person

WRONG = "That password is not right. Nothing was signed; what you typed is still here."
WRONG_PAIR = "That name and password do not belong together. Nothing was charted; what you typed is still here."
WRONG_CODE = "That code is not right, or was used before: wait for the next one. What you typed is still here."
WRONG_PASSKEY = "The passkey was not accepted. Sign again with it, or give a code. What you typed is still here."
NO_FACTOR = "Your second factor is missing: use the passkey, or give a code."
NO_CODE = "The code of the authenticator app is missing."
MUST_SET_UP = (
    "{person} may not sign or confirm without a second factor, and has none. They log in and set up an "
    "authenticator app or a passkey first. What you typed is still here."
)
LOCKED = "Too many wrong tries: no password is taken here for {minutes} minutes. What you typed is still here."
ONE_PERSON = "The second person must be somebody else than you."
NOT_CONFIRMED = "{person} must first be confirmed for another year by an administrator. Nothing was signed."

# The code of a refusal that belongs beside the field of the second factor.
SECOND_FACTOR = "second factor"


@dataclass(frozen=True)
class Proof:
    """`person` has just proven who they are, by `method`. Actions that sign take one."""

    person: "Person"
    method: str


@dataclass(frozen=True)
class Given:
    """What was given at the prompt. `passkey` is None where none answered."""

    password: str
    code: str
    passkey: Any


def of_session(request: HttpRequest, password: str, code: str = "", passkey: Any = None) -> Proof:
    """The session's own person, by password and, where they have a second factor, a code or a passkey's answer.

    Raises ValidationError.
    """
    person: Any = request.user
    return _proven(request, person.get_username(), Given(password, code, passkey), WRONG)


def of_second_person(request: HttpRequest, username: str, password: str, code: str = "", passkey: Any = None) -> Proof:
    """Somebody else at the same screen, who confirms with their own name, password and second factor.

    The session stays with the first person. Raises ValidationError, also for the first person.
    """
    first: Any = request.user
    if username.strip().lower() == first.get_username().lower():
        raise ValidationError(ONE_PERSON)
    proof = _proven(request, printable(username.strip()), Given(password, code, passkey), WRONG_PAIR)
    if proof.person.pk == first.pk:
        raise ValidationError(ONE_PERSON)
    return proof


def _proven(request: HttpRequest, username: str, given: Given, wrong: str) -> Proof:
    prompt = _prompt_of(request)
    person: Any = authenticate(prompt, username=username, password=given.password)
    if person is None:
        _refuse(prompt, ValidationError(wrong))
    method = _method(prompt, person, given)
    reset(ip=prompt.META.get("REMOTE_ADDR"), username=person.get_username().lower())
    if person.is_attestation_overdue:
        raise ValidationError(NOT_CONFIRMED.format(person=person))
    return Proof(person, method)


def _method(prompt: HttpRequest, person: "Person", given: Given) -> str:
    """How the person has proven who they are, the password being right."""
    held = second_factor.kinds(person)
    if not held and second_factor.is_compulsory(person):
        raise ValidationError(MUST_SET_UP.format(person=person))
    if not held:
        return "password"
    if given.passkey is not None:
        if not passkeys.check(prompt, person, given.passkey):
            _refuse(prompt, ValidationError(WRONG_PASSKEY, code=SECOND_FACTOR))
        return "password and passkey"
    if not given.code.strip():
        raise ValidationError(NO_FACTOR if Authenticator.Type.WEBAUTHN in held else NO_CODE, code=SECOND_FACTOR)
    with request_context(prompt):
        if not second_factor.check_code(person, given.code):
            _refuse(prompt, ValidationError(WRONG_CODE, code=SECOND_FACTOR))
    return "password and code"


def _prompt_of(request: HttpRequest) -> HttpRequest:
    """The request without the form that it sent.

    What counts failed tries keeps none of a clinical form, and a lock is told beside the field that
    asked, with the rest of the form as it was, instead of on a page of its own.
    """
    prompt = HttpRequest()
    prompt.method, prompt.path, prompt.META = "POST", request.path, request.META
    prompt.user, prompt.session = request.user, request.session
    return prompt


def _refuse(prompt: HttpRequest, refusal: ValidationError) -> NoReturn:
    notices.after_failure(prompt.user)
    if getattr(prompt, "axes_locked_out", False):
        minutes = round(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
        raise ValidationError(LOCKED.format(minutes=minutes))
    raise refusal

"""Proof that a person is who they are, given at the moment of signing or confirming."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest

if TYPE_CHECKING:
    from il2program.accounts.models import Person

WRONG = "That password is not right. Nothing was signed; what you typed is still here."
WRONG_PAIR = "That name and password do not belong together. Nothing was charted; what you typed is still here."


@dataclass(frozen=True)
class Proof:
    """`person` has just proven who they are, by `method`. Actions that sign take one."""

    person: "Person"
    method: str


def of_session(request: HttpRequest, password: str) -> Proof:
    """The session's own person, proven by password. Raises ValidationError."""
    person = request.user
    if authenticate(request, username=person.get_username(), password=password) != person:
        raise ValidationError(WRONG)
    return Proof(person, "password")  # type: ignore[arg-type]


def of_second_person(request: HttpRequest, username: str, password: str) -> Proof:
    """Somebody else at the same screen, who confirms with their own name and password.

    The session stays with the first person. Raises ValidationError, also for the first person.
    """
    if username.strip().lower() == request.user.get_username().lower():
        raise ValidationError("The second person must be somebody else than you.")
    person = authenticate(request, username=username.strip(), password=password)
    if person is None:
        raise ValidationError(WRONG_PAIR)
    return Proof(person, "password")  # type: ignore[arg-type]

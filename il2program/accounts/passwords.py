"""What a password must be, besides Django's own rules."""

import re
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError

from il2program.accounts.models import Person

MINIMUM, MAXIMUM = 12, 128
OF_THE_PROGRAM = ("il2", "il-2", "interleukin", "proleukin", "aldesleukin", "hospital", "password")


def words_of(person: Person | None) -> set[str]:
    """The words that anybody here would guess first."""
    named = [settings.HOSPITAL_NAME, *([person.username, person.full_name, person.email] if person else [])]
    parts = {part for name in named for part in re.split(r"[^\w]+", name.lower()) if len(part) > 2}
    return parts | {name.lower() for name in named if name} | set(OF_THE_PROGRAM)


class LengthValidator:
    """At least 12 characters, at most 128; anything may be among them."""

    def validate(self, password: str, user: Person | None = None) -> None:
        if len(password) < MINIMUM:
            raise ValidationError(f"This password is too short. Use at least {MINIMUM} characters.")
        if len(password) > MAXIMUM:
            raise ValidationError(f"This password is too long. Use at most {MAXIMUM} characters.")

    def get_help_text(self) -> str:
        return f"At least {MINIMUM} characters; several words are easy to remember."


class GuessableValidator:
    """Words of this place and of the person count for nothing: without them it must be long enough."""

    def validate(self, password: str, user: Person | None = None) -> None:
        rest = unicodedata.normalize("NFKC", password).lower()
        for word in sorted(words_of(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < len(password) and len(rest) < MINIMUM:
            raise ValidationError(
                "This password is made of words that are easy to guess here: of the hospital, the drug or your name."
            )

    def get_help_text(self) -> str:
        return "Not made of the hospital's name, the drug's or your own."

"""The clock and the codes that the demo program is made with.

Actions refuse what lies in the future and take "today" from the clock: a course of treatment can only
be made by living through it. So while the demo is loaded, the clock says what the demo sets.

`timezone.now` itself stays as it is, because model fields hold that very function as their default and
would not notice another one. What changes is the class which it asks for the time, in its own module:
everybody who holds the function is told the same instant. All of it is put back whatever happens, and
it holds in this process only: the command loads the demo in a process of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from random import Random
from unittest.mock import patch
from uuid import UUID

from django.utils import timezone

from patients.models import Patient


@dataclass
class Clock:
    at: datetime

    def go_on_to(self, instant: datetime) -> None:
        """Move to this instant; never back."""
        self.at = max(self.at, instant)


class _EveryDatetime(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, datetime)


@contextmanager
def moved(clock: Clock) -> Iterator[Clock]:
    """Have the whole program read its time from this clock."""

    class Moved(datetime, metaclass=_EveryDatetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return clock.at.astimezone(tz or UTC)

    with patch.object(timezone, "datetime", Moved):
        yield clock


@contextmanager
def drawn_codes(seed: int) -> Iterator[None]:
    """Have new patients take their codes from this seed, so that it always gives the same addresses."""
    random = Random(f"{seed} codes")  # noqa: S311

    def draw() -> UUID:
        return UUID(int=random.getrandbits(128), version=4)

    with patch.object(Patient._meta.get_field("code"), "get_default", draw):
        yield

"""How long a session lasts, and how it ends."""

from dataclasses import dataclass
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from il2program.accounts.models import Person

BEGAN, SEEN, FORMER = "began_at", "seen_at", "former_person"
# A request of a page that refreshes itself; it shows what is new, and is no sign of anybody being there.
BACKGROUND = "X-Background"
# The instant of use is written at most so often: a session is locked so much early at the most.
WRITTEN_EVERY = timedelta(seconds=10)


@dataclass(frozen=True)
class Left:
    """Seconds until a session is over: for want of use, and whatever happens."""

    idle: int
    limit: int

    @property
    def is_over(self) -> bool:
        return self.idle < 0 or self.limit < 0

    @property
    def why_over(self) -> str:
        if self.limit < 0:
            return f"after {settings.SESSION_HOURS} hours"
        return f"after {settings.IDLE_MINUTES} minutes without use"


def _now() -> float:
    return timezone.now().timestamp()


def begin(session: SessionBase) -> None:
    """Start the clocks of a session, at login."""
    session[BEGAN] = session[SEEN] = _now()


def left(session: SessionBase) -> Left:
    """What is left of a session; one without clocks is over."""
    idle = session.get(SEEN, 0) + timedelta(minutes=settings.IDLE_MINUTES).total_seconds() - _now()
    limit = session.get(BEGAN, 0) + timedelta(hours=settings.SESSION_HOURS).total_seconds() - _now()
    return Left(int(idle // 1), int(limit // 1))


def use(session: SessionBase) -> None:
    """Somebody is there: the time without use begins anew."""
    if _now() - session.get(SEEN, 0) >= WRITTEN_EVERY.total_seconds():
        session[SEEN] = _now()


def is_background(request: HttpRequest) -> bool:
    return BACKGROUND in request.headers


def end_one(session: UserSession) -> None:
    """End one session on whatever device it is."""
    Session.objects.filter(session_key=session.session_key).delete()
    session.delete()


def end_all(person: Person) -> None:
    """End every session of a person, inside an act: none is accepted any more, and their rows go."""
    person.sessions_ended += 1
    person.save()
    keys = list(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()


def forget_ended() -> int:
    """Delete what is left of sessions that have expired; returns how many rows went."""
    gone = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    keys = Session.objects.values("session_key")
    return gone + UserSession.objects.exclude(session_key__in=keys).delete()[0]

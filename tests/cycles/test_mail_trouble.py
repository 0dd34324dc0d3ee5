"""Reminders before a mail server that refuses, hangs, or takes half of them."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from threading import Thread

import pytest
from django.conf import settings as configured

from cycles import reminding
from cycles.models import Booking, Reminder
from il2program.accounts.roles import Role
from il2program.audit import trail
from tests import make

pytestmark = pytest.mark.django_db
TARGET = date(2026, 3, 20)
WEEK_BEFORE = TARGET - timedelta(days=7)
Mails = list[str]
GREETED = b"220 ready\r\n"


def takes(mails: Mails, *, at_most: int = 100) -> Callable[[socket.socket], None]:
    """A server that takes so many mails and refuses the ones after."""

    def talk(caller: socket.socket) -> None:
        caller.sendall(GREETED)
        with caller.makefile("r", newline="\r\n") as lines:
            for line in lines:
                if line.upper().startswith("DATA"):
                    caller.sendall(b"354 go on\r\n")
                    mails.append("".join(iter(lines.readline, ".\r\n")))
                elif line.upper().startswith("MAIL") and len(mails) >= at_most:
                    caller.sendall(b"452 too many\r\n")
                    continue
                caller.sendall(b"250 ok\r\n")

    return talk


def says_nothing(caller: socket.socket) -> None:
    caller.recv(1)


def goes_away(caller: socket.socket) -> None:
    caller.sendall(GREETED)
    caller.recv(1)


@contextmanager
def mail_server(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """The port of a server that talks with each caller like this."""

    def serve() -> None:
        while True:
            try:
                caller, _ = server.accept()
            except OSError:
                return
            with caller:
                talk(caller)

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def bookings(settings) -> list[Booking]:
    """Three scans of which the coordinator is reminded today, by real mail."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 0.2
    make.someone(Role.COORDINATOR)
    return [booked() for _ in range(3)]


def booked() -> Booking:
    patient = make.patient()
    row = Booking(patient=patient, kind="scan", cycle=2, target=TARGET, latest=TARGET + timedelta(days=14))
    with trail.action("booked", patient, by=None, sentence="Booked"):
        row.save()
    return row


def states() -> list[str]:
    return sorted(Reminder.objects.values_list("state", flat=True))


def test_B016_the_program_waits_for_a_mail_server_with_an_end():
    assert 0 < configured.EMAIL_TIMEOUT <= 10


@pytest.mark.parametrize("talk", [says_nothing, goes_away])
def test_B016_a_mail_server_that_hangs_or_goes_away_leaves_each_reminder_due_and_a_later_run_sends_it_once(
    bookings, settings, talk
):
    with mail_server(talk) as settings.EMAIL_PORT:
        assert reminding.remind(WEEK_BEFORE) == 0
    assert states() == ["due"] * 3
    mails: Mails = []
    with mail_server(takes(mails)) as settings.EMAIL_PORT:
        assert reminding.remind(WEEK_BEFORE) == 3
        assert reminding.remind(WEEK_BEFORE) == 0
    assert states() == ["sent"] * 3
    assert len(mails) == len(set(mails)) == 3


def test_B016_what_a_mail_server_took_is_sent_and_only_the_rest_is_sent_later(bookings, settings):
    mails: Mails = []
    with mail_server(takes(mails, at_most=1)) as settings.EMAIL_PORT:
        assert reminding.remind(WEEK_BEFORE) == 1
    assert states() == ["due", "due", "sent"]
    with mail_server(takes(mails)) as settings.EMAIL_PORT:
        assert reminding.remind(WEEK_BEFORE) == 2
    assert len(mails) == len(set(mails)) == 3


def test_B016_no_mail_server_at_all_leaves_each_reminder_due(bookings, settings):
    with mail_server(says_nothing) as settings.EMAIL_PORT:
        pass
    assert reminding.remind(WEEK_BEFORE) == 0
    assert states() == ["due"] * 3

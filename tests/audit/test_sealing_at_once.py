"""Sealing and verifying while others write, on the database that lets several write at once."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from il2program.audit import sealing, trail, verifying
from il2program.audit.mismatch import Found
from il2program.audit.models import Seal
from il2program.audit.sealing import seal

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="one writer at a time"),
]


@pytest.fixture(autouse=True)
def head(settings, tmp_path):
    settings.TRAIL_HEAD = tmp_path / "trail-head"
    return settings.TRAIL_HEAD


@pytest.fixture
def slow_writer():
    """Somebody whose line has its key, but is not committed before they are told to go on."""
    written, go_on = Event(), Event()

    def write():
        with transaction.atomic():
            trail.write("tried", sentence="Slow")
            written.set()
            go_on.wait(30)
        connection.close()

    thread = Thread(target=write)
    thread.start()
    written.wait(30)
    yield lambda: (go_on.set(), thread.join())
    go_on.set()
    thread.join()


def test_no_line_is_sealed_over_while_one_with_a_smaller_key_may_still_come(slow_writer, head, monkeypatch):
    monkeypatch.setattr(sealing, "WAIT_SECONDS", 0.3)
    trail.write("tried", sentence="Quick")
    assert seal() == 0
    slow_writer()
    assert seal() == 2
    assert verifying.verify_trail(head) == Found(2, [])


def test_who_began_to_write_later_is_not_waited_for(head, monkeypatch):
    trail.write("tried", sentence="First")
    monkeypatch.setattr(sealing, "WAIT_SECONDS", 0.0)
    assert seal() == 1


def test_two_sealers_at_once_seal_each_line_once(head):
    for number in range(50):
        trail.write("tried", sentence=str(number))
    results = []

    def run():
        results.append(seal())
        connection.close()

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(results), Seal.objects.count()) == (50, 1)
    assert verifying.verify_trail(head) == Found(50, [])


def test_two_processes_find_what_one_finds(head, monkeypatch):
    monkeypatch.setattr(verifying, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(sealing, "ENTRIES_PER_SEAL", 7)
    for number in range(40):
        trail.write("tried", sentence=str(number))
    seal()
    assert verifying.verify_trail(head) == Found(40, [])

"""What follows from a commit is done at least once, and its doubles are removed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from il2program.outbox import tasks
from il2program.outbox.models import RETRY_AFTER, Outbox, put

pytestmark = pytest.mark.django_db

done: list[int] = []


def note(subject_id: int) -> None:
    done.append(subject_id)


def break_down(subject_id: int) -> None:
    raise RuntimeError("a row that cannot be done")


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


NOTE, BREAK_DOWN = f"{__name__}.note", f"{__name__}.break_down"


@pytest.fixture(autouse=True)
def named_tasks(monkeypatch):
    names = {NOTE: note, BREAK_DOWN: break_down}
    monkeypatch.setattr(tasks, "import_string", names.__getitem__)


def test_a_row_put_twice_before_the_sweep_is_done_once():
    put(NOTE, 7)
    put(NOTE, 7)
    assert tasks.sweep() == 1
    assert tasks.sweep() == 0
    assert done == [7]


def test_a_row_put_again_after_it_was_done_is_done_again():
    for _ in range(2):
        put(NOTE, 7)
        tasks.sweep()
    assert done == [7, 7]


def test_a_row_that_fails_is_named_and_does_not_stop_the_others():
    put(BREAK_DOWN, 1)
    put(NOTE, 2)
    tasks.sweep()
    assert done == [2]
    assert Outbox.objects.get(subject_id=1).error == "RuntimeError"


def test_a_row_whose_worker_died_is_taken_up_again_later():
    put(NOTE, 3)
    Outbox.objects.update(claimed_at=timezone.now() - RETRY_AFTER / 2)
    assert tasks.sweep() == 0
    Outbox.objects.update(claimed_at=timezone.now() - RETRY_AFTER - timedelta(seconds=1))
    assert tasks.sweep() == 1


def test_of_two_workers_that_saw_the_same_row_one_claims_it():
    put(NOTE, 4)
    first, second = Outbox.objects.get(), Outbox.objects.get()
    assert [first.claim(), second.claim()] == [True, False]

"""Two people at once: one wins, the other is told; nothing is lost or doubled."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from cycles.actions import countersign
from cycles.models import Countersignature, Cycle, Dose
from il2program.accounts.roles import Role
from il2program.outbox import tasks
from il2program.outbox.models import Outbox, put
from patients.actions import open_file, store_results
from patients.models import ImportedFile, Measurement
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act: Callable[[int], Any], people: int = 2) -> list[Any]:
    """Run `act(0)`, `act(1)` … at the same moment; their results, refusals included."""
    barrier, results = Barrier(people), [None] * people

    def run(who: int) -> None:
        try:
            barrier.wait()
            results[who] = act(who)
        except ValidationError as refusal:
            results[who] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=[who]) for who in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def refusals(results: list[Any]) -> list[ValidationError]:
    return [result for result in results if isinstance(result, ValidationError)]


def test_two_nurses_charting_the_same_slot_one_wins():
    cycle = make.cycle(make.ready_patient(), at=timezone.now() - timedelta(hours=2))
    make.proof_of(Role.PHYSICIAN)
    make.bag(cycle, timezone.now() - timedelta(minutes=90))
    results = at_once(lambda _: make.given(cycle, 1, timezone.now() - timedelta(hours=1)))
    assert Dose.objects.count() == 1
    assert "charted already" in refusals(results)[0].messages[0]


def test_two_admissions_of_one_patient_one_wins():
    patient = make.ready_patient()
    make.someone(Role.NURSE)
    results = at_once(lambda who: make.cycle(patient, bed=f"B{who}", at=timezone.now() - timedelta(hours=1)))
    assert Cycle.objects.count() == 1
    assert "already admitted" in refusals(results)[0].messages[0]


def test_two_people_importing_the_same_file_one_wins():
    patient = make.patient()
    rows = f"Test,Result,Unit,Date,MRN\nINR,1.1,,{timezone.localdate()},{patient.record_number}\n"
    people = [make.someone(Role.NURSE), make.someone(Role.PHYSICIAN)]
    previews = [open_file(patient=patient, file=rows.encode(), by=person) for person in people]
    facts = {"chosen": {}, "confirmed": False, "seen": 0}
    results = at_once(lambda who: store_results(preview=previews[who], by=people[who], **facts))
    assert (Measurement.objects.count(), ImportedFile.objects.count()) == (1, 1)
    assert "recorded other results" in refusals(results)[0].messages[0]


def test_B005_two_physicians_countersigning_one_order_one_wins():
    cycle = make.cycle(make.ready_patient(), at=timezone.now() - timedelta(hours=2))
    order, proof = make.order(cycle), make.proof_of(Role.PHYSICIAN)
    results = at_once(lambda _: countersign(order=order, confirmed=True, proof=proof))
    assert Countersignature.objects.count() == 1
    assert "has answered this order already" in refusals(results)[0].messages[0]


def test_three_workers_racing_for_the_outbox_do_each_row_once(monkeypatch):
    done: list[int] = []
    monkeypatch.setattr(tasks, "import_string", lambda _: done.append)
    for subject in range(30):
        put("any.task", subject)
    at_once(lambda _: tasks.sweep(), people=3)
    assert sorted(done) == list(range(30))
    assert not Outbox.objects.filter(done_at=None).exists()

"""Whether the service, its database and its queue are alive; asked by anybody, telling nothing of patients."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from il2program.outbox.models import Outbox
from tests import make

pytestmark = pytest.mark.django_db


def waiting(minutes: int) -> None:
    put_at = timezone.now() - timedelta(minutes=minutes)
    Outbox.objects.create(task="cycles.planning.replan", subject_id=17, put_at=put_at)


def test_a_healthy_service_says_so_without_a_login():
    answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert set(answer.json().values()) == {"OK"}


@pytest.mark.parametrize(("minutes", "status"), [(4, 200), (6, 500)])
def test_work_that_waits_too_long_is_told(minutes, status):
    waiting(minutes)
    answer = Client().get("/healthz")
    assert answer.status_code == status
    assert ("has waited" in answer.content.decode()) == (status == 500)


def test_work_that_was_done_is_no_trouble():
    waiting(60)
    Outbox.objects.update(done_at=timezone.now())
    assert Client().get("/healthz").status_code == 200


def test_the_answer_is_told_as_plain_text_where_that_is_asked_for():
    answer = Client().get("/healthz", headers={"Accept": "text/plain"})
    assert answer["Content-Type"].startswith("text/plain")
    assert "Queue(): OK" in answer.content.decode()


def test_nothing_of_a_patient_is_told():
    patient = make.patient()
    waiting(60)
    told = Client().get("/healthz").content.decode()
    assert patient.family_name not in told
    assert "17" not in told


def test_a_browser_gets_json_and_no_page():
    assert Client().get("/healthz", headers={"Accept": "text/html"})["Content-Type"] == "application/json"

"""Deciding on a response scan, through its address."""

import pytest

from cycles.models import ResponseDecision
from il2program.accounts.roles import Role
from tests import make
from tests.cycles.ward import before_the_scan, scanned_after_cycle_1, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

DECISION = {"decision": "continue", "reason": "", "password": make.PASSWORD}
COORDINATOR, PHYSICIAN, NURSE = Role.COORDINATOR, Role.PHYSICIAN, Role.NURSE


@pytest.fixture
def patient(clock):
    return before_the_scan(make.ready_patient(), clock)


def test_a_physician_signs_to_continue(as_role, address, patient):
    scanned_after_cycle_1(patient, "35", "20")
    client = as_role(PHYSICIAN)
    page = text(client.get(address(patient, "decide", 1)))
    assert "Continue: I have read the scan after cycle 1 and order the next course." in page
    assert client.send(address(patient, "decide", 1), **DECISION).url == address(patient, "response")
    row = ResponseDecision.objects.get()
    assert (row.decision, row.result["category"], row.result["sum_mm"]) == ("continue", "PR", "55.0")
    assert "Testa Physician, physician, signed on" in text(client.get(address(patient, "response")))


@pytest.mark.parametrize("role", [NURSE, COORDINATOR, Role.PHARMACIST, Role.ADMINISTRATOR])
def test_nobody_else_decides(as_role, address, patient, role):
    scanned_after_cycle_1(patient, "35", "20")
    assert as_role(role).get(address(patient, "decide", 1)).status_code == 403
    assert as_role(role).send(address(patient, "decide", 1), **DECISION).status_code == 403
    assert not ResponseDecision.objects.exists()


def test_a_wrong_password_decides_nothing_and_loses_nothing(as_role, address, patient):
    scanned_after_cycle_1(patient, "35", "20")
    typed = DECISION | {"password": "a wrong one", "reason": "Kept."}
    answer = as_role(PHYSICIAN).send(address(patient, "decide", 1), **typed)
    assert "That password is not right." in text(answer)
    assert "Kept." in text(answer)
    assert not ResponseDecision.objects.exists()


@pytest.mark.parametrize(("sizes", "decision"), [(("35", "20"), "stop"), (("50", "30"), "continue")])
def test_against_the_protocols_answer_a_reason_is_needed(as_role, address, patient, sizes, decision):
    scanned_after_cycle_1(patient, *sizes)
    client = as_role(PHYSICIAN)
    answer = client.send(address(patient, "decide", 1), **DECISION | {"decision": decision})
    assert "say why" in " ".join(answer.context["form"].errors["reason"])
    answer = client.send(address(patient, "decide", 1), **DECISION | {"decision": decision, "reason": "A reason."})
    assert answer.status_code == 302


def test_after_progression_only_stop_is_offered(as_role, address, patient):
    scanned_after_cycle_1(patient, "70", "40")
    client = as_role(PHYSICIAN)
    page = text(client.get(address(patient, "decide", 1)))
    assert "The disease has progressed: treatment cannot be continued." in page
    assert "order the next course" not in page
    answer = client.send(address(patient, "decide", 1), **DECISION | {"reason": "All the same."})
    assert "decision" in answer.context["form"].errors
    assert client.send(address(patient, "decide", 1), **DECISION | {"decision": "stop"}).status_code == 302


def test_a_scan_is_decided_on_once(as_role, address, patient):
    scanned_after_cycle_1(patient, "35", "20")
    client = as_role(PHYSICIAN)
    client.send(address(patient, "decide", 1), **DECISION)
    answer = client.send(address(patient, "decide", 1), **DECISION | {"decision": "stop", "reason": "Changed my mind."})
    assert "No decision on this scan is waiting." in text(answer)
    assert ResponseDecision.objects.count() == 1
    assert "order the next course" in text(client.get(address(patient, "decide", 1)))

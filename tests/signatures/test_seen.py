"""A029: nobody signs what they have not seen."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cycles.facts import step_of
from eligibility.models import SignOff
from il2program.accounts.roles import Role
from il2program.signatures.models import Signature
from il2program.signatures.seen import differences
from patients.models import Patient
from tests import make
from tests.pathway.test_signed_version import corrected, registered_anew
from tests.signatures.records import treated

pytestmark = pytest.mark.django_db
WORDS = "Words of this test."


def renamed(patient: Patient) -> str:
    registered_anew(patient, family_name="Otherwise")
    return "Otherwise, Testa"


def corrected_value(patient: Patient) -> str:
    corrected(patient, to="1.2")
    return "1.2 mg/dL"


def corrected_scan(patient: Patient) -> str:
    make.corrected_scan(patient.scan_set.get(after_cycle=2), "31", "25")
    return "31 mm"


def before_eligibility() -> Patient:
    patient = make.patient()
    make.workup(patient)
    return patient


def before_decision() -> Patient:
    patient = treated(cycles=2)
    make.scan(patient, 2, step_of(patient).target, "30", "25")
    return patient


SIGNING = [
    ("sign_off", (), before_eligibility, corrected_value, {"decision": "eligible", "reason": WORDS}),
    ("sign_off", (), before_eligibility, renamed, {"decision": "eligible", "reason": WORDS}),
    ("decide", (2,), before_decision, corrected_scan, {"decision": "continue", "reason": WORDS}),
    ("permanent_stop", (), treated, renamed, {"criterion": "P3", "found_on": "2026-01-05", "note": WORDS}),
    ("end_course", (), treated, renamed, {"reason": WORDS}),
    ("early_admission", (2,), treated, renamed, {"reason": WORDS}),
]


@pytest.mark.parametrize(("name", "more", "made", "change", "typed"), SIGNING)
def test_A029_what_was_changed_since_the_page_was_opened_is_shown_and_not_signed(
    as_physician, name, more, made, change, typed
):
    patient = made()
    back = timedelta(days=84) if name == "early_admission" else timedelta(0)
    with time_machine.travel(timezone.now() - back, tick=False):
        if name == "early_admission":
            day = step_of(patient).earliest - timedelta(days=1)
            last = patient.cycles.last().discharged_on
            typed = typed | {"admit_on": day.isoformat(), "seen_rest_days": (day - last).days - 1, "short_rest": "on"}
        page = reverse(name, args=[patient.code, *more])
        seen = as_physician.shown_on(page)
        now = change(patient)
        before = Signature.objects.count()
        answer = as_physician.send(page, **typed, seen=seen, password=make.PASSWORD)
        shown = answer.content.decode()
        assert answer.status_code == 409
        assert "What is different since you opened this page" in shown
        assert now in " ".join(one.now for one in answer.context["form"].unseen)
        assert WORDS in shown
        assert make.PASSWORD not in shown
        assert Signature.objects.count() == before
        again = as_physician.send(page, **typed, seen=answer.context["form"]["seen"].value(), password=make.PASSWORD)
        assert again.status_code == 302
        assert Signature.objects.count() == before + 1


def test_A029_a_changed_record_costs_no_try_of_the_password(as_physician):
    patient = before_eligibility()
    page = reverse("sign_off", args=[patient.code])
    seen = as_physician.shown_on(page)
    corrected(patient)
    answer = as_physician.send(page, decision="eligible", seen=seen, password="wrong")
    assert answer.status_code == 409
    assert "password" not in answer.context["form"].errors


def test_A029_what_is_charted_meanwhile_stands_in_the_way_of_no_permanent_stop(as_physician):
    patient = make.ready_patient()
    cycle = make.cycle(patient, at=timezone.now() - timedelta(hours=9))
    make.given(cycle, 1, timezone.now() - timedelta(hours=8))
    page = reverse("permanent_stop", args=[patient.code])
    seen = as_physician.shown_on(page)
    make.given(cycle, 2, timezone.now())
    typed = {"criterion": "P3", "found_on": timezone.localdate().isoformat(), "password": make.PASSWORD}
    assert as_physician.send(page, **typed, seen=seen).status_code == 302


def test_A029_of_two_physicians_the_second_is_told_that_it_was_signed(as_physician, as_role):
    patient = treated()
    page = reverse("permanent_stop", args=[patient.code])
    seen = as_physician.shown_on(page)
    typed = {"criterion": "P3", "found_on": timezone.localdate().isoformat(), "password": make.PASSWORD, "seen": seen}
    assert as_physician.send(page, **typed).status_code == 302
    second = as_physician.send(page, **typed)
    assert second.status_code == 409
    assert "Permanent stop" in second.context["form"].changed_labels


def test_what_came_and_what_went_are_both_different():
    seen, now = {"INR": "1", "ECOG": "0", "Sex": "Male"}, {"INR": "1.1", "Sex": "Male", "HIV": "Negative"}
    found = [(one.label, one.shown, one.now) for one in differences(seen, now)]
    assert found == [("INR", "1", "1.1"), ("ECOG", "0", "nothing"), ("HIV", "nothing", "Negative")]


def test_a_signature_without_a_page_is_asked_for_none(as_physician):
    make.eligible(before_eligibility())
    assert SignOff.objects.count() == 1
    assert make.someone(Role.PHYSICIAN).signatures.count() == 1

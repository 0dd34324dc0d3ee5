"""Check, hold, correction and bag: the same form twice stores once; of two people who hold at once, one is told."""

import pytest
from django.urls import reverse

from cycles.models import Bag, Cycle, Hold, HoldCorrection
from il2program.accounts.roles import Role
from patients.models import Measurement
from tests import make
from tests.cycles.ward import at, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
KEY = "7f0ac7de-5ce0-4bb0-a4bd-0f1b5f4a2d12"
HOLD = {"recheck_at": "2026-03-02T12:30", "kind": "fluid", "words": "250 mL"}


@pytest.fixture
def cycle():
    cycle = make.cycle(make.ready_patient(), at=at(2, 10), first_dose_due_at=at(2, 12))
    make.check(cycle, at(2, 11, 50), sbp_mmhg="84")
    return cycle


def page(cycle, name):
    more = [] if name == "prepare_bag" else [1]
    return reverse(name, args=[cycle.patient.code, 1, *more])


def twice(client, path, **typed):
    """A double click, or a lost answer and the form sent once more."""
    answers = [client.send(path, **typed, submission=KEY) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url


def test_B002_a_check_sent_twice_is_recorded_once(as_nurse, cycle):
    before = Measurement.objects.count()
    seen = as_nurse.get(page(cycle, "check")).context["form"].initial["seen"]
    twice(as_nurse, page(cycle, "check"), taken_at="2026-03-02T11:58", seen=seen, sbp_mmhg="96", dbp_mmhg="60")
    assert Measurement.objects.count() == before + 2


def test_B002_a_hold_sent_twice_is_one_round(as_nurse, cycle):
    twice(as_nurse, page(cycle, "hold"), **HOLD)
    assert (Hold.objects.count(), HoldCorrection.objects.count()) == (1, 1)


def test_B002_a_correction_sent_twice_is_charted_once(as_nurse, cycle):
    as_nurse.send(page(cycle, "hold"), recheck_at="2026-03-02T12:30")
    twice(as_nurse, page(cycle, "hold_correction"), kind="fluid", words="250 mL", done_at="2026-03-02T12:00")
    assert HoldCorrection.objects.count() == 1


def test_B002_a_new_check_while_held_sent_twice_is_recorded_once(as_nurse, cycle, clock):
    as_nurse.send(page(cycle, "hold"), **HOLD)
    clock.move_to(at(2, 12, 30))
    seen = as_nurse.get(page(cycle, "check")).context["form"].initial["seen"]
    twice(as_nurse, page(cycle, "check"), taken_at="2026-03-02T12:29", seen=seen, sbp_mmhg="96", dbp_mmhg="60")
    assert Measurement.objects.filter(analyte="sbp_mmhg", taken_at=at(2, 12, 29)).count() == 1


def test_B002_a_bag_sent_twice_is_one_bag(as_pharmacist, cycle):
    make.bag(cycle, at(2, 11))
    typed = {"lot": "LOT7", "drug_expires_on": "2026-03-03", "prepared_at": "2026-03-02T12:00"}
    twice(as_pharmacist, page(cycle, "prepare_bag"), **typed)
    assert Bag.objects.filter(lot="LOT7").count() == 1


def second_nurse(as_role):
    client = as_role(Role.NURSE)
    person = make.person(Role.NURSE, "second", full_name="Second Nurse")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_B004_of_two_nurses_who_hold_a_dose_one_is_told_of_the_other(as_nurse, as_role, cycle):
    other = second_nurse(as_role)
    shown = [client.get(page(cycle, "hold")).context["form"]["seen"].value() for client in (as_nurse, other)]
    assert other.send(page(cycle, "hold"), **HOLD, seen=shown[1]).status_code == 302
    late = as_nurse.send(page(cycle, "hold"), **HOLD | {"words": "500 mL"}, seen=shown[0])
    assert (late.status_code, Hold.objects.count()) == (409, 1)
    assert "Second Nurse held dose 1 and checks again at 12:30." in text(late)
    assert 'value="500 mL"' in text(late)
    newest = late.context["form"]["seen"].value()
    assert as_nurse.send(page(cycle, "hold"), **HOLD, seen=newest).status_code == 302


def test_B004_of_two_nurses_who_check_at_once_one_is_told_of_the_other(as_nurse, as_role, cycle):
    other, path = second_nurse(as_role), page(cycle, "check")
    seen = as_nurse.get(path).context["form"].initial["seen"]
    typed = {"taken_at": "2026-03-02T11:58", "sbp_mmhg": "96", "dbp_mmhg": "60", "seen": seen}
    assert other.send(path, **typed).status_code == 302
    late = as_nurse.send(path, **typed | {"sbp_mmhg": "98"})
    assert late.status_code == 409
    assert 'value="98"' in text(late)
    assert not Measurement.objects.filter(analyte="sbp_mmhg", value=98).exists()


def test_B003_of_two_nurses_who_chart_a_dose_the_second_sees_what_was_charted(as_nurse, as_role, cycle):
    path = page(cycle, "chart_dose")
    withheld = {"decision": "withheld", "withheld_for": "pressure"}
    assert second_nurse(as_role).send(path, **withheld).status_code == 302
    late = as_nurse.send(path, **withheld | {"withheld_for": "kidney"})
    assert late.status_code == 409
    assert "Dose 1 has been charted already: withheld (low blood pressure), by Second Nurse." in text(late)
    assert Cycle.objects.for_board().get().standing_doses[1].withheld_for == "pressure"

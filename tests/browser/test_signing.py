"""Signing in a real browser: with the password and, where somebody has one, the second factor."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cycles.models import Dose
from eligibility.models import SignOff
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from tests import make
from tests.accounts.doors import app, code
from tests.browser.conftest import photograph
from tests.browser.keys import Device, add_passkey

pytestmark = pytest.mark.browser


@pytest.fixture
def physician(log_in) -> Page:
    page = log_in(Role.PHYSICIAN)
    page.on("console", lambda said: pytest.fail(said.text) if "Content Security Policy" in said.text else None)
    return page


@pytest.fixture
def address(transactional_db) -> str:
    patient = make.patient()
    make.workup(patient)
    make.consent(patient)
    return f"/patients/{patient.code}/eligibility/sign/"


def sign(page: Page, address: str, **given: str) -> None:
    page.goto(address)
    page.locator("[name=decision][value=eligible]").check()
    page.get_by_label("Your password").fill(make.PASSWORD)
    for label, value in given.items():
        page.locator(f"[name={label}]").fill(value)
    page.get_by_role("button", name="Sign the decision").click()


def method_signed(page: Page, address: str) -> str:
    page.wait_for_url(address.replace("eligibility/sign/", ""))
    return SignOff.objects.get().signature.method


def test_signing_with_the_password_of_who_has_no_second_factor(physician, address):
    sign(physician, address)
    assert method_signed(physician, address) == "password"


def test_signing_with_the_password_and_the_code_of_an_app(physician, address):
    app(Person.objects.get(username="physician"))
    sign(physician, address, code=code())
    assert method_signed(physician, address) == "password and code"


def test_signing_eligibility_with_the_password_and_a_passkey(physician, address):
    Device(physician)
    add_passkey(physician)
    physician.goto(address)
    photograph(physician, "sign-with-a-passkey")
    sign(physician, address)
    assert method_signed(physician, address) == "password and passkey"


def test_without_the_key_nothing_is_sent_and_what_was_typed_stays(physician, address):
    device = Device(physician)
    add_passkey(physician)
    device.pull_out()
    Device(physician)
    sign(physician, address)
    expect(physician.get_by_text("The passkey was not used, and nothing was sent.")).to_be_visible()
    photograph(physician, "passkey-missing")
    assert physician.get_by_label("Your password").input_value() == make.PASSWORD
    assert not SignOff.objects.exists()


def test_who_has_both_may_type_the_code_and_is_not_asked_for_the_key(physician, address):
    device = Device(physician)
    add_passkey(physician)
    device.pull_out()
    app(Person.objects.get(username="physician"))
    sign(physician, address, code=code())
    assert method_signed(physician, address) == "password and code"


def test_a_second_person_confirms_a_dose_with_the_password_and_their_own_passkey(physician, log_in):
    carried = Device(physician)
    add_passkey(physician)
    cycle = make.cycle(make.ready_patient(), at=timezone.now() - timedelta(minutes=10))
    make.bag(cycle, timezone.now() - timedelta(minutes=5))
    make.check(cycle, timezone.now() - timedelta(minutes=3))
    nurse = log_in(Role.NURSE)
    Device(nurse).take(carried.credentials)
    nurse.goto(f"{cycle.get_absolute_url()}slots/1/")
    nurse.locator("[name=second_person]").fill("physician")
    nurse.locator("[name=second_password]").fill(make.PASSWORD)
    photograph(nurse, "dose-with-a-passkey")
    nurse.get_by_role("button", name="Chart dose 1 as given").click()
    nurse.wait_for_url(cycle.get_absolute_url())
    assert Dose.objects.get().confirmed_by == Person.objects.get(username="physician")


def test_withholding_a_dose_asks_nobody_for_a_key(physician, log_in):
    Device(physician)
    add_passkey(physician)
    cycle = make.cycle(make.ready_patient(), at=timezone.now() - timedelta(minutes=10))
    nurse = log_in(Role.NURSE)
    nurse.goto(f"{cycle.get_absolute_url()}slots/1/?decision=withheld")
    nurse.locator("[name=withheld_for]").select_option(index=1)
    nurse.get_by_role("button", name="Chart dose 1 as withheld").click()
    nurse.wait_for_url(cycle.get_absolute_url())
    assert Dose.objects.get().decision == "withheld"

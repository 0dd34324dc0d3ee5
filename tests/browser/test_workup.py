"""The workup in a real browser: values are saved beside their criteria, and the verdict is seen at once."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from il2program.accounts.roles import Role
from patients.models import Measurement
from tests import make
from tests.browser.conftest import photograph

pytestmark = pytest.mark.browser
LogIn = Callable[..., Page]


def test_the_criteria_beside_the_form_follow_each_value_that_is_saved(log_in: LogIn) -> None:
    patient, page = make.patient(), log_in(Role.NURSE)
    page.goto(reverse("record_area", args=[patient.code, "heart"]))
    beside = page.locator("#beside")
    expect(beside).not_to_contain_text("Met")
    for typed in ({"ecg": "normal"}, {"stress_test": "normal"}):
        page.locator("[name=taken_on]").fill(timezone.localdate().isoformat())
        for name, value in typed.items():
            page.locator(f"[name={name}]").select_option(value)
        page.get_by_role("button", name="Record heart").click()
        expect(page.locator("#messages")).to_contain_text("recorded")
        expect(page.locator(f"[name={next(iter(typed))}]")).to_have_value("")
    assert Measurement.objects.count() == 2
    expect(beside.locator("li.is-met")).to_have_count(2)
    assert page.url.endswith("/eligibility/heart/")
    photograph(page, "workup-heart")


def test_what_is_refused_is_said_in_place_and_stays_typed(log_in: LogIn) -> None:
    patient, page = make.patient(), log_in(Role.NURSE)
    page.goto(reverse("record_area", args=[patient.code, "lung"]))
    page.locator("[name=taken_on]").fill(timezone.localdate().isoformat())
    page.locator("[name=fev1_l]").fill("3100")
    page.get_by_role("button", name="Record lung").click()
    expect(page.locator(".error-summary")).to_contain_text("If 3,100 was measured in mL, choose that unit.")
    expect(page.locator("[name=fev1_l]")).to_have_value("3100")
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator("[name=fev1_l_unit]").select_option("mL")
    page.get_by_role("button", name="Record lung").click()
    expect(page.locator("#messages")).to_contain_text("FEV1 recorded")
    assert Measurement.objects.get().shown == "3.1"


def test_without_javascript_an_area_is_recorded_as_well(log_in: LogIn) -> None:
    patient, page = make.patient(), log_in(Role.NURSE)
    plain = page.context.browser.new_context(
        base_url=page.url, java_script_enabled=False, storage_state=page.context.storage_state()
    ).new_page()
    plain.goto(reverse("record_area", args=[patient.code, "heart"]))
    plain.locator("[name=taken_on]").fill(timezone.localdate().isoformat())
    plain.locator("[name=ecg]").select_option("normal")
    plain.get_by_role("button", name="Record heart").click()
    plain.wait_for_url("**/eligibility/#heart")
    assert Measurement.objects.get().choice == "normal"


@pytest.mark.parametrize("values", [{}, {"lvef_percent": "45", "inr": "", "ecg": ""}])
def test_the_verdict_is_seen_without_scrolling(log_in: LogIn, values: dict[str, str]) -> None:
    patient, page = make.patient(), log_in(Role.PHYSICIAN)
    make.workup(patient, **values)
    for name, place in (("sign_off", ".verdict-line"), ("workup", ".verdict h2")):
        page.goto(reverse(name, args=[patient.code]))
        box = page.locator(place).first.bounding_box()
        assert box is not None
        assert box["y"] >= 0, name
        assert box["y"] + box["height"] <= 768, name
    photograph(page, f"workup-{len(values)}")

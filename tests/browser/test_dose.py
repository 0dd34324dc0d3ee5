"""From the census to a dose that is given and confirmed: in three pages, and by the keyboard alone."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cycles.models import Dose
from il2program.accounts.roles import Role
from tests import make
from tests.browser.conftest import photograph

pytestmark = pytest.mark.browser
MOST_TABS = 80


@pytest.fixture
def cycle(transactional_db: None) -> Any:
    """The first dose is due now; its bag is ready."""
    now = timezone.now()
    cycle = make.cycle(make.ready_patient(), at=now - timedelta(hours=2), first_dose_due_at=now)
    make.bag(cycle, now - timedelta(hours=1))
    make.someone(Role.PHYSICIAN)
    return cycle


def press(page: Page, name: str, role: Any = "button") -> None:
    with page.expect_navigation():
        page.get_by_role(role, name=name, exact=True).click()
    assert page.locator(".error-summary").count() == 0, page.locator("main").inner_text()


def test_a_given_dose_takes_three_pages_from_the_census_and_nothing_typed_but_values_names_and_passwords(
    log_in: Any, cycle: Any
) -> None:
    page = log_in(Role.NURSE)
    page.goto("/census/")
    opened: list[str] = []
    page.on("framenavigated", lambda frame: opened.append(urlsplit(frame.url).path))
    press(page, cycle.patient.name, "link")
    press(page, "Record the pre-dose check", "link")
    for key, value in make.GOOD_CHECK.items():
        field = page.locator(f"[name={key}]")
        if field.is_visible():
            select = field.evaluate("field => field.localName") == "select"
            field.select_option(value) if select else field.fill(value)
    page.get_by_label("None of these since the last slot").check()
    photograph(page, "pre-dose-check")
    press(page, "Record the check")
    press(page, "Give dose 1", "link")
    page.locator("[name=second_person]").fill("physician")
    page.locator("[name=second_password]").fill(make.PASSWORD)
    photograph(page, "chart-dose")
    press(page, "Chart dose 1 as given")
    assert Dose.objects.get().confirmed_by == make.someone(Role.PHYSICIAN)
    assert len(set(opened)) <= 3, opened


def tab_to(page: Page, selector: str) -> None:
    """Go on with the Tab key until this has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by the keyboard.")


def test_A099_a_dose_is_charted_by_the_keyboard_alone(log_in: Any, cycle: Any) -> None:
    make.check(cycle, timezone.now() - timedelta(minutes=5))
    page = log_in(Role.NURSE)
    page.goto(cycle.get_absolute_url())
    tab_to(page, "a[href$='/slots/1/']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "[name=second_person]")
    page.keyboard.type("physician")
    tab_to(page, "[name=second_password]")
    page.keyboard.type(make.PASSWORD)
    tab_to(page, "button[value=given]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("1 given of 1 offered")


def test_A099_the_decision_stands_beside_its_shape_as_a_word(log_in: Any, cycle: Any) -> None:
    make.given(cycle, 1, timezone.now() - timedelta(minutes=1))
    page = log_in(Role.NURSE)
    page.goto(cycle.get_absolute_url())
    for slot in page.locator("ol.board > li").all():
        assert slot.locator(".state-mark span").inner_text().strip()
        assert slot.locator(".state-mark svg").count() == 1

"""One patient from referral through cycle 1, slot by slot, by the people whose work it is, in a real browser."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from eligibility.rules.workup import SECTIONS, Area
from il2program.accounts.roles import Role
from il2program.demo.clock import Clock, moved
from tests import make
from tests.browser.conftest import photograph
from tests.conftest import as_typed
from tests.documents.reading import pages_in

pytestmark = pytest.mark.browser
ZONE = ZoneInfo("America/Los_Angeles")
REFERRED = datetime(2026, 3, 2, 9, tzinfo=ZONE)
# The night of 8 March is an hour short: eight hours stay eight hours.
ADMITTED = datetime(2026, 3, 6, 10, tzinfo=ZONE)
WITHHELD = {9, 10}
STUDIES = {"ct_chest_abdomen_pelvis": ("ct", "chest_abdomen_pelvis"), "brain_imaging": ("mri", "brain")}


@pytest.fixture
def clock() -> Iterator[Clock]:
    with moved(Clock(REFERRED)) as clock:
        yield clock


def fill(page: Page, **typed: str) -> None:
    """Type into the fields by their names, as the form sends them."""
    for name, value in as_typed(typed).items():
        field = page.locator(f"[name='{name}']:not([type=hidden])").first
        kind = field.evaluate("field => field.type")
        if kind == "select-one":
            field.select_option(value)
        elif kind in ("checkbox", "radio"):
            one_of = page.locator(f"[name='{name}'][value='{value}']")
            (one_of if one_of.count() else field).check()
        else:
            field.fill(value)


def press(page: Page, button: str | Any) -> None:
    """Press a button; the page that answers is another one, or the form came back with errors."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()
    assert page.locator(".is-invalid, .error-summary").count() == 0, page.locator("main").inner_text()


def follow(page: Page, link: str) -> None:
    """Open the page of a link; what is looked for next is looked for there, not on the page that is left."""
    with page.expect_navigation():
        page.get_by_role("link", name=link).first.click()


def moment(instant: datetime) -> str:
    return instant.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


class Staff:
    """Each person at their own workstation, logged in once."""

    def __init__(self, log_in: Callable[..., Page]) -> None:
        self.log_in = log_in
        self.pages: dict[Role, Page] = {}

    def __call__(self, role: Role) -> Page:
        if role not in self.pages:
            self.pages[role] = self.log_in(role)
        return self.pages[role]


def test_from_referral_through_cycle_one(log_in: Callable[..., Page], clock: Clock) -> None:
    at = Staff(log_in)
    chart = register(at(Role.COORDINATOR))
    record_workup(at(Role.NURSE), chart)
    sign(at(Role.PHYSICIAN), chart)
    clock.go_on_to(ADMITTED + timedelta(minutes=30))
    admit(at(Role.NURSE), chart)
    order(at(Role.PHYSICIAN), chart)
    verify(at(Role.PHARMACIST), chart)
    decided: dict[int, datetime] = {}
    for slot in range(1, 15):
        clock.go_on_to(ADMITTED + timedelta(hours=2 + 8 * (slot - 1), minutes=20))
        if slot not in WITHHELD:
            prepare(at(Role.PHARMACIST), chart, clock.at - timedelta(minutes=20))
        decide(at(Role.NURSE), chart, slot, clock.at)
        decided[slot] = clock.at
    clock.go_on_to(ADMITTED + timedelta(days=6))
    discharge(at(Role.NURSE), chart, clock.at)
    compare_with_print(at(Role.NURSE), chart, decided)
    page = at(Role.COORDINATOR)
    page.goto(chart)
    expect(page.locator("main")).to_contain_text("12 given of 14")
    expect(page.locator("main")).to_contain_text("Cycle 2 follows two weeks after discharge")
    photograph(page, "chart-after-cycle-1")


def compare_with_print(page: Page, chart: str, decided: dict[int, datetime]) -> None:
    """The dose record says of each slot what was charted through the board."""
    page.goto(f"{chart}cycles/1/")
    address = page.get_by_role("link", name="Print the dose record").get_attribute("href")
    assert address
    answer = page.request.get(address)
    assert answer.ok, answer.text()
    record = " ".join(pages_in(answer.body()))
    assert "12 given of 14 offered" in record
    for slot, at in decided.items():
        due = (first_due().astimezone(UTC) + timedelta(hours=8 * (slot - 1), minutes=20 if slot > 1 else 0)).astimezone(
            ZONE
        )
        row = record[record.index(f"{slot} {due:%a} {due.day} {due:%b %H:%M %Z}") :][:200]
        started = at.astimezone(ZONE)
        charted = "Withheld" if slot in WITHHELD else f"{started.day} {started:%b %H:%M %Z}"
        assert charted in row, row


def register(page: Page) -> str:
    page.goto("/")
    follow(page, "Register a referral")
    fill(
        page, family_name="Example-Browser", given_name="Testa", born_on="1966-05-04", sex="female", record_number="B1"
    )
    fill(page, disease="metastatic_rcc", histology="Clear cell", icd10="C64.1", stage="IV", diagnosed_on="2025-06-01")
    fill(page, sites="C78.00", no_known_allergies="on", referred_by="Dr. Invented", referred_on="2026-02-20")
    press(page, "Register")
    chart = page.url
    page.goto(chart + "consent/")
    fill(page, signed_on="2026-03-01", form_version="1", explained_by="Dr. Invented", witness="Testa Witness")
    press(page, "Record")
    assert page.url == chart
    return chart


def record_workup(page: Page, chart: str) -> None:
    for key, (modality, region) in STUDIES.items():
        page.goto(f"{chart}eligibility/imaging/")
        fill(page, modality=modality, region=region, taken_on="2026-03-02", read_by="Dr. Invented Reader")
        fill(page, result=f"{key}:{make.GOOD_WORKUP[key]}")
        page.get_by_role("button", name="Record the study").click()
        expect(page.locator("#messages")).to_contain_text("recorded")
    for section in SECTIONS:
        values = {key: make.GOOD_WORKUP[key] for key in section.entered if key in make.GOOD_WORKUP}
        if not values or section.area is Area.IMAGING:
            continue
        page.goto(f"{chart}eligibility/{section.area}/")
        fill(page, taken_on="2026-03-02", **values)
        page.get_by_role("button", name=f"Record {section.title.lower()}").click()
        expect(page.locator("#messages")).to_contain_text("recorded")
    page.goto(f"{chart}eligibility/")
    expect(page.locator("main")).to_contain_text("Eligible by the criteria")
    photograph(page, "workup")


def sign(page: Page, chart: str) -> None:
    page.goto(f"{chart}eligibility/sign/")
    verdict = page.locator(".verdict-line").bounding_box()
    assert verdict is not None
    assert verdict["y"] + verdict["height"] <= 768, "The verdict is seen only after scrolling."
    fill(page, decision="eligible", password=make.PASSWORD)
    photograph(page, "sign-off")
    press(page, "Sign")
    expect(page.locator("main")).to_contain_text("Admit to cycle 1")


def admit(page: Page, chart: str) -> None:
    page.goto(f"{chart}cycles/1/admit/")
    fill(page, bed="A1", admitted_at=moment(ADMITTED), dosing_weight_kg="80", first_dose_due_at=moment(first_due()))
    press(page, "Admit")
    expect(page.locator("main")).to_contain_text("48 million units")


def order(page: Page, chart: str) -> None:
    page.goto(f"{chart}cycles/1/orders/")
    follow(page, "Write the orders")
    fill(page, allergies_reviewed="on", password=make.PASSWORD)
    photograph(page, "orders")
    press(page, "Sign the orders")
    expect(page.locator("main")).to_contain_text("The pharmacist has not verified this version")


def verify(page: Page, chart: str) -> None:
    page.goto(f"{chart}cycles/1/orders/")
    follow(page, "Calculate and verify")
    photograph(page, "verification")
    fill(page, dose_million_units="48", volume_ml="2.67", bag_ml="50", vials="3", password=make.PASSWORD)
    press(page, "Verify the orders")


def prepare(page: Page, chart: str, at: datetime) -> None:
    page.goto(f"{chart}cycles/1/bags/new/")
    fill(page, lot="INVENTED-1", drug_expires_on="2027-01-31", prepared_at=moment(at))
    press(page, "Record the bag")


def first_due() -> datetime:
    return ADMITTED + timedelta(hours=2)


def decide(page: Page, chart: str, slot: int, at: datetime) -> None:
    """From the census to the charted slot: the board, and one form."""
    make.someone(Role.PHYSICIAN)
    page.goto("/census/")
    follow(page, "Example-Browser")
    if slot in WITHHELD:
        follow(page, f"Withhold dose {slot}")
        fill(page, withheld_for="kidney", note="Creatinine rising, in this invented course.")
        press(page, f"Chart dose {slot} as withheld")
    else:
        # The urine of the hours since the last check, also over the slots that were withheld.
        check(page, at, urine_ml="1300" if slot == max(WITHHELD) + 1 else make.GOOD_CHECK["urine_ml"])
        follow(page, f"Give dose {slot}")
        fill(page, started_at=moment(at), second_person="physician", second_password=make.PASSWORD)
        press(page, f"Chart dose {slot} as given")
    if slot == 11:
        photograph(page, "board")


def check(page: Page, at: datetime, **values: str) -> None:
    """What is missing is asked first; what still counts stays folded."""
    follow(page, "Record the pre-dose check")
    found = make.GOOD_CHECK | values
    asked = {key: typed for key, typed in found.items() if page.locator(f"[name={key}]").is_visible()}
    fill(page, taken_at=moment(at), **asked)
    page.get_by_label("None of these since the last slot").check()
    press(page, "Record the check")


def discharge(page: Page, chart: str, at: datetime) -> None:
    page.goto(f"{chart}cycles/1/discharge/")
    fill(page, discharged_at=moment(at), stop_reason="max_doses")
    press(page, "Discharge")

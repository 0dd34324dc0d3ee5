"""The flowsheet in a real browser: by keyboard alone, and a whole shift of a nurse with four patients."""

import random
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db.models import Sum
from django.utils import timezone
from playwright.sync_api import APIResponse, Page, Route, expect

from cycles.flowsheet import sheet_of
from cycles.models import Cycle
from cycles.rules.intake_output import INTAKE, OUTPUT
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from patients.models import Measurement
from tests import make
from tests.browser.conftest import photograph

pytestmark = pytest.mark.browser

VITALS = {
    "sbp_mmhg": "104",
    "dbp_mmhg": "58",
    "heart_rate": "112",
    "respiratory_rate": "22",
    "temperature_c": "38.4",
    "spo2_percent": "94",
    "oxygen_l_min": "2",
}
PATIENTS, HOURS = 4, 12
# What somebody types, at once: 600 fields by keyboard would take minutes; that keys fill them has tests of its own.
TYPE = """typed => { for (const [key, value] of Object.entries(typed)) {
  const field = document.getElementById("id_" + key);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
} }"""


@pytest.fixture
def nurse(log_in) -> Page:
    page = log_in(Role.NURSE)
    page.on("console", lambda said: pytest.fail(said.text) if "Content Security Policy" in said.text else None)
    return page


def quick(page: Page) -> None:
    """Fetch styles and scripts once; the server of the tests lets no browser keep them."""
    had: dict[str, APIResponse] = {}

    def fetch_once(route: Route) -> None:
        if route.request.url not in had:
            had[route.request.url] = route.fetch()
        route.fulfill(response=had[route.request.url])

    page.route("**/static/**", fetch_once)


def admitted(hours: int, bed: str) -> Cycle:
    at = (timezone.now() - timedelta(hours=hours)).replace(second=0, microsecond=0)
    with time_machine.travel(at - timedelta(hours=1), tick=False):
        patient = make.ready_patient()
    return make.cycle(patient, at=at, first_dose_due_at=at + timedelta(hours=2), bed=bed)


def address(cycle: Cycle) -> str:
    return f"/patients/{cycle.patient.code}/cycles/{cycle.number}/flowsheet/"


class Keyboard:
    """The keys that somebody presses, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1


def saved(page: Page) -> None:
    page.locator(".times-head .is-marked").wait_for()


def test_a_column_of_vital_signs_costs_its_digits_and_one_key_a_field(nurse):
    cycle = admitted(3, "A1")
    nurse.goto(address(cycle))
    keys = Keyboard(nurse)
    for place, value in enumerate(VITALS.values(), 1):
        keys.type(value)
        keys.press("Enter" if place < len(VITALS) else "Control+Enter")
    saved(nurse)
    assert keys.pressed <= sum(map(len, VITALS.values())) + len(VITALS)
    rows = Measurement.objects.filter(patient=cycle.patient, taken_at__isnull=False)
    assert {row.analyte: row.entered for row in rows} == VITALS
    # Back in the grid: the next column is open where the first one began.
    expect(nurse.locator("#id_sbp_mmhg")).to_be_focused()
    photograph(nurse, "flowsheet-column")


def test_arrows_move_about_the_grid_and_change_nothing(nurse):
    cycle = admitted(3, "A1")
    make.check(cycle, timezone.now() - timedelta(hours=1))
    nurse.goto(address(cycle))
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        nurse.keyboard.press(key)
    expect(nurse.locator("#id_heart_rate")).to_be_focused()
    nurse.locator("#id_rhythm").focus()
    nurse.keyboard.press("ArrowDown")
    assert nurse.locator("#id_rhythm").input_value() == ""
    nurse.locator("#id_rhythm").focus()
    nurse.keyboard.type("s")
    assert nurse.locator("#id_rhythm").input_value() == "sinus"
    nurse.locator("#id_heart_rate").focus()
    nurse.keyboard.press("ArrowLeft")
    expect(nurse.locator("td a:focus")).to_have_text("88")
    nurse.keyboard.press("ArrowUp")
    expect(nurse.locator("td a:focus")).to_have_text("68")
    nurse.keyboard.press("Escape")
    expect(nurse.locator("#id_dbp_mmhg")).to_be_focused()
    nurse.keyboard.press("Tab")
    expect(nurse.locator("#id_heart_rate")).to_be_focused()


def test_earlier_days_are_taken_in_and_what_was_typed_stays(nurse):
    cycle = admitted(60, "A1")
    make.check(cycle, timezone.now() - timedelta(hours=50))
    make.check(cycle, timezone.now() - timedelta(hours=1))
    nurse.goto(address(cycle))
    nurse.locator("#id_heart_rate").fill("131")
    columns = nurse.locator(".times-head th").count()
    nurse.get_by_role("link", name="All days").click()
    expect(nurse.get_by_role("link", name="All days")).to_have_count(0)
    assert nurse.locator(".times-head th").count() > columns
    assert nurse.locator("#id_heart_rate").input_value() == "131"
    nurse.locator("#pictures").scroll_into_view_if_needed()
    expect(nurse.locator("#pictures svg")).to_have_count(2)


def script(found_at: datetime, hour: int, luck: random.Random) -> dict[str, str]:
    """What is charted of one patient at one hour: vital signs, intake and output, and what is due besides."""
    systolic = luck.randint(84, 120)
    typed = {
        "sbp_mmhg": str(systolic),
        "dbp_mmhg": str(systolic - luck.randint(30, 44)),
        "heart_rate": str(luck.randint(88, 132)),
        "respiratory_rate": str(luck.randint(16, 28)),
        "temperature_c": f"{luck.uniform(36.5, 39.8):.1f}",
        "spo2_percent": str(luck.randint(91, 98)),
        "oxygen_l_min": str(luck.randint(0, 4)),
        "intake_oral_ml": str(luck.randrange(0, 240, 20)),
        "intake_iv_ml": str(luck.randrange(100, 400, 10)),
        "urine_ml": str(luck.randrange(20, 180, 5)),
    }
    if hour % 4 == 0:
        typed |= {"emesis_ml": str(luck.randrange(0, 200, 10)), "pain_score": str(luck.randint(0, 6))}
        typed |= {"acetaminophen_mg": "650", "stool_ml": str(luck.randrange(0, 300, 10))}
    if hour in (2, 10):
        typed |= {"serial_sevens": "correct", "world_backwards": "correct", "mood": "calm", "dreams": "none"}
        typed |= {"creatinine_mg_dl": f"{luck.uniform(0.9, 2.9):.2f}", "skin_state": "erythema", "line_site": "clean"}
    if hour == HOURS:
        typed |= {"weight_kg": f"{luck.uniform(80, 86):.1f}"}
    return typed


def chart(page: Page, cycle: Cycle, at: datetime, typed: dict[str, str]) -> None:
    page.goto(address(cycle))
    local = timezone.localtime(at)
    page.locator("[name=taken_at_on]").fill(f"{local:%Y-%m-%d}")
    page.locator("[name=taken_at_time]").fill(f"{local:%H:%M}")
    page.evaluate(TYPE, typed)
    page.keyboard.press("Control+Enter")
    saved(page)


@pytest.mark.slow
def test_a_whole_shift_of_four_patients_is_charted_and_nothing_is_lost(nurse):
    quick(nurse)
    luck = random.Random(6)  # noqa: S311
    cycles = [admitted(HOURS + 2, f"A{bed}") for bed in range(1, PATIENTS + 1)]
    begun = timezone.now().replace(second=0, microsecond=0) - timedelta(hours=HOURS)
    ledger: dict[tuple[int, str, datetime], str] = {}
    for hour in range(1, HOURS + 1):
        for cycle in cycles:
            at = begun + timedelta(hours=hour) - timedelta(minutes=luck.randint(1, 9))
            typed = script(at, hour, luck)
            chart(nurse, cycle, at, typed)
            ledger |= {(cycle.patient_id, key, at): value for key, value in typed.items()}
        if hour in (1, HOURS // 2, HOURS):
            photograph(nurse, f"shift-hour-{hour:02}")
    rows = Measurement.objects.filter(patient__in=[cycle.patient_id for cycle in cycles], taken_at__gt=begun)
    assert {(row.patient_id, row.analyte, row.taken_at): row.entered for row in rows} == ledger
    assert len(ledger) >= 550
    assert TrailEntry.objects.filter(verb="charted").count() == len(cycles) * HOURS
    for cycle in cycles:
        assert_sums(Cycle.objects.get(pk=cycle.pk))


def assert_sums(cycle: Cycle) -> None:
    """The shifts add up to everything that was charted."""
    totals = sheet_of(cycle, timezone.now()).totals
    shifts = [shift.balance for day in totals.days for shift in day.shifts]
    for keys, name in ((INTAKE, "intake_ml"), (OUTPUT, "output_ml")):
        rows = Measurement.objects.filter(patient=cycle.patient, analyte__in=keys)
        sums = [getattr(shift, name) for shift in shifts]
        assert sum(one for one in sums if one is not None) == rows.aggregate(ml=Sum("value"))["ml"]
    assert totals.weight_kg is not None
    assert totals.weight_kg > Decimal(79)

"""What a browser keeps of a shift at a shared workstation: no patient, in no storage, address or other place."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from il2program.accounts.roles import Role
from tests import make

pytestmark = pytest.mark.browser
CANARY = "Zzcanary"

STORED = """async () => {
    const kept = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
    for (const one of await indexedDB.databases()) kept.push(JSON.stringify(one));
    for (const name of await caches.keys()) {
        kept.push(name);
        for (const asked of await (await caches.open(name)).keys()) kept.push(asked.url);
    }
    kept.push(...(await navigator.serviceWorker.getRegistrations()).map((one) => one.scope));
    return kept;
}"""


def test_A064_nothing_of_a_patient_stays_in_the_browser_and_nobody_else_is_asked(
    log_in: Callable[..., Page], live_server: Any
) -> None:
    page = log_in(Role.NURSE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    patient = make.ready_patient(family_name=CANARY)
    make.cycle(patient)
    chart = f"/patients/{patient.code}/"
    for path in ("/", "/patients/", "/census/", chart, f"{chart}eligibility/", f"{chart}cycles/1/"):
        page.goto(path)
    for path in (f"{chart}cycles/1/slots/1/", f"{chart}response/", f"{chart}documents/", f"{chart}trail/"):
        page.goto(path)
        expect(page.locator("body")).to_contain_text(CANARY)
    search(page)

    assert page.evaluate(STORED)[2:] == []  # neither databases nor caches nor workers
    assert not [kept for kept in page.evaluate(STORED) if CANARY.lower() in kept.lower()]
    assert {url.split("/")[2] for url in asked if not url.startswith("data:")} == {live_server.url.split("/")[2]}
    assert not [url for url in asked if CANARY.lower() in url.lower()]


def search(page: Page) -> None:
    """As one types the list follows, and address and history say nothing of what was typed."""
    make.patient()
    page.goto("/patients/")
    before = page.evaluate("history.length")
    page.get_by_label("Name, record number or birth date").press_sequentially("canary")
    expect(page.locator("#found")).to_contain_text("1 of 2 patients")
    expect(page.locator("#found")).to_contain_text(CANARY)
    assert "/patients/?search=" in page.url
    assert page.evaluate("history.length") > before
    page.get_by_role("link", name="Born").click()
    expect(page.locator("#found")).to_contain_text("1 of 2 patients")
    expect(page.get_by_label("Name, record number or birth date")).to_have_value("canary")
    page.go_back()
    expect(page.locator("#found")).to_contain_text("1 of 2 patients")


def test_patients_are_searched_without_javascript(log_in: Callable[..., Page]) -> None:
    page = log_in(Role.NURSE, java_script_enabled=False)
    make.patient(family_name=CANARY)
    make.patient()
    page.goto("/patients/")
    page.get_by_label("Name, record number or birth date").fill("canary")
    page.get_by_role("button", name="Show", exact=True).click()
    assert "/patients/?search=" in page.url
    expect(page.locator("#found")).to_contain_text("1 of 2 patients")

"""A real Chromium before the running program; what it shows at the end is kept in `var/screenshots`."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from il2program.accounts.roles import Role
from tests import make

# The browser's driver runs an event loop, in which Django would refuse the test's own queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots"
# How long a page may take on a machine that runs other tests beside; how quick pages are has tests of its own.
PATIENCE_MS = 30_000
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "The browser tests need Chromium: apt-get install chromium"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def log_in(transactional_db: None, chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """A page of somebody of this role, who has logged in by typing name and password."""
    contexts = []

    def page_of(role: Role, **options: Any) -> Page:
        person = make.someone(role)
        laptop = {"viewport": {"width": 1366, "height": 768}, "timezone_id": "America/Los_Angeles"}
        context = chromium.new_context(base_url=live_server.url, **(laptop | options))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: pytest.fail(f"The page's script failed: {error}"))
        page.goto("/accounts/login/")
        page.locator("[name=login]").fill(person.username)
        page.locator("[name=password]").fill(make.PASSWORD)
        page.get_by_role("button", name="Log in", exact=True).click()
        page.wait_for_url("/")
        return page

    yield page_of
    for context in contexts:
        context.close()


def photograph(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)

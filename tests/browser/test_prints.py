"""The print center in a real browser: how far a batch is, seen without doing anything, left, found again, cancelled."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from il2program.accounts.roles import Role
from il2program.documents.models import PrintBatch, PrintItem
from tests import make
from tests.browser.conftest import photograph

pytestmark = pytest.mark.browser


def test_progress_shows_itself_survives_leaving_the_page_and_ends_with_cancelling(log_in: Callable[..., Page]) -> None:
    patient, page = make.patient(), log_in(Role.COORDINATOR)
    page.goto(f"{reverse('print_centre')}?patient={patient.code}")
    with page.expect_navigation():
        page.get_by_role("button", name="Make the prints").click()
    expect(page.locator("#prints")).to_contain_text("0 of 4 forms done.")
    first = PrintItem.objects.values("pk")[:1]
    PrintItem.objects.filter(pk__in=first).update(pdf=b"%PDF-", made_at=timezone.now())
    expect(page.locator("progress")).to_have_attribute("value", "1")
    photograph(page, "prints")
    with page.expect_navigation():
        page.get_by_role("link", name="Go to the print center").click()
    expect(page.locator("main")).to_contain_text("1 of 4 forms done.")
    with page.expect_navigation():
        page.get_by_role("link", name="Packets of 1 patient").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Cancel these prints").click()
    expect(page.locator("#prints")).to_contain_text("Cancelled.")
    assert PrintBatch.objects.get().cancelled_at
    assert not PrintItem.objects.exists()

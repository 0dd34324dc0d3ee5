"""Nobody carries the program's patients away page by page: so many files a minute, counted in the trail."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from il2program.audit.models import TrailEntry
from tests import make

pytestmark = pytest.mark.django_db
EXPORT = "/patients/export.csv"


def test_A062_a_hundred_exports_at_once_end_at_the_quota(as_coordinator, settings):
    make.patient()
    told = [as_coordinator.get(EXPORT).status_code for _ in range(100)]
    assert told == [200] * settings.FILES_PER_MINUTE + [429] * (100 - settings.FILES_PER_MINUTE)


def test_A062_forms_count_too_and_the_page_says_what_to_do(as_nurse, settings):
    settings.FILES_PER_MINUTE = 1
    patient = make.patient()
    form = f"/patients/{patient.code}/documents/treatment-calendar.pdf"
    assert as_nurse.get(form).status_code == 200
    refused = as_nurse.get(form)
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert "wait a minute and ask for it again" in refused.content.decode()
    line = TrailEntry.objects.get(verb="denied")
    assert (line.chart, line.sentence) == (
        patient.code,
        "Was refused, too much at once: document, form treatment-calendar",
    )


def test_A062_a_minute_later_it_goes_on_and_nobody_else_is_held_up(as_coordinator, as_nurse, settings):
    settings.FILES_PER_MINUTE = 1
    as_coordinator.get(EXPORT)
    assert as_coordinator.get(EXPORT).status_code == 429
    assert as_nurse.get(EXPORT).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=1, seconds=1)):
        assert as_coordinator.get(EXPORT).status_code == 200


def files(resolver: URLResolver, before: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        found += files(pattern, route) if isinstance(pattern, URLResolver) else [(route, pattern)]
    return [(route, pattern) for route, pattern in found if route.endswith((".pdf", ".csv"))]


def test_A062_every_address_of_a_file_is_under_the_quota():
    found = files(get_resolver())
    assert len(found) >= 4
    assert [route for route, pattern in found if not has_mark(pattern.callback)] == []


def has_mark(view: object) -> bool:
    """Whether the view or what it wraps is marked."""
    while view is not None:
        if getattr(view, "is_within_quota", False):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_reading_pages_costs_nothing_of_the_quota(as_nurse, settings):
    settings.FILES_PER_MINUTE = 1
    patient = make.patient()
    assert {as_nurse.get(f"/patients/{patient.code}/").status_code for _ in range(3)} == {200}

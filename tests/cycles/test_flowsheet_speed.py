"""What a flowsheet of 3,000 values costs, held against a plain page of the same program."""

import gc
import time
from datetime import timedelta
from itertools import islice
from statistics import median

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path, reverse
from django.utils import timezone

from cycles.rules.flowsheet import ROWS, TYPED
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.audit import trail
from patients.actions import Entry
from patients.actions.measurements import row_of
from patients.models import Measurement
from patients.rules.analytes import Kind
from tests import make
from tests.cycles.ward import at, withheld

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.urls(__name__)]

FIRST_VIEW_AT_MOST, WHOLE_CYCLE_AT_MOST = 4, 8
RUNS = 30
VALUES = 3000
COLUMNS, PER_COLUMN = 60, 50

PLAIN = """{% extends "base.html" %}{% block title %}Plain{% endblock %}{% block content %}<h1>Plain</h1>
<table class="grid"><thead><tr><th>Row</th><th>Value</th><th>By</th></tr></thead><tbody>
{% for row in rows %}
<tr><td>{{ row.analyte }}</td><td>{{ row.shown }}</td><td>{{ row.recorded_by }}</td></tr>{% endfor %}
</tbody></table>{% endblock %}"""


def plain(request):
    rows = Measurement.objects.select_related("recorded_by")[:50]
    return HttpResponse(engines["django"].from_string(PLAIN).render({"rows": rows}, request))


urlpatterns = [path("plain/", plain), path("", include("il2program.urls"))]


def value_of(key, number):
    row = ROWS[key]
    if row.kind is Kind.CHOICE:
        return row.codes[number % len(row.codes)]
    if row.kind is Kind.TEXT:
        return "As told."
    low, high = row.plausible
    return str(int(low) + 1 + number % max(1, int(high - low) - 1)) if row.step is None else str(int(low) + number % 3)


def chart_three_thousand(cycle, nurse):
    keys = list(islice((key for key in TYPED if ROWS[key].kind is not Kind.TEXT), PER_COLUMN))
    rows = []
    for column in range(COLUMNS):
        found_at = cycle.admitted_at + timedelta(hours=2 * column, minutes=110)
        day = timezone.localdate(found_at)
        rows += [
            row_of(cycle.patient, Entry(key, value_of(key, column), day, "", found_at), nurse, "typed") for key in keys
        ]
    with transaction.atomic(), trail.action("charted", cycle, by=nurse, sentence="Charted a cycle"):
        trail.insert_many(rows)


@pytest.fixture
def address(clock):
    """A stay of five days with all its doses decided and 3,000 values."""
    clock.move_to(at(1, 12))
    patient = make.ready_patient()
    cycle = make.cycle(patient, at=at(1, 12))
    nurse = make.someone(Role.NURSE)
    for slot in range(1, 14):
        clock.move_to(at(1, 12) + timedelta(hours=8 * slot))
        withheld(cycle, slot)
    clock.move_to(at(6, 12))
    chart_three_thousand(cycle, nurse)
    assert Measurement.objects.filter(patient=patient, taken_at__isnull=False).count() >= VALUES
    return reverse("flowsheet", args=[patient.code, 1])


def seconds(client, page):
    gc.collect()
    begun = time.perf_counter()
    answer = client.get(page)
    took = time.perf_counter() - begun
    assert answer.status_code == 200
    return took


def test_the_first_view_and_the_whole_cycle_cost_no_more_than_so_many_plain_pages(as_nurse, address):
    pages = {"plain": "/plain/", "first": address, "whole": f"{address}?days=all"}
    took = {name: [] for name in pages}
    for _ in range(RUNS + 1):
        for name, page in pages.items():
            took[name].append(seconds(as_nurse, page))
    plain_s, first_s, whole_s = (median(took[name][1:]) for name in pages)
    told = f"plain {plain_s * 1000:.1f} ms, first {first_s / plain_s:.1f} ×, whole {whole_s / plain_s:.1f} ×"
    assert first_s <= FIRST_VIEW_AT_MOST * plain_s, told
    assert whole_s <= WHOLE_CYCLE_AT_MOST * plain_s, told
    assert Person.objects.exists()

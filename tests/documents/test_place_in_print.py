"""Every row of the clinical reference, 3.1, 3.2 and 5.1, has its place in print.

What is charted of a row stands on the day's flowsheet, each limit in the orders, each grade in the toxicity summary.
"""

import re

import pytest
import time_machine
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from cycles.actions import grade_toxicity
from cycles.facts import journey_of
from cycles.models import Cycle
from cycles.rules.flowsheet import ROWS, TYPED
from cycles.rules.terms import terms
from il2program.accounts.roles import Role
from il2program.audit import trail
from il2program.documents.catalog import form_called
from il2program.documents.printed_form import Paper
from patients.actions import Entry
from patients.actions.measurements import row_of
from patients.rules.analytes import Kind
from tests import make
from tests.cycles.test_flowsheet_reference import LIMITS, MONITORED, keys_of
from tests.cycles.test_toxicity import ROWS as GRADED
from tests.cycles.ward import at

pytestmark = pytest.mark.django_db


def printed(cycle: Cycle, key: str) -> str:
    """The words of a form as it is printed today, without their tags."""
    form, journey = form_called(key), journey_of(cycle.patient)
    page = render_to_string(
        form.template, form.printed(journey, form.copies(journey)[0], Paper.LETTER, timezone.now(), None)
    )
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def cycle(db):
    """In bed since Monday 08:00; it is noon."""
    with time_machine.travel(at(2, 12), tick=False):
        yield make.cycle(make.ready_patient(), at=at(2, 8))


def anything(key: str) -> str:
    """A value that the row takes."""
    row = ROWS[key]
    if row.kind is Kind.CHOICE:
        return row.codes[0]
    return "As told." if row.kind is Kind.TEXT else str(int(row.plausible[0]) + 1)


def test_every_row_that_is_monitored_or_limited_stands_on_the_flowsheet_of_the_day(cycle):
    found_at, nurse = at(2, 11), make.someone(Role.NURSE)
    entries = [Entry(key, anything(key), found_at.date(), "", found_at) for key in TYPED]
    with transaction.atomic(), trail.action("charted", cycle, by=nurse, sentence="Charted every row"):
        trail.insert_many([row_of(cycle.patient, entry, nurse, "typed") for entry in entries])
    page = printed(cycle, "daily-flowsheet")
    keys = {key for cells in (*MONITORED, *LIMITS) for key in keys_of(*cells.values)}
    assert len(keys) > 40
    assert {key for key in keys if ROWS[key].label not in page} == set()


def test_every_limit_stands_in_the_orders(cycle):
    make.orders(cycle)
    page = printed(Cycle.objects.get(pk=cycle.pk), "admission-orders")
    by_itself = {"Pulse", "SITS score", "Any O2 use"}
    named = [cells for cells in LIMITS if cells.id not in by_itself]
    assert len(named) == len(LIMITS) - len(by_itself)
    assert [cells.id for cells in named if ROWS[keys_of(*cells.values)[0]].label not in page] == []
    for words in ("newly irregular", "call before the next dose after any use of oxygen"):
        assert words in page


def test_every_term_that_numbers_grade_stands_in_the_toxicity_summary(cycle):
    for term in GRADED:
        grade = next(grade for grade in (1, 2, 3, 4) if terms()[term].wording(grade))
        grade_toxicity(cycle=cycle, term=term, grade=grade, found_at=timezone.now(), by=make.someone(Role.NURSE))
    page = printed(cycle, "toxicity-summary")
    assert {term for term in GRADED if term not in page} == set()

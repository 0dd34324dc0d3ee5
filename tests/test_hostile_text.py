"""Markup, template code, formulas and addresses in every text column: shown and printed as text, followed nowhere."""

import csv
import io
import re
import socket
from collections.abc import Iterator
from html import unescape
from threading import Thread

import pytest
from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from il2program.accounts.roles import Role
from il2program.audit.recorded import Recorded
from il2program.documents.catalog import FORMS
from il2program.pathway.export import FORMULA
from il2program.pdf import Press
from patients.models import Patient
from tests import make, triggers
from tests.accounts.walking import address, places, routes
from tests.documents.reading import text_of
from tests.signatures.records import RECORDS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# What is chosen from a list, computed, or held to a pattern by its form.
NOT_TYPED = {"analyte", "comparator", "choice", "unit", "digest", "record", "record_number", "icd10", "method", "roles"}
SHORT, LONG = (
    "=<b>{{{{7*7}}}}</b>{}",
    "\"'><script>alert(1)</script>{{% debug %}}{{0.__class__}}<img src={}><link href=file:///etc/passwd>",
)
FOLLOWED = re.compile(r"<b>\{\{7|<script>alert|<img src=http|=<b>49|<link href=file")


def typed_columns() -> list[models.Field]:
    """Every column of a clinical table that somebody types into."""
    texts = (models.CharField, models.TextField)
    return [
        field
        for model in apps.get_models()
        if issubclass(model, Recorded)
        for field in model._meta.concrete_fields
        if isinstance(field, texts) and field.editable and not field.choices and field.name not in NOT_TYPED
    ]


@pytest.fixture
def canary() -> Iterator[tuple[str, list[object]]]:
    """An address on this machine, and who called there."""
    calls: list[object] = []

    def listen() -> None:
        while True:
            try:
                caller, address = server.accept()
            except OSError:
                return
            calls.append(address)
            caller.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/canary.png", calls
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def everywhere(db: None, canary: tuple[str, list[object]]) -> list[str]:
    """Patients at every stage, with hostile text in every column; the marks by which each column is told."""
    for record in RECORDS.values():
        record()
    running = make.cycle(make.ready_patient(), at=timezone.now())
    assert running.is_running
    marks = []
    with triggers.lifted(), connection.cursor() as cursor:
        for number, field in enumerate(typed_columns()):
            mark = f"c{number:02}c"
            # A bed is taken once: in the short columns there is room for the row's own key behind the mark.
            text = SHORT.format(mark) if (field.max_length or 2000) > 30 else f"=<b>{mark}"
            if field.max_length is None or field.max_length >= 200:
                text += LONG.format(canary[0])
            kept = (
                f"WHERE {field.column} <> ''" if field.name in {"text", "allergies", "because", "interpreter"} else ""
            )
            own = f"substr(%s || id, 1, {field.max_length or 2000})"
            cursor.execute(f"UPDATE {field.model._meta.db_table} SET {field.column} = {own} {kept}", [text])
            if cursor.rowcount:
                marks.append(mark)
        cursor.execute(
            "UPDATE patients_patient SET allergies = %s, no_known_allergies = %s", ["=<b>{{7*7}}</b>", False]
        )
    return marks


def addresses() -> Iterator[str]:
    there = places()
    codes = list(Patient.objects.values_list("code", flat=True))
    for known in (there | {"code": str(code)} for code in codes):
        for route in routes():
            if route.startswith(("patients/", "census", "trail")) or not route:
                yield address(route, known)
        for form in FORMS:
            yield f"/patients/{known['code']}/documents/{form.key}.pdf"


def shown(answer: object) -> str:
    """What a person reads of a page, after seeing that nothing of it was taken for anything but text."""
    kind = answer["Content-Type"].partition(";")[0]
    told = answer.content.decode("utf-8-sig")
    if kind == "text/csv":
        cells = [cell for row in csv.reader(io.StringIO(told)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(FORMULA) and len(cell) > 1]
        return " ".join(cells)
    assert not FOLLOWED.findall(told)
    return unescape(told)


@pytest.fixture
def typeset(monkeypatch: pytest.MonkeyPatch, blank_paper: None) -> list[str]:
    """The pages of every form that is printed, before they are laid out."""
    pages, lay_out = [], Press.make

    def make_of(press: Press, html: str) -> bytes:
        pages.append(html)
        return lay_out(press, html)

    monkeypatch.setattr(Press, "make", make_of)
    return pages


def test_A053_A055_A073_B021_what_was_typed_is_text_on_every_page_print_and_export(
    as_role, everywhere, canary, typeset, settings
):
    settings.FILES_PER_MINUTE = 10_000
    seen, exported = "", ""
    opened: set[str] = set()
    for role in (Role.COORDINATOR, Role.PHYSICIAN, Role.ADMINISTRATOR):
        client = as_role(role)
        # What one of them has read says the same to the others.
        for path in sorted(set(addresses()) - opened):
            answer = client.get(path)
            assert answer.status_code < 500 or answer.status_code == 503, path
            if answer.status_code != 200:
                continue
            opened.add(path)
            # The archive is data that verifies, with its own tests; what is printed is looked at below.
            if answer["Content-Type"].startswith("text/csv"):
                exported += shown(answer)
            elif answer["Content-Type"].startswith("text/html"):
                seen += shown(answer)
    printed = "".join(typeset)
    assert not FOLLOWED.findall(printed)
    printed = unescape(printed)
    assert canary[1] == []
    assert "=<b>{{7*7}}</b>" in seen
    assert "=<b>{{7*7}}</b>" in printed
    assert "'=<b>{{7*7}}</b>" in exported
    never = [mark for mark in everywhere if mark not in seen and mark not in printed]
    columns = [f"{field.model.__name__}.{field.name}" for field in typed_columns()]
    assert len(everywhere) > 25
    assert len(never) < 10, [columns[int(mark[1:3])] for mark in never]


def test_A070_B021_what_was_typed_is_laid_out_as_text_and_nothing_is_fetched(as_physician, everywhere, canary):
    running = Patient.objects.filter(cycles__discharged_at=None, cycles__isnull=False).latest("pk")
    for form in ("eligibility-checklist", "treatment-calendar"):
        answer = as_physician.get(f"/patients/{running.code}/documents/{form}.pdf")
        assert "=<b>{{7*7}}</b>" in re.sub(r"\s", "", text_of(answer))
    assert canary[1] == []

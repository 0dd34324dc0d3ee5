"""Every address with every parameter it may know, every form with odd text in every field: never an error."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import Client

from il2program.accounts.roles import Role
from tests import make
from tests.accounts.walking import NOBODY, address, browser, places, routes

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("blank_paper")]

NAMES = ["after", "before", "by", "cycle", "decision", "disease", "due", "first", "form", "id", "kind", "last", "next"]
NAMES += ["of", "order", "ordering", "page", "paper", "per_page", "person", "q", "record_number", "search", "show"]
NAMES += ["sort", "state", "status", "step", "submission", "csrfmiddlewaretoken"]

SQL = ["'", "' OR '1'='1", "1; DROP TABLE patients_patient; --", "') UNION SELECT password FROM accounts_person --"]
SQL += [
    "id) FROM pg_sleep(3) --",
    "\\",
    "%",
    "_",
    "${1}",
    "family_name__startswith",
    "-password",
    "patient__signature__digest",
]
ODD = ["%00", "%ED%A0%80", "-1", "1e9", "1e999", "NaN", "Infinity", "9" * 40, "0001-01-01", "9999-12-31", "2026-02-30"]
ODD += ["[]", "null", "true", "{}", "%FF%FE", "%E2%80%AE", "%0D%0AX-Evil:1", "../../etc/passwd", "{{7*7}}", "%27"]


def questions() -> list[str]:
    """Query strings: each odd text under every name at once, then as a list, twice, and as an array."""
    encoded = [query(text) for text in SQL] + ["&".join(f"{name}={text}" for name in NAMES) for text in ODD]
    shapes = ["page=1&page=2", "page[]=1", "page[a]=1&sort[b]=2", "sort=name,-born_on", "&&&", "=", "a" * 2000, "page"]
    return encoded + shapes


def query(text: str) -> str:
    asked = QueryDict(mutable=True)
    for name in NAMES:
        asked[name] = text
    return asked.urlencode()


# What every address is asked; those that read a question are asked all of them.
FEW = ["%00", "%ED%A0%80", "-1", "1e9", "%27"]
READERS = ("patients/", "patients/export.csv", "trail/", "trail/export.csv", "patients/<uuid:code>/trail/")
READERS += ("patients/<uuid:code>/documents/<slug:form>.pdf", "accounts/login/")
READERS += (
    "patients/<uuid:code>/cycles/<int:number>/slots/<int:slot>/",
    "accounts/sign-on/<slug:provider_id>/callback/",
)


@pytest.mark.parametrize("who", [NOBODY, Role.NURSE, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_A054_A066_A102_no_question_is_an_error(who, settings):
    settings.FILES_PER_MINUTE = 100_000
    known, client, wrong = places() | {"form": "treatment-calendar"}, browser(who), []
    for route in routes():
        path = address(route, known)
        asked = questions() if route in READERS else ["&".join(f"{name}={text}" for name in NAMES) for text in FEW]
        for question in asked if is_open(client, path) else []:
            told = client.get(f"{path}?{question}")
            if told.status_code >= 500:
                wrong.append(f"{route}?{question[:60]}: {told.status_code}")
    assert wrong == []


def is_open(client: Client, path: str) -> bool:
    return "logout" not in path and client.get(path).status_code == 200


@pytest.mark.parametrize("odd", ["-1", "0", "1000000000", "NaN", "9" * 5000])
@pytest.mark.parametrize("name", ["page", "per_page"])
def test_A102_a_page_that_cannot_be_is_the_nearest_that_is(as_nurse, name, odd):
    make.patient()
    assert as_nurse.get("/patients/", {name: odd}).context["table"].page.number == 1


TEXTS = ["\x00", "'; DROP TABLE patients_patient; --", "\u202e", "\ud800", "x" * 70_000, "NaN", "1e999", "-1", "9" * 40]
TEXTS += ["0001-01-01", "9999-12-31T23:59", "\uff12\uff10\uff12\uff16-03-02", "[]", "=1+1", "1,5", "\r\n\r\nX: y"]


def forms(client: Client, path: str) -> dict[str, Any]:
    """The fields of the form that a page shows, if it shows one."""
    context = client.get(path).context
    form = context.get("form") if context else None
    return dict.fromkeys(getattr(form, "fields", {}), "")


PARTS = 4


def forms_by_who_fills_them_in(part: int) -> Iterator[tuple[Client, str, dict[str, Any]]]:
    """Each form of a part of the program, as the first sees it who may fill it in."""
    known, clients = places(), [browser(role) for role in Role]
    for path in sorted({address(route, known) for route in routes()})[part::PARTS]:
        for client in clients:
            if fields := forms(client, path):
                yield client, path, fields
                break


@pytest.mark.parametrize("part", range(PARTS))
def test_A054_A066_no_text_in_any_field_is_an_error(part):
    wrong, sent, refused = [], 0, 0
    for client, path, fields in forms_by_who_fills_them_in(part):
        for text in TEXTS:
            typed = dict.fromkeys(fields, text) | {"submission": str(uuid4())}
            body = urlencode(typed, errors="surrogatepass")
            told = client.post(path, body, content_type="application/x-www-form-urlencoded")
            sent += 1
            if told.status_code >= 500:
                wrong.append(f"{path} {text[:20]!r}: {told.status_code}")
            refused += told.status_code == 200
    assert wrong == []
    # The form itself said what is wrong: it was not turned away before anybody read it.
    assert refused > sent / 2
    assert sent >= 5 * len(TEXTS)


@pytest.mark.parametrize("name", ["O'Example", "Exa%mple", "Exa_mple", "Exa\\mple", "--", "Example; DROP"])
def test_A054_what_means_something_to_sql_is_found_as_it_is_written(as_nurse, name):
    make.patient(family_name=name)
    make.patient(family_name="Exampmple")
    found = as_nurse.post("/patients/", {"q": name.partition(";")[0]}, follow=True).context["table"]
    assert [row.record.family_name for row in found.rows] == [name]


@pytest.mark.parametrize("field", ["disease", "step", "due", "sort", "page"])
def test_A054_sql_in_a_filter_is_no_filter(as_nurse, field):
    make.patient()
    for text in SQL:
        assert as_nurse.get("/patients/", {field: text}).context["all"] == 1

"""What every test may ask for."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone
from pypdf import PdfWriter

from il2program.accounts.roles import Role
from il2program.pdf import Press
from tests import make, migrated, triggers

# A busy machine makes no property false. What FAST=1 runs are the same properties on fewer examples.
hypothesis.settings.register_profile("default", deadline=None)
hypothesis.settings.register_profile("fast", max_examples=20, deadline=None)
hypothesis.settings.load_profile("default")


def as_typed(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts as the fields of a form send them: an instant, such as 2026-03-02T11:55, as its day and its time."""
    typed: dict[str, object] = {}
    for name, value in facts.items():
        if name.endswith("_at"):
            told = f"{timezone.localtime(value):%Y-%m-%dT%H:%M}" if isinstance(value, datetime) else str(value)
            on, _, clock = told.rpartition("T")
            typed |= {f"{name}_on": on, f"{name}_time": clock}
        else:
            typed[name] = value
    return typed


class PageClient(Client):
    """A logged-in browser; `send` posts a form with its once-only key, as the page's own form does.

    A form that is signed also tells what its page showed: `seen`, read from the page where the test does not say it.
    """

    def send(self, path: str, **typed: object) -> object:
        if "password" in typed and "seen" not in typed:
            typed["seen"] = self.shown_on(path)
        data = {name: value for name, value in as_typed(typed).items() if value is not None}
        return self.post(path, {"submission": str(uuid4())} | data)

    def shown_on(self, path: str) -> str | None:
        """What the form of a page says that its page shows."""
        page = self.get(path)
        form = (page.context or {}).get("form")
        return form["seen"].value() if form is not None and "seen" in form.fields else None


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """SQLite may start from a copy of a migrated database; the copy goes with the run."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def _a_copy_to_begin_with(django_db_modify_db_settings: None) -> bool:
    """Whether the database could be copied."""
    if connection.vendor != "sqlite" or not migrated.kept().exists():
        return False
    migrated.copy(migrated.kept(), _test_database())
    return True


@pytest.fixture(scope="session")
def django_db_setup(_a_copy_to_begin_with: bool, django_db_setup: None) -> None:
    if connection.vendor == "sqlite" and not _a_copy_to_begin_with:
        migrated.keep(_test_database())


def _test_database() -> Path:
    return Path(str(connection.settings_dict["TEST"]["NAME"]))


@pytest.fixture(autouse=True)
def quick_passwords(settings: object) -> None:
    """Argon2 is slow on purpose; what a test needs of it has a test of its own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    settings.STORAGES = settings.STORAGES | {  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def long_sessions(settings: object) -> None:
    """Stories move the clock by days with one log-in; how long a session really lasts has tests of its own."""
    settings.SESSION_HOURS, settings.IDLE_MINUTES = 24 * 3650, 60 * 24 * 3650  # type: ignore[attr-defined]
    settings.SESSION_COOKIE_AGE = 3600 * 24 * 3650  # type: ignore[attr-defined]


def _client(role: Role) -> PageClient:
    client = PageClient()
    client.force_login(make.someone(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def as_role(db: None) -> Callable[[Role], PageClient]:
    return _client


@pytest.fixture
def as_nurse(db: None) -> PageClient:
    return _client(Role.NURSE)


@pytest.fixture
def as_physician(db: None) -> PageClient:
    return _client(Role.PHYSICIAN)


@pytest.fixture
def as_coordinator(db: None) -> PageClient:
    return _client(Role.COORDINATOR)


@pytest.fixture
def as_pharmacist(db: None) -> PageClient:
    return _client(Role.PHARMACIST)


@pytest.fixture
def as_administrator(db: None) -> PageClient:
    return _client(Role.ADMINISTRATOR)


@pytest.fixture
def blank_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every form is printed as one empty page: for who asks only whether it may be printed, not how it looks."""
    paper = BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(width=612, height=792)
    writer.write(paper)
    monkeypatch.setattr(Press, "make", lambda _press, _html: paper.getvalue())


@pytest.fixture
def triggers_lifted(db: None) -> Iterator[None]:
    """Take the database's own refusal away, as somebody with its owner's rights could."""
    with triggers.lifted():
        yield


@pytest.fixture(scope="session", autouse=True)
def committed_tests_can_be_cleaned_up() -> Iterator[None]:
    cleaner = "_fixture_teardown"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, cleaner, triggers.lifted_during(getattr(TransactionTestCase, cleaner)))
        yield

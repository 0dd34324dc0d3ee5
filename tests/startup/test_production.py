"""Production refuses to start unsafely: one sentence, exit code 1, nothing started."""

import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from il2program import production
from il2program.accounts.actions import deactivate
from il2program.accounts.roles import Role
from il2program.production import refuse_what_is_unsafe
from tests import make
from tests.startup.running import PRODUCTION, ROOT, clean_environment, manage

SERVERS = {"DATABASE_URL": "postgres://x@127.0.0.1:1/x", "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}
COMPLETE = PRODUCTION | SERVERS
DEMO_PERSON = """
import django; django.setup()
from django.core.management import call_command
from il2program.accounts.actions import add_person
from il2program.accounts.roles import Role
call_command("migrate", verbosity=0)
nurse = frozenset({Role.NURSE})
add_person(username="testa", full_name="Testa Example", roles=nurse, password="x", by=None, is_demo=True)
"""


def refused(answer: subprocess.CompletedProcess[str]) -> str:
    """The one sentence, after seeing that it is one."""
    assert answer.returncode == 1
    assert len(answer.stderr.strip().splitlines()) == 1, answer.stderr
    assert answer.stderr.strip().endswith("Nothing was started.")
    return answer.stderr


@pytest.mark.startup
@pytest.mark.parametrize("name", sorted(COMPLETE.keys() - {"PRODUCTION"}))
def test_a_missing_setting_is_named(tmp_path, name):
    given = {key: value for key, value in COMPLETE.items() if key != name}
    assert name in refused(manage(tmp_path, "serve", **given))


@pytest.mark.startup
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("ALLOWED_HOSTS", "*"),
        ("DATABASE_URL", "sqlite:////tmp/data.sqlite3"),
    ],
)
def test_an_unsafe_setting_is_named(tmp_path, name, value):
    assert name in refused(manage(tmp_path, "migrate", **COMPLETE | {name: value}))


@pytest.mark.startup
def test_a_database_that_does_not_answer_is_said(tmp_path):
    assert "database cannot be read" in refused(manage(tmp_path, "serve", "web", **COMPLETE))


@pytest.mark.django_db
def test_a_demo_person_who_may_log_in_is_named(settings):
    make.person(Role.NURSE, "testa", is_demo=True)
    settings.PRODUCTION = True
    with pytest.raises(ImproperlyConfigured, match=r"demo people who may log in \(testa\)"):
        refuse_what_is_unsafe()


@pytest.fixture
def in_the_program_s_role(monkeypatch):
    """The tests' own role owns their database; what production says to that has tests of its own."""
    monkeypatch.setattr(production, "refuse_powerful_role", lambda: None)


@pytest.mark.django_db
def test_a_demo_person_made_inactive_is_no_reason_to_refuse(settings, in_the_program_s_role):
    person = make.person(Role.NURSE, "testa", is_demo=True)
    deactivate(person=person, reason="The demo is over.", by=make.someone(Role.ADMINISTRATOR))
    settings.PRODUCTION = True
    refuse_what_is_unsafe()


@pytest.mark.django_db
def test_a_seal_that_cannot_seal_is_named(settings, tmp_path, in_the_program_s_role):
    settings.PRODUCTION, settings.SEAL_CERTIFICATE = True, str(tmp_path / "nothing.pem")
    with pytest.raises(ImproperlyConfigured, match=r"SEAL_CERTIFICATE .* Nothing was started\.$"):
        refuse_what_is_unsafe()


@pytest.fixture(scope="module")
def with_demo_person(database, broker, tmp_path_factory):
    """A production environment whose database a demo person can log in to."""
    place = tmp_path_factory.mktemp("production")
    servers = {"DATABASE_URL": database.url, "CELERY_BROKER_URL": broker.url}
    env = clean_environment(place, DJANGO_SETTINGS_MODULE="il2program.settings", **servers)
    subprocess.run([sys.executable, "-c", DEMO_PERSON], cwd=ROOT, env=env, check=True, capture_output=True)
    return clean_environment(place, **PRODUCTION, **servers)


@pytest.mark.startup
@pytest.mark.parametrize("process", ["", "web", "worker", "beat"])
def test_nothing_is_served_to_demo_people(with_demo_person, process):
    assert "testa" in refused(run(with_demo_person, "manage.py", "serve", *process.split(), "--port", "0"))


@pytest.mark.startup
def test_a_worker_started_by_hand_refuses_as_well(with_demo_person):
    answer = run(with_demo_person, "-m", "celery", "--app=il2program.celery", "worker", "--pool=solo")
    assert answer.returncode == 1
    assert "demo people who may log in (testa)" in answer.stderr.splitlines()[-1]


@pytest.mark.startup
def test_a_web_server_started_by_hand_refuses_as_well(with_demo_person):
    answer = run(with_demo_person, "-m", "gunicorn", "il2program.wsgi", "--bind=127.0.0.1:0", "--no-control-socket")
    assert answer.returncode != 0
    assert "demo people who may log in (testa)" in answer.stderr


def run(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, timeout=60, check=False)

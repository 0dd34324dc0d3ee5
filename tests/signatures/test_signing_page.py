"""Signing through the page: what it takes, and what is never left behind."""

import logging
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.db import models
from django.utils import timezone

from cycles.models import PermanentStop
from il2program.accounts.actions import change_password
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from il2program.outbox.tasks import sweep
from il2program.signatures.models import Signature
from tests import make
from tests.accounts import doors
from tests.signatures.records import treated

pytestmark = pytest.mark.django_db
CANARY = "ZZCANARY horse battery staple"


@pytest.fixture
def page(db):
    return f"/patients/{treated().code}/permanent-stop/"


@pytest.fixture
def signatures(page):
    """How many signatures were added since."""
    before = Signature.objects.count()
    return lambda: Signature.objects.count() - before


def order(**typed):
    facts = {"criterion": "P3", "found_on": timezone.localdate().isoformat(), "note": "Invented."}
    return {name: value for name, value in (facts | {"password": make.PASSWORD} | typed).items() if value is not None}


@pytest.mark.parametrize("password", [None, "", "wrong", "correct horse battery", make.PASSWORD + " "])
def test_A024_without_the_person_s_own_password_nothing_is_signed(password, as_physician, page, signatures):
    answer = as_physician.send(page, **order(password=password))
    assert answer.context["form"].errors["password"]
    assert signatures() == 0
    assert TrailEntry.objects.filter(verb="failed proof").count() == bool(password)


def test_A024_without_a_session_nothing_is_signed(client, page, signatures):
    assert client.post(page, order(submission=str(uuid4()))).status_code == 302
    assert signatures() == 0


def test_A025_a_second_signing_in_the_same_session_asks_again(as_physician, page, signatures):
    as_physician.send(page, **order())
    other = f"/patients/{treated().code}/permanent-stop/"
    before = signatures()
    as_physician.send(other, **order(password=None))
    assert signatures() == before


def test_A030_the_same_signing_sent_again_signs_once(as_physician, as_nurse, page, signatures):
    sent = order(submission=str(uuid4()), seen=as_physician.shown_on(page))
    for _ in range(5):
        as_physician.post(page, sent)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        as_physician.post(page, sent)
    as_nurse.post(page, sent)
    assert (signatures(), PermanentStop.objects.count()) == (1, 1)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PHYSICIAN])
def test_A031_nobody_but_a_physician_reaches_the_signature(role, as_role, page, signatures):
    assert as_role(role).send(page, **order()).status_code == 403
    assert signatures() == 0


def test_A037_instant_person_meaning_and_address_are_the_server_s(as_physician, page):
    forged = {"signed_at": "2020-01-01", "person": "1", "meaning": "I was there.", "method": "none", "roles": "nurse"}
    before = timezone.now()
    as_physician.send(page, **order(**forged, printed_name="Somebody Else", remote_addr="203.0.113.9"))
    signature = PermanentStop.objects.get().signature
    assert before <= signature.signed_at <= timezone.now()
    assert (signature.person, signature.printed_name) == (make.someone(Role.PHYSICIAN), "Testa Physician")
    assert (signature.meaning, signature.method) == ("I stop IL-2 permanently for this patient.", "password")


def test_A011_who_has_an_app_is_asked_for_its_code(as_physician, page, signatures):
    assert b'name="code"' not in as_physician.get(page).content
    doors.app(make.someone(Role.PHYSICIAN))
    assert as_physician.get(page).content.count(b'name="code"') == 1
    assert as_physician.send(page, **order()).context["form"].errors["code"]
    assert as_physician.send(page, **order(code="000000")).context["form"].errors["code"]
    assert signatures() == 0
    assert as_physician.send(page, **order(code=doors.code())).status_code == 302
    assert signatures() == 1


def everything_kept():
    """Every value of every row, as text."""
    return " ".join(str(list(models.QuerySet(model).values_list())) for model in apps.get_models())


def test_A039_the_password_is_nowhere(as_physician, page, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    physician = change_password(person=make.someone(Role.PHYSICIAN), password=CANARY)
    as_physician.force_login(physician, backend="allauth.account.auth_backends.AuthenticationBackend")
    for password in (CANARY, CANARY + "x"):
        as_physician.post("/accounts/login/", {"login": "physician", "password": password})
        doors.log_in(type(as_physician)(), "physician", password)
    for _ in range(3):
        as_physician.send(page, **order(password=CANARY + "x"))
    assert as_physician.send(page, **order(password=CANARY)).status_code == 302
    sweep()
    told = "".join(capfd.readouterr()) + caplog.text + "".join(str(sent.message()) for sent in mail.outbox)
    assert "ZZCANARY" not in everything_kept() + told
    assert physician.password not in str(list(TrailEntry.objects.values_list()))

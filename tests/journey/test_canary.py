"""A patient whose every word is a canary goes through the program: none of it is found where it does not belong."""

import contextlib
import logging
import os
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.urls import reverse

from il2program.accounts.roles import Role
from il2program.outbox.models import Outbox
from patients.models import Patient
from tests import make
from tests.journey.screens import ZONE, Screens, noon, typed

pytestmark = pytest.mark.django_db
CANARY = "ZZCANARY"
WORDS = {"family_name": f"{CANARY}-Family", "given_name": f"{CANARY}given", "phone": f"{CANARY} 555", "stage": "IV"}
WORDS |= {"contact": f"{CANARY} contact", "referred_by": f"Dr. {CANARY}", "record_number": f"{CANARY}-1"}
REFERRED, FIRST = date(2026, 2, 10), datetime(2026, 3, 2, 12, tzinfo=ZONE)


class Everything(logging.Handler):
    """What any logger says, at any level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(self.format(record))
        self.said.append(f"{record.__dict__}")


@pytest.fixture
def log() -> Iterator[Everything]:
    handler, root = Everything(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


def whole_scenario() -> None:
    """Referred, worked up, signed, admitted, given doses, discharged; searched, printed, exported, refused."""
    with time_machine.travel(noon(REFERRED), tick=False) as clock:
        screens = Screens(clock)
        facts = make.referral(referred_on=REFERRED) | WORDS | {"no_known_allergies": "on"}
        screens.send(Role.COORDINATOR, "register", **facts)
        patient = Patient.objects.get()
        clock.move_to(FIRST - timedelta(days=3))
        screens.workup(patient, medicines=f"{CANARY} medicine")
        screens.consent(patient, FIRST.date() - timedelta(days=3))
        screens.baseline(patient, FIRST.date() - timedelta(days=10), "50", "30")
        screens.sign(patient)
        screens.stay(patient, 1, FIRST.date())
        look_around(screens, patient)


def look_around(screens: Screens, patient: Patient) -> None:
    nurse = screens.by(Role.NURSE)
    nurse.post("/patients/", {"q": f"{CANARY}-Family"}, follow=True)
    nurse.get("/patients/export.csv")
    for form in ("eligibility-checklist", "treatment-calendar"):
        nurse.get(reverse("document", args=[patient.code, form]))
    nurse.send(reverse("register"), **WORDS)
    nurse.send(reverse("discharge", args=[patient.code, 1]), discharged_at=typed(FIRST), stop_note=CANARY)
    physician = screens.by(Role.PHYSICIAN)
    physician.send(reverse("permanent_stop", args=[patient.code]), note=CANARY, criterion="P1", password="wrong")
    nurse.get(reverse("chart_trail_export", args=[patient.code]))
    physician.raise_request_exception = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("il2program.pathway.views.chart.render", lambda *_, **__: 1 / 0, raising=False)
        physician.get(reverse("chart", args=[patient.code]))


def files(since: float) -> Iterator[Path]:
    """What was written under the program's own place, the database left out, and where temporary files go."""
    own = (path for path in Path(settings.VAR_DIR).rglob("*") if "sqlite3" not in path.name)
    for path in (*own, *Path(tempfile.gettempdir()).glob("*")):
        with contextlib.suppress(OSError):
            if path.is_file() and path.stat().st_mtime >= since:
                yield path


def own_processes() -> Iterator[bytes]:
    """Titles and environments of this process and those it started."""
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(place.name)) == os.getpgid(0) or b"press.py" in (place / "cmdline").read_bytes():
                yield (place / "cmdline").read_bytes() + (place / "comm").read_bytes()
        except OSError:
            continue


def test_A047_a_patient_is_in_no_log_mail_queue_file_or_process_title(log):
    began = datetime.now().timestamp()  # noqa: DTZ005
    whole_scenario()
    assert Patient.objects.get().family_name.startswith(CANARY)
    assert log.said
    assert not [said for said in log.said if CANARY.lower() in said.lower()]
    assert not [told for told in mail.outbox if CANARY.lower() in f"{told.subject}{told.body}".lower()]
    assert not [row for row in Outbox.objects.values() if CANARY.lower() in f"{row}".lower()]
    assert not [path for path in files(began) if holds_canary(path.read_bytes() + bytes(path))]
    assert not [title for title in own_processes() if holds_canary(title)]


def holds_canary(found: bytes) -> bool:
    return CANARY.lower().encode() in found.lower()

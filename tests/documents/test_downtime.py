"""The folder for hours without the program: fresh, private, complete, and readable by itself."""

import re
import stat
import subprocess
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from cycles.rules.flowsheet import GROUPS
from cycles.rules.paper import ROWS, times_from
from il2program.audit.models import TrailEntry
from il2program.documents.downtime import keep_fresh
from il2program.documents.tasks import keep_downtime_sheets
from patients.rules.analytes import ANALYTES
from tests import make
from tests.cycles.ward import at

ZONE = ZoneInfo("America/Los_Angeles")
READ = "import sys, pypdf; print(' '.join(page.extract_text() for page in pypdf.PdfReader(sys.argv[1]).pages))"


def read_without_the_program(path):
    """What a PDF reader finds, in a process that knows neither the program nor its database."""
    told = subprocess.run(
        [sys.executable, "-I", "-c", READ, str(path)], capture_output=True, text=True, check=True, cwd="/"
    )
    return re.sub(r"\s+", " ", told.stdout)


@pytest.fixture
def clock():
    with time_machine.travel(at(2, 12), tick=False) as clock:
        yield clock


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "downtime"


@pytest.mark.django_db
def test_A096_each_bed_has_a_private_sheet_with_its_patient_slots_and_due_times(clock, folder):
    cycle = make.cycle(make.ready_patient(), at=at(2, 8), bed="B2")
    make.given(cycle, 1, at(2, 9))
    assert keep_fresh(folder, timezone.now()) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["00-unit.pdf", "bed-b2.pdf"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    words, patient = read_without_the_program(folder / "bed-b2.pdf"), cycle.patient
    for part in (patient.family_name, patient.record_number, "48 million units", "Mon 2 Mar 2026 12:00 PST"):
        assert part in words
    for slot, due in enumerate(("17:00", "01:00", "09:00"), 2):
        assert re.search(rf"\b{slot} \w{{3}} \d Mar {due}", words)
    unit = read_without_the_program(folder / "00-unit.pdf")
    assert patient.record_number in unit
    assert "2: Mon 2 Mar 17:00" in unit
    told = TrailEntry.objects.filter(verb="printed")
    assert told.count() == 1
    clock.move_to(at(2, 12, 30))
    keep_fresh(folder, timezone.now())
    assert told.count() == 1
    clock.move_to(at(6, 12))
    make.discharged(cycle, at(6, 11))
    keep_fresh(folder, timezone.now())
    assert [path.name for path in folder.iterdir()] == ["00-unit.pdf"]
    assert "Nobody is in the unit." in read_without_the_program(folder / "00-unit.pdf")


@pytest.mark.django_db
def test_A096_the_clock_makes_them_anew_before_they_are_half_an_hour_old(folder, settings):
    settings.DOWNTIME_DIR = folder
    entry = settings.CELERY_BEAT_SCHEDULE["downtime"]
    assert entry["task"] == keep_downtime_sheets.name
    # One run may be lost.
    assert 2 * entry["schedule"] <= timedelta(minutes=30).total_seconds()
    assert keep_downtime_sheets() == 0
    assert (folder / "00-unit.pdf").is_file()


def test_what_is_written_by_hand_can_be_typed_in():
    assert set(ROWS) <= set(ANALYTES)
    assert not any(ANALYTES[key].computed for key in ROWS)
    amounts = {row.key for group in GROUPS if group.key in ("intake", "output") for row in group.rows}
    # What is usual at home is asked once, at the admission.
    assert amounts - {"usual_stool_count"} <= set(ROWS)


@pytest.mark.parametrize(
    ("now", "first"),
    [("2026-03-02T12:10", "14:00"), ("2026-03-02T13:59", "14:00"), ("2026-03-02T11:00", "12:00")],
)
def test_the_columns_begin_at_the_next_even_hour(now, first):
    found = times_from(datetime.fromisoformat(now).replace(tzinfo=ZONE), 6)
    assert f"{found[0].astimezone(ZONE):%H:%M}" == first


@pytest.mark.parametrize(("day", "hours"), [("2026-03-07", [22, 0, 3, 5, 7, 9]), ("2026-10-31", [22, 0, 1, 3, 5, 7])])
def test_two_hours_are_two_hours_when_the_clocks_change(day, hours):
    now = datetime.fromisoformat(f"{day}T21:30").replace(tzinfo=ZONE)
    assert [time.astimezone(ZONE).hour for time in times_from(now, 6)] == hours


def test_the_folder_is_a_setting():
    assert settings.DOWNTIME_DIR.name == "downtime"

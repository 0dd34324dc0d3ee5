"""The longest plausible patient is printed whole: every character, within its page, on every form that grows."""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from cycles.facts import journeys
from cycles.models import Cycle, Lesion
from il2program.accounts.roles import Role
from il2program.documents.catalog import form_called
from il2program.documents.printed_form import TODAY, Paper
from il2program.pdf import render_pdf
from patients.models import Patient
from tests import make
from tests.documents import longest

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils"),
]
WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', re.DOTALL)
# The head of a page ends so far from its upper edge; the code in it begins so far from its right edge.
HEAD_PT, CODE_PT = 60, 71
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)


@pytest.fixture(scope="module")
def patient(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Patient]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield longest.treated()
        transaction.set_rollback(True)


def pages(patient: Patient, key: str, tmp_path: Path) -> list[str]:
    """The text of each page of a form as it stands, every word of which lies within the page."""
    form, journey = form_called(key), journeys(Patient.objects.filter(pk=patient.pk))[0]
    copies = {copy.of: copy for copy in form.copies(journey)}
    copy = copies.get(TODAY.of) or next(iter(copies.values()))
    told = form.printed(journey, copy, Paper.LETTER, timezone.now(), make.someone(Role.NURSE))
    (tmp_path / "form.pdf").write_bytes(render_pdf(form.template, told))
    command = ["pdftotext", "-bbox", str(tmp_path / "form.pdf"), "-"]
    read = subprocess.run(command, capture_output=True, check=True, text=True)
    assert read.stderr == ""
    found = []
    for width, height, content in PAGE.findall(read.stdout):
        words = WORD.findall(content)
        for left, top, right, bottom, word in words:
            assert min(float(left), float(top)) >= 0, word
            assert float(right) < float(width), word
            assert float(bottom) < float(height), word
            assert float(top) > HEAD_PT or float(right) < float(width) - CODE_PT, word
        found.append("".join(word for *_, word in words))
    return found


def missing(text: str, *typed: str) -> Counter[str]:
    """What was typed and is not printed. Scripts that run from right to left may be read back in another order."""
    return Counter("".join("".join(typed).split())) - Counter(text)


def test_A070_B023_fourteen_slots_with_long_notes_in_every_script_are_printed_whole(patient, tmp_path):
    told = pages(patient, "dose-record", tmp_path)
    notes = Cycle.objects.filter(patient=patient, number=6).values_list("doses__note", flat=True)
    assert len(notes) == 14
    assert not missing("".join(told), *notes, *longest.NAMES.values())


def test_A070_B023_forty_lesions_over_six_scans_are_printed_whole(patient, tmp_path):
    told = pages(patient, "response-report", tmp_path)
    lesions = Lesion.objects.filter(patient=patient)
    assert (lesions.count(), patient.scan_set.count()) == (40, 6)
    typed = [text for lesion in lesions for text in (lesion.name, lesion.organ, lesion.description)]
    assert not missing("".join(told), *typed, *[longest.READER] * 6)


@pytest.mark.parametrize("key", ["treatment-calendar", "wallet-card"])
def test_A070_B023_names_of_eighty_characters_are_whole_on_each_page_after_six_cycles(key, patient, tmp_path):
    for page in pages(patient, key, tmp_path):
        assert not missing(page, *longest.NAMES.values())

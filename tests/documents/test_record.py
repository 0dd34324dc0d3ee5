"""The exported record proves itself, with one file of plain Python and without the program."""

import json
import subprocess
import sys
import zipfile
from datetime import date
from hashlib import sha256
from io import BytesIO
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cycles.facts import journeys
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from il2program.documents.handing_out import Sheet
from il2program.documents.models import SealedDocument
from il2program.documents.record import packing, verify_export
from il2program.pdf import PdfUnavailable
from il2program.signatures.installation import public_keys, signature
from patients.models import Patient
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(db):
    return make.ready_patient()


@pytest.fixture
def files(patient, monkeypatch):
    """The files of an export, with plain bytes in place of its PDFs."""
    monkeypatch.setattr(packing, "handed_out", lambda form, *_, **__: Sheet(form.key.encode(), form.key, ""))
    return packed(patient)


def packed(patient):
    journey = journeys(Patient.objects.filter(pk=patient.pk))[0]
    by = make.someone(Role.NURSE)
    return unpacked(packing.packed(journey.patient, packing.printed(journey, by=by), by=by))


def unpacked(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def wrong(files):
    return verify_export.wrong(files, public_keys()[0])


def resigned(files, change):
    """The files with something changed in the record, as somebody who holds the key could hand them out."""
    record = json.loads(files["record.json"])
    change(record)
    content = json.dumps(record).encode()
    return files | {"record.json": content, "record.json.ed25519": signature(content).encode()}


@pytest.mark.slow
def test_A038_what_is_exported_verifies_with_the_tool_in_it_without_program_or_library(as_physician, patient, tmp_path):
    answer = as_physician.get(f"/patients/{patient.code}/trail/record.zip")
    assert answer.status_code == 200
    (tmp_path / "record.zip").write_bytes(answer.content)
    files = unpacked(answer.content)
    original = SealedDocument.objects.get(patient=patient, paper="letter")
    assert bytes(original.pdf) in files.values()
    (tmp_path / "verify_export.py").write_bytes(files["verify_export.py"])
    command = [sys.executable, "-I", "-S", "verify_export.py", "record.zip", "--key", public_keys()[0]]
    told = subprocess.run(command, cwd=tmp_path, env={}, text=True, capture_output=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")
    assert "1 signed records" in told.stdout
    assert "as handed out" in told.stdout


def test_A038_the_record_holds_signatures_rows_lines_and_printed_forms(files, patient):
    record = json.loads(files["record.json"])
    assert wrong(files) == []
    assert [row["record"] for row in record["signed"]] == ["eligibility.signoff"]
    assert {row["record"] for row in record["rows"]} >= {"patients.measurement", "patients.consent"}
    assert len(record["trail"]) == TrailEntry.objects.filter(chart=patient.code).count()
    assert {"eligibility-checklist", "treatment-calendar"} <= {name.rpartition("-")[0] for name in record["files"]}


def test_A038_of_one_flipped_byte_anywhere_every_one_is_found(files):
    random = Random(38)  # noqa: S311 - the same bytes each time
    for _ in range(150):
        name = random.choice(sorted(files.keys() - {"verify_export.py"}))
        content = bytearray(files[name])
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)
        assert wrong(files | {name: bytes(content)}), name


def test_A038_a_file_that_was_taken_away_is_named(files):
    name = next(name for name in files if name.endswith(".pdf"))
    assert wrong({key: kept for key, kept in files.items() if key != name}) == [
        f"{name}: is missing, or another one than was handed out."
    ]


def test_A038_another_s_signature_does_not_pass(files):
    other = Ed25519PrivateKey.generate()
    signed = files | {"record.json.ed25519": other.sign(files["record.json"]).hex().encode()}
    assert wrong(signed) != []
    assert verify_export.wrong(signed, other.public_key().public_bytes_raw().hex()) == []


def alter_signature(record):
    record["signed"][0]["signature"]["printed_name"] = "Dr. Somebody Else"


def alter_signed(record):
    record["signed"][0]["content"]["decision"] = "not_eligible"


def alter_row(record):
    next(row for row in record["rows"] if row["record"] == "patients.consent")["columns"]["witness"] = "Somebody Else"


def drop_row(record):
    record["rows"] = [row for row in record["rows"] if row["record"] != "patients.consent"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (alter_signature, "the signature does not say what was signed"),
        (alter_signed, "the record does not say what was signed"),
        (alter_row, "does not say what its line of the trail told"),
        (drop_row, "is told of by the trail and is not here"),
    ],
)
def test_A038_what_was_altered_in_the_database_before_the_export_is_named(change, told, files):
    (found,) = wrong(resigned(files, change))
    assert told in found


def test_a_form_that_could_not_be_printed_is_told_of_in_the_record(patient, monkeypatch):
    def refuse(*_, by):
        raise PdfUnavailable("This machine cannot print.")

    monkeypatch.setattr(packing, "handed_out", refuse)
    files = packed(patient)
    assert wrong(files) == []
    assert set(json.loads(files["record.json"])["not_printed"].values()) == {"This machine cannot print."}


def test_the_export_is_on_the_trail_and_in_the_record_itself(as_nurse, patient, monkeypatch):
    monkeypatch.setattr(packing, "printed", lambda *_, **__: packing.Printed({}, {}))
    content = as_nurse.get(f"/patients/{patient.code}/trail/record.zip").content
    line = TrailEntry.objects.filter(verb="exported").get()
    assert (line.sentence, line.chart) == ("Exported the record with its trail and signatures", patient.code)
    assert json.loads(unpacked(content)["record.json"])["trail"][-1]["key"] == line.pk


def test_nothing_of_another_patient_is_in_it(files, patient):
    other = make.ready_patient(born_on=date(1950, 1, 1))
    assert str(other.code) not in files["record.json"].decode()


def test_an_administrator_exports_no_record(as_administrator, patient):
    assert as_administrator.get(f"/patients/{patient.code}/trail/record.zip").status_code == 403


@pytest.mark.parametrize("length", [0, 1, 63, 64, 1000])
def test_the_tool_s_own_check_of_a_signature_agrees_with_the_library_s(length):
    key, content = Ed25519PrivateKey.from_private_bytes(sha256(bytes([length % 251])).digest()), b"x" * length
    public, signed = key.public_key().public_bytes_raw(), key.sign(content)
    assert verify_export.is_signed(content, signed, public)
    assert not verify_export.is_signed(content + b"y", signed, public)
    assert not verify_export.is_signed(content, signed[:32] + bytes(32), public)
    assert not verify_export.is_signed(content, signed[:-1], public)
    # The same scalar once more around the group: accepted, one signature would have several spellings.
    again = int.from_bytes(signed[32:], "little") + verify_export.ORDER
    assert not verify_export.is_signed(content, signed[:32] + again.to_bytes(32, "little"), public)


def test_the_key_changes_with_that_of_the_trail_and_the_earlier_ones_stay_known(settings):
    before = public_keys()
    settings.TRAIL_KEY, settings.TRAIL_KEY_FALLBACKS = "another", [settings.TRAIL_KEY]
    assert public_keys()[1:] == before
    assert len(set(public_keys())) == 2


def test_the_tool_says_how_it_is_used_and_what_it_cannot_read(tmp_path, capsys):
    assert verify_export.main([]) == 2
    assert verify_export.main([str(tmp_path / "none.zip"), "--key", "00"]) == 2
    assert "--key KEY" in capsys.readouterr().err


def test_orders_that_were_signed_for_an_admission_are_in_it_too(patient, monkeypatch):
    make.verified(make.orders(make.cycle(patient)))
    monkeypatch.setattr(packing, "printed", lambda *_, **__: packing.Printed({}, {}))
    files = unpacked(packing.packed(patient, packing.printed(), by=make.someone(Role.NURSE)))
    assert wrong(files) == []
    signed = {row["record"] for row in json.loads(files["record.json"])["signed"]}
    assert signed >= {"eligibility.signoff", "cycles.admissionorder"}

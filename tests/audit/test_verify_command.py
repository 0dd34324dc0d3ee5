"""`manage.py verify` names what was changed, and says so by its exit status."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from il2program.accounts.actions import change_person, deactivate
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from il2program.audit.sealing import seal
from patients.models import Measurement
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def head(settings, tmp_path):
    settings.TRAIL_HEAD = tmp_path / "trail-head"


@pytest.fixture
def patient(db):
    return make.ready_patient()


def verify(capsys):
    """Exit status, and the lines that name a mismatch."""
    try:
        call_command("verify")
        status = 0
    except SystemExit as end:
        status = end.code
    return status, capsys.readouterr().err.splitlines()


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_untouched_program_passes(patient, capsys):
    seal()
    assert verify(capsys) == (0, [])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("UPDATE eligibility_signoff SET reason = 'Another.'", "sign off"),
        ("UPDATE patients_measurement SET value = value + 1 WHERE analyte = 'creatinine_mg_dl'", "measurement"),
        ("UPDATE patients_consent SET witness = 'Somebody Else'", "consent"),
        ("DELETE FROM patients_consent", "consent"),
        ("UPDATE audit_trailentry SET sentence = '' WHERE verb = 'recorded consent'", "trail entry"),
    ],
)
def test_A027_a_change_behind_the_program_s_back_is_named(change, place, patient, capsys, triggers_lifted):
    seal()
    sql(change)
    status, told = verify(capsys)
    assert status == 1
    assert all(line.startswith(place) for line in told[:-1])
    assert len(told) > 1


def test_a_row_written_past_the_trail_is_named(patient, capsys):
    columns = "patient_id, signed_on, form_version, explained_by, witness, interpreter, recorded_by_id, recorded_at"
    sql(f"INSERT INTO patients_consent ({columns}) SELECT {columns} FROM patients_consent")
    _, told = verify(capsys)
    assert told[0].endswith("was written past the trail.")


def test_a_changed_value_is_found_even_where_its_line_was_changed_with_it(patient, capsys, triggers_lifted):
    row = Measurement.objects.get(analyte="creatinine_mg_dl")
    sql(f"UPDATE patients_measurement SET value = 9 WHERE id = {row.pk}")
    line = next(
        line for line in TrailEntry.objects.exclude(additional_data=None) if str(row.pk) in str(line.additional_data)
    )
    forged = json.dumps(line.additional_data).replace("'", "")
    sql(f"UPDATE audit_trailentry SET additional_data = '{forged}' WHERE id = {line.pk}")
    _, told = verify(capsys)
    assert f"trail entry {line.pk} does not say what was written." in told


def test_the_wrong_key_is_suspected_where_no_line_passes(patient, capsys, settings):
    settings.TRAIL_KEY = "another"
    _, told = verify(capsys)
    assert any("is TRAIL_KEY the key" in line for line in told)


def test_B037_another_secret_key_hasher_and_time_zone_change_nothing_that_was_signed(patient, capsys, settings):
    seal()
    settings.SECRET_KEY, settings.TIME_ZONE = "another", "Asia/Kolkata"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    assert verify(capsys) == (0, [])


def test_A034_a_new_name_or_role_and_a_person_who_left_leave_signatures_valid(patient, capsys):
    administrator, signer = make.someone(Role.ADMINISTRATOR), make.someone(Role.PHYSICIAN)
    facts = {"email": "", "roles": frozenset({Role.NURSE}), "seen": "physician", "by": administrator}
    change_person(person=signer, full_name="Testa Newname", **facts)
    deactivate(person=signer, reason="Left.", by=administrator)
    assert verify(capsys) == (0, [])
    signature = patient.signoff_set.get().signature
    assert (signature.printed_name, signature.roles) == ("Testa Physician", "physician")

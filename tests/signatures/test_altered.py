"""Whatever is changed of a signed record or its signature is found, and the record is named."""

import pytest
from django.db import IntegrityError, connection, transaction

from il2program.signatures.models import Signature
from il2program.signatures.verifying import signed_models, verify_signatures
from tests import make
from tests.signatures.records import RECORDS

pytestmark = pytest.mark.django_db


def other(field):
    """SQL for another value than the one that a column holds."""
    kind = field.get_internal_type()
    if kind in {"CharField", "TextField"}:
        return f"CASE WHEN {field.column} = '' THEN 'x' ELSE substr({field.column}, 2) END"
    values = {"DateField": "'2001-01-01'", "JSONField": "'{\"other\": 1}'", "UUIDField": f"'{'7' * 32}'"}
    values |= {"BooleanField": f"NOT {field.column}"}
    values |= {"DateTimeField": "'2001-01-01 00:00:00+00'"}
    return values.get(kind, f"{field.column} + 1")


def alter(row, field, value=None):
    with connection.cursor() as cursor:
        table = row._meta.db_table
        cursor.execute(f"UPDATE {table} SET {field.column} = {value or other(field)} WHERE id = {row.pk}")


def columns(model):
    """Columns that hold a value of their own; what a row belongs to is moved in a test of its own."""
    return [field for field in model._meta.concrete_fields if not field.is_relation and not field.primary_key]


SIGNED = [(model._meta.label, field) for model in signed_models() for field in columns(model)]


def test_every_kind_of_signed_record_is_tried():
    assert {model._meta.label for model in signed_models()} == set(RECORDS)


@pytest.mark.parametrize(("kind", "field"), SIGNED, ids=lambda part: getattr(part, "name", part))
def test_A027_an_altered_column_is_found_with_its_record(kind, field, triggers_lifted):
    row = RECORDS[kind]()
    assert verify_signatures().mismatches == []
    try:
        with transaction.atomic():
            alter(row, field)
    except IntegrityError:
        return  # the database's own checks take no such value, whoever writes it
    (mismatch, *_) = verify_signatures().mismatches
    assert mismatch == (f"{row._meta.verbose_name} {row.pk}", "does not say what was signed")


@pytest.mark.parametrize("field", columns(Signature), ids=lambda field: field.name)
def test_A027_an_altered_column_of_the_signature_is_found(field, triggers_lifted):
    row = RECORDS["eligibility.SignOff"]()
    alter(row.signature, field)
    assert verify_signatures().mismatches == [(f"sign off {row.pk}", "does not say what was signed")]


@pytest.mark.parametrize("kind", RECORDS)
def test_A028_a_record_moved_to_another_patient_is_found(kind, triggers_lifted):
    row = RECORDS[kind]()
    # A record of an admission is on the chart of its patient.
    owner, like_it = ("patient", "eligibility.SignOff") if hasattr(row, "patient_id") else ("cycle", kind)
    if owner not in {field.name for field in row._meta.fields}:
        pytest.skip("it names no patient itself, and what it names is signed with it")
    moved_to = getattr(RECORDS[like_it](), f"{owner}_id")
    try:
        with transaction.atomic():
            alter(row, row._meta.get_field(owner), str(moved_to))
    except IntegrityError:
        return  # the database's own checks let nothing be moved there
    assert (f"{row._meta.verbose_name} {row.pk}", "does not say what was signed") in verify_signatures().mismatches


def copied(signature):
    """The key of a copy of this signature, digest and all."""
    names = ", ".join(field.column for field in Signature._meta.concrete_fields if not field.primary_key)
    with connection.cursor() as cursor:
        table = Signature._meta.db_table
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE id = {signature.pk}")
    return Signature.objects.latest("pk").pk


@pytest.mark.parametrize("kind", RECORDS)
def test_A028_a_signature_copied_to_another_record_is_found(kind, triggers_lifted):
    first, second = RECORDS[kind](), RECORDS[kind]()
    alter(first, first._meta.get_field("signature"), str(copied(second.signature)))
    assert verify_signatures().mismatches == [
        (f"{first._meta.verbose_name} {first.pk}", "does not say what was signed"),
        (f"signature {first.signature_id}", "belongs to no record"),
    ]


def test_A033_an_older_version_keeps_its_signature():
    first = RECORDS["eligibility.SignOff"]()
    make.eligible(first.patient)
    assert verify_signatures().mismatches == []
    assert first.is_as_signed()


def test_A028_a_signature_copied_to_another_version_that_says_the_same_is_found(triggers_lifted):
    first = RECORDS["eligibility.SignOff"]()
    second = make.eligible(first.patient)
    assert first.signed_fields() == second.signed_fields()
    alter(second, second._meta.get_field("signature"), str(copied(first.signature)))
    assert (f"sign off {second.pk}", "does not say what was signed") in verify_signatures().mismatches


def test_a_signature_without_a_record_is_found(triggers_lifted):
    row = RECORDS["eligibility.SignOff"]()
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM eligibility_signoff WHERE id = {row.pk}")
    assert verify_signatures().mismatches == [(f"signature {row.signature_id}", "belongs to no record")]

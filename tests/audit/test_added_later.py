"""A column that comes to a table with rows in it leaves their digests as they were told."""

import pytest

from eligibility.models import SignOff
from il2program.audit.canonical import row_digest
from tests import make

pytestmark = pytest.mark.django_db


def signed() -> SignOff:
    make.ready_patient()
    return SignOff.objects.get()


def test_an_empty_column_that_was_added_later_does_not_count(monkeypatch):
    row = signed()
    told = row_digest(row)
    fields = [field for field in SignOff._meta.concrete_fields if field.name != "codes"]
    monkeypatch.setattr(SignOff._meta, "concrete_fields", fields, raising=False)
    assert row_digest(row) == told


def test_what_it_holds_counts_and_cannot_be_emptied_or_filled_unseen():
    row = signed()
    told = row_digest(row)
    row.codes = ["heart"]
    filled = row_digest(row)
    assert filled != told
    row.codes = ["lung"]
    assert row_digest(row) not in (told, filled)


def test_a_signature_from_before_there_were_codes_still_fits():
    row = signed()
    assert "codes" not in row.signed_fields()
    assert row.is_as_signed()

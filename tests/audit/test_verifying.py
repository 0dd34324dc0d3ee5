"""Whoever changes the trail behind the program's back is found, with the place."""

from random import Random

import pytest
from django.db import DatabaseError, connection, transaction

from il2program.audit import sealing, verifying
from il2program.audit.mismatch import Found
from il2program.audit.models import Seal, TrailEntry
from il2program.audit.sealing import seal
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def head(settings, tmp_path):
    settings.TRAIL_HEAD = tmp_path / "trail-head"
    return settings.TRAIL_HEAD


@pytest.fixture
def keys(db):
    """Keys of some lines, none sealed."""
    for _ in range(4):
        make.patient()
    return list(TrailEntry.objects.order_by("pk").values_list("pk", flat=True))


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def places(head):
    return [place for place, _ in verifying.verify_trail(head).mismatches]


def test_an_untouched_trail_passes_before_and_after_it_is_sealed(keys, head):
    assert verifying.verify_trail(head) == Found(len(keys), [])
    assert seal() == len(keys)
    assert verifying.verify_trail(head) == Found(len(keys), [])


ALTERED = {
    "timestamp": "'2020-01-01 00:00:00+00'",
    "actor_id": "NULL",
    "actor_name": "'Somebody Else'",
    "actor_roles": "''",
    "remote_addr": "'192.0.2.7'",
    "verb": "'viewed'",
    "sentence": "'Did nothing'",
    "reason": "'none'",
    "chart": "'00000000000000000000000000000000'",
    "cid": "''",
    "action": "3",
    "content_type_id": "NULL",
    "object_pk": "'0'",
    "object_id": "NULL",
    "object_repr": "''",
    "changes": "'{}'",
    "serialized_data": "''",
    "additional_data": "'{}'",
    "mac": "'00000000000000000000000000000000'",
}


def test_every_column_is_covered():
    columns = {field.column for field in TrailEntry._meta.concrete_fields} - {"id"}
    assert set(ALTERED) == columns
    assert {TrailEntry._meta.get_field(name).column for name in TrailEntry.COVERED} == columns - {"mac"}


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("column", ALTERED)
def test_A043_an_altered_column_is_found_with_its_row(column, sealed, keys, head, triggers_lifted):
    if sealed:
        seal()
    sql(f"UPDATE audit_trailentry SET {column} = {ALTERED[column]} WHERE id = %s", keys[3])
    assert places(head) == [f"trail entry {keys[3]}"]


def test_A043_a_deleted_row_is_found_with_its_key(keys, head, triggers_lifted):
    seal()
    sql("DELETE FROM audit_trailentry WHERE id = %s", keys[1])
    assert places(head) == [f"trail entry {keys[1]}"]


def test_A043_two_rows_that_changed_places_are_both_found(keys, head, triggers_lifted):
    seal()
    for old, new in ((keys[1], -1), (keys[3], keys[1]), (-1, keys[3])):
        sql("UPDATE audit_trailentry SET id = %s WHERE id = %s", new, old)
    assert places(head) == [f"trail entry {keys[1]}", f"trail entry {keys[3]}"]


COLUMNS = ", ".join(field.column for field in TrailEntry._meta.concrete_fields if field.column != "id")


@pytest.mark.parametrize("sealed", [False, True])
def test_A043_a_copied_row_is_found(sealed, keys, head):
    if sealed:
        seal()
    sql(f"INSERT INTO audit_trailentry ({COLUMNS}) SELECT {COLUMNS} FROM audit_trailentry WHERE id = %s", keys[0])
    copy = TrailEntry.objects.latest("pk").pk
    assert verifying.verify_trail(head).mismatches == [(f"trail entry {copy}", f"is a copy of entry {keys[0]}")]


def test_A043_a_row_inserted_before_the_first_or_between_sealed_ones_is_found(keys, head, triggers_lifted):
    seal()
    for key in (-5, 0):
        sql(
            f"INSERT INTO audit_trailentry (id, {COLUMNS}) SELECT {key}, {COLUMNS} FROM audit_trailentry WHERE id = %s",
            keys[0],
        )
    assert places(head) == ["trail entry -5", "trail entry 0"]


def test_A043_a_tail_cut_off_with_its_seal_is_found_by_the_head_outside(keys, head, triggers_lifted):
    seal()
    make.patient()
    seal()
    sql("DELETE FROM audit_trailentry WHERE id > %s", keys[-1])
    sql("DELETE FROM audit_seal WHERE number = 2")
    (mismatch,) = verifying.verify_trail(head).mismatches
    assert mismatch.place == "seal 2"
    assert "cut off" in mismatch.told


def test_A043_a_seal_taken_out_of_the_chain_is_found(keys, head, triggers_lifted):
    for _ in range(3):
        make.patient()
        seal()
    sql("DELETE FROM audit_seal WHERE number = 2")
    assert set(places(head)) == {"seal 2"}


@pytest.mark.parametrize("change", ["digest = ''", "keys = '1'", "heads = ''", "count = 0", "last_key = 1", "mac = ''"])
def test_A043_an_altered_seal_is_found(change, keys, head, triggers_lifted):
    seal()
    sql(f"UPDATE audit_seal SET {change}")
    assert "seal 1" in places(head)


def test_a_lost_head_is_told(keys, head):
    seal()
    head.unlink()
    assert places(head) == [str(head)]


def test_sealing_twice_seals_once(keys):
    assert [seal(), seal()] == [len(keys), 0]
    assert Seal.objects.count() == 1


def test_after_days_of_silence_everything_is_sealed_at_once(keys, head, monkeypatch):
    monkeypatch.setattr(sealing, "ENTRIES_PER_SEAL", 3)
    assert seal() == len(keys)
    assert Seal.objects.count() == -(-len(keys) // 3)
    assert places(head) == []


def test_a_seal_that_did_not_reach_the_head_is_added_by_the_next_run(keys, head):
    seal()
    head.unlink()
    seal()
    assert places(head) == []


def test_the_trail_passes_whatever_becomes_of_the_secret_key_and_the_time_zone(keys, head, settings):
    seal()
    settings.SECRET_KEY, settings.TIME_ZONE = "another", "Asia/Kolkata"
    assert places(head) == []


def test_without_the_right_key_no_line_passes(keys, head, settings):
    settings.TRAIL_KEY = "another"
    assert len(places(head)) == len(keys)


def tampered(random, keys):
    """A key, a column, and its text with one character changed, as somebody with the owner's rights could do."""
    key, field = random.choice(keys), TrailEntry._meta.get_field(random.choice(TrailEntry.COVERED))
    value = getattr(TrailEntry.objects.get(pk=key), field.attname)
    old = "" if value is None else str(value)
    at = random.randrange(len(old) + 1)
    return key, field.column, old[:at] + random.choice("0123456789abcdef ") + old[at + 1 :]


def kept(key, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT CAST({column} AS text) FROM audit_trailentry WHERE id = %s", [key])
        return cursor.fetchone()


def is_found(key, column, value, head):
    """Whether the change is found in its row; None where the database takes no such value, or has it already."""
    before = kept(key, column)
    try:
        with transaction.atomic():
            sql(f"UPDATE audit_trailentry SET {column} = %s WHERE id = %s", value, key)
            found = None if kept(key, column) == before else places(head) == [f"trail entry {key}"]
            transaction.set_rollback(True)
    except DatabaseError:
        return None
    return found


def test_A043_of_random_changes_every_one_is_found_in_its_row(keys, head, triggers_lifted):
    seal()
    random = Random(43)  # noqa: S311 - the same changes each time
    found = [is_found(*tampered(random, keys), head) for _ in range(150)]
    assert found.count(False) == 0
    assert found.count(True) > 50

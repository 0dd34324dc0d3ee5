"""The key of the trail is a secret of its own."""

from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from il2program import settings as program
from il2program.audit import trail
from il2program.audit.macs import for_entries
from il2program.audit.models import Seal, TrailEntry
from il2program.audit.sealing import seal
from il2program.audit.stored import text_of
from il2program.audit.verifying import verify_trail


def test_the_trail_has_another_key_than_everything_else(monkeypatch):
    monkeypatch.setenv("TRAIL_KEY", program.SECRET_KEY)
    with pytest.raises(ImproperlyConfigured, match="another secret"):
        program.trail_key()


@pytest.mark.parametrize("weak", ["short", "a" * 60, "django-insecure-0123456789-abcdefghijklmnopqrstuvwxyz-0123"])
def test_A051_production_takes_no_weak_key(weak, monkeypatch):
    monkeypatch.setattr(program, "PRODUCTION", True)
    monkeypatch.setenv("TRAIL_KEY", weak)
    with pytest.raises(ImproperlyConfigured, match="TRAIL_KEY is too weak"):
        program.trail_key()


def test_of_several_processes_that_start_at_once_all_read_the_same_secret(monkeypatch, tmp_path):
    monkeypatch.setattr(program, "VAR_DIR", tmp_path)
    read: list[str] = []
    threads = [Thread(target=lambda: read.append(program.generated_secret("made_up"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read) == 8
    assert {len(secret) for secret in read} == {67}
    assert len(set(read)) == 1
    assert (tmp_path / "made_up").stat().st_mode & 0o777 == 0o600


KEYS = ["first-key", "second-key", "third-key"]


@pytest.fixture
def use(settings, tmp_path):
    """Go on with this key, the ones before it named as such."""
    settings.TRAIL_HEAD = tmp_path / "trail-head"

    def start(number, *, forgotten=False):
        settings.TRAIL_KEY = KEYS[number]
        settings.TRAIL_KEY_FALLBACKS = [] if forgotten else KEYS[:number][::-1]

    return start


def wrong(settings):
    return verify_trail(settings.TRAIL_HEAD).mismatches


def write_and_seal(what, times=1):
    for _ in range(times):
        line = trail.write("tried", sentence=what)
        seal()
    return line


@pytest.mark.django_db
def test_lines_and_seals_under_earlier_keys_pass_and_new_ones_carry_the_new_key(use, settings):
    for number in range(3):
        use(number)
        write_and_seal("Before", times=2)
        line = trail.write("tried", sentence="Not sealed yet")
    assert wrong(settings) == []
    assert line.mac == for_entries()[0].of(text_of(line, TrailEntry.COVERED))
    use(2, forgotten=True)
    assert len(wrong(settings)) >= 6


@pytest.mark.django_db
def test_a_line_written_under_the_earlier_key_while_processes_are_started_again_passes(use, settings):
    use(0)
    write_and_seal("Before", times=3)
    use(1)
    write_and_seal("By the first process with the new key")
    use(0)
    trail.write("tried", sentence="By one that still has the old one")
    use(1)
    assert wrong(settings) == []
    write_and_seal("After")
    assert wrong(settings) == []


@pytest.mark.django_db
def test_who_got_hold_of_an_earlier_key_can_write_no_line_with_it_later(use, settings):
    use(0)
    write_and_seal("Before", times=3)
    use(1)
    write_and_seal("After", times=2)
    use(0)
    forged = trail.write("tried", sentence="Forged")
    use(1)
    told = [(f"trail entry {forged.pk}", "does not say what was written")]
    assert wrong(settings) == told
    seal()
    assert wrong(settings) == told


@pytest.mark.django_db
def test_who_got_hold_of_an_earlier_key_can_rewrite_nothing_that_was_sealed_before(use, settings, triggers_lifted):
    use(0)
    line = write_and_seal("Before")
    write_and_seal("Before")
    use(1)
    write_and_seal("After", times=2)
    use(0)
    line.sentence = "Forged"
    code = for_entries()[0].of(text_of(line, TrailEntry.COVERED))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_trailentry SET sentence = 'Forged', mac = %s WHERE id = %s", [code, line.pk])
    use(1)
    assert [place for place, _ in wrong(settings)] == [f"trail entry {line.pk}"]


@pytest.mark.django_db
def test_who_got_hold_of_an_earlier_key_can_seal_nothing_with_it_later(use, settings, triggers_lifted):
    use(0)
    write_and_seal("Before")
    use(1)
    write_and_seal("After", times=3)
    last = Seal.objects.order_by("number").last()
    before = Seal.objects.get(number=last.number - 1)
    use(0)
    with connection.cursor() as cursor:
        forged = [last.computed_macs(before.mac)[0], last.number]
        cursor.execute("UPDATE audit_seal SET mac = %s WHERE number = %s", forged)
    use(1)
    assert (f"seal {last.number}", "does not say what was sealed") in wrong(settings)


@pytest.mark.parametrize("named", ["{today}", "one,one"])
def test_a_key_named_twice_is_refused(monkeypatch, named):
    monkeypatch.setenv("TRAIL_KEY_FALLBACKS", named.format(today=program.TRAIL_KEY))
    with pytest.raises(ImproperlyConfigured, match="once"):
        program.trail_key_fallbacks()

"""The key of the trail is a secret of its own."""

from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured

from il2program import settings as program


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

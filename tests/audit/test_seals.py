"""What a seal keeps of the lines it covers, and how a difference is named."""

import hmac

import pytest

from il2program.audit import seals
from il2program.audit.macs import HEX_DIGITS, Mac


@pytest.mark.parametrize(
    ("keys", "short"), [([], ""), ([7], "7"), ([1, 2, 3], "1-3"), ([1, 2, 4, 6, 7], "1-2 4 6-7"), ([9, 11], "9 11")]
)
def test_keys_are_kept_as_runs_and_read_back(keys, short):
    assert seals.runs(keys) == short
    assert list(seals.keys_of(short)) == keys


@pytest.mark.parametrize(
    ("sealed", "found", "told"),
    [
        ({1: "aa", 2: "bb"}, {1: "aa", 2: "bb"}, []),
        ({1: "aa", 2: "bb"}, {1: "aa"}, [(2, "was there when the trail was sealed, and is gone")]),
        ({1: "aa"}, {1: "aa", 2: "bb"}, [(2, "was not there when the trail was sealed")]),
    ],
)
def test_a_line_that_is_gone_or_new_is_named(sealed, found, told):
    assert list(seals.differences(sealed, found)) == told


def test_two_lines_that_changed_places_are_both_named():
    assert [key for key, _ in seals.differences({1: "aa", 2: "bb"}, {1: "bb", 2: "aa"})] == [1, 2]


@pytest.mark.parametrize("key", [b"", b"short", b"k" * 64, b"longer than a block " * 9])
@pytest.mark.parametrize("text", [b"", b"a line", "één régel ☃".encode() * 50])
def test_the_code_is_the_standard_s(key, text):
    assert Mac(key).of(text) == hmac.digest(key, text, "sha256").hex()[:HEX_DIGITS]

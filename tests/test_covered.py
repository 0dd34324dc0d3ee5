"""The list of numbered checks and faults is complete, and no test carries a number that is not on it."""

from tests import covered


def test_the_list_has_103_checks_and_40_faults_in_order():
    checks = [f"A{number:03}" for number in range(1, 104)]
    faults = [f"B{number:03}" for number in range(1, 41)]
    assert list(covered.titles()) == checks + faults
    assert all(covered.titles().values())


def test_each_number_in_a_test_s_name_is_on_the_list():
    assert covered.covered() <= covered.titles().keys()


def test_every_number_in_a_name_counts_and_only_there():
    text = "def test_A068_B021_nothing_is_read():\n    test_A001_is_a_word\ndef test_B0219_is_none():\n"
    assert covered.numbers(text) == {"A068", "B021"}


def test_what_is_covered_is_counted_and_what_is_not_is_named(monkeypatch):
    monkeypatch.setattr(covered, "covered", lambda: {"A001", "A002", "B040"})
    first, *missing = covered.told()
    assert first == "checks covered 2 of 103, faults 1 of 40; not yet:"
    assert len(missing) == 101 + 39
    assert missing[0].startswith("  A003 a form changes only")


def test_nothing_is_named_where_all_are_covered(monkeypatch):
    monkeypatch.setattr(covered, "covered", lambda: set(covered.titles()))
    assert list(covered.told()) == ["checks covered 103 of 103, faults 40 of 40"]

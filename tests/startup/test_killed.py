"""Killed between its first statement and its commit, an act leaves nothing behind."""

import pytest

pytestmark = pytest.mark.startup


def test_A044_a_process_killed_anywhere_in_an_act_leaves_neither_fact_nor_line(run_on):
    assert int(run_on("chart", "tests.startup.charting")) > 50

"""A result that the chart holds already is not stored again; one that contradicts it is doubtful."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from patients.importing import Standing, Verdict
from tests.patients.importing.samples import ZONE, csv_of, judged

DAY = date(2026, 3, 24)
HALF_PAST_SEVEN = datetime(2026, 3, 24, 7, 30, tzinfo=ZONE)


def standing(value: str = "1.2", at: datetime | None = None, *, stands: bool = True, on: date = DAY) -> Standing:
    return Standing("creatinine_mg_dl", on, at, Decimal(value), "", "", f"{value} mg/dL", "Nora Example", stands)


def verdict(row: Standing, written: str = "1.2", taken: str = "2026-03-24") -> tuple[Verdict, str]:
    line = judged(csv_of(f"Creatinine,{written},mg/dL,{taken},T1001"), standing=(row,)).lines[0]
    return line.verdict, " ".join(line.reasons)


@pytest.mark.parametrize("taken", ["2026-03-24", "2026-03-24 07:30"])
@pytest.mark.parametrize("at", [None, HALF_PAST_SEVEN])
def test_the_same_value_of_the_same_moment_is_recorded_already(taken, at):
    assert verdict(standing(at=at), taken=taken) == (Verdict.KNOWN, "Recorded already by Nora Example.")


def test_the_same_value_in_another_unit_is_recorded_already():
    line = judged(csv_of("Creatinine,88.42,umol/L,2026-03-24,T1001"), standing=(standing("1"),)).lines[0]
    assert line.verdict is Verdict.KNOWN


def test_the_same_value_without_its_unit_is_recorded_already():
    line = judged(csv_of("Creatinine,1.2,,2026-03-24,T1001"), standing=(standing(),)).lines[0]
    assert line.verdict is Verdict.KNOWN


def test_another_value_of_the_same_day_is_doubtful():
    told = "It differs from 1.3 mg/dL, recorded by Nora Example for the same day."
    assert verdict(standing("1.3")) == (Verdict.DOUBTFUL, told)


def test_another_comparator_is_another_value():
    assert verdict(standing(), written="<1.2")[0] is Verdict.DOUBTFUL


def test_values_of_other_times_and_days_do_not_matter():
    assert verdict(standing("1.3", HALF_PAST_SEVEN), taken="2026-03-24 19:30")[0] is Verdict.STORE
    assert verdict(standing("1.2", HALF_PAST_SEVEN), taken="2026-03-24 19:30")[0] is Verdict.STORE
    assert verdict(standing("1.3", on=date(2026, 3, 23)))[0] is Verdict.STORE


def test_a_value_that_was_corrected_since_does_not_come_back():
    told = "Recorded already by Nora Example, and corrected since."
    assert verdict(standing(stands=False)) == (Verdict.KNOWN, told)
    assert verdict(standing("1.3", stands=False))[0] is Verdict.STORE


def test_what_stands_twice_in_a_file_is_stored_once():
    found = judged(csv_of(*["Creatinine,1.2,mg/dL,2026-03-24,T1001"] * 3)).lines
    assert [line.verdict for line in found] == [Verdict.STORE, Verdict.KNOWN, Verdict.KNOWN]
    assert found[2].reasons == ("The same stands in line 2.",)


def test_two_values_of_one_moment_in_a_file_are_both_doubtful():
    found = judged(csv_of("Creatinine,1.2,mg/dL,2026-03-24,T1001", "Creatinine,1.3,mg/dL,2026-03-24,T1001")).lines
    assert [line.verdict for line in found] == [Verdict.DOUBTFUL, Verdict.DOUBTFUL]
    assert found[0].reasons == ("Line 3 says 1.3 mg/dL for the same time.",)
    assert found[1].reasons == ("Line 2 says 1.2 mg/dL for the same time.",)

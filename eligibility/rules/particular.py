"""The questions of criteria that ask more than one value against one limit."""

from decimal import Decimal

from eligibility.rules.checks import Check, absent, all_of, coded, first, joined, number
from eligibility.rules.facts import Answer, Finding
from eligibility.rules.limits import Limit, Limits, Measured, Side, held_against
from eligibility.rules.reading import Reading
from patients.rules.analytes import analyte
from patients.rules.numbers import Quantity, show
from patients.rules.renal import Sex, clearance_ml_min

_CLEARANCE_INPUTS = ("creatinine_mg_dl", "weight_kg", "age_years", "sex")

# A clearance moves against its creatinine.
_TURNED = {"": "", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def performance(limits: Limits) -> Check:
    """ECOG; where it is not recorded, Karnofsky stands in. Where both are, ECOG decides.

    Source: clinical reference 2.1, S-H10.
    """
    ecog = number("ecog", Side.AT_MOST, limits.ecog_most)
    karnofsky = number("karnofsky", Side.AT_LEAST, limits.karnofsky_least_percent)

    def check(reading: Reading) -> Finding:
        stands_in = reading.fact("ecog") is None and reading.fact("karnofsky") is not None
        return karnofsky(reading) if stands_in else ecog(reading)

    return check


def no_pregnancy(reading: Reading) -> Finding:
    """Met in men; otherwise a test that is negative or not applicable, and no breast feeding.

    Source: clinical reference 2.1, S-H11.
    """
    if reading.fact("sex") is not None and reading.code("sex") == Sex.MALE:
        return Finding(Answer.MET, "Not asked in men.")
    return all_of(coded("hcg", "negative", "not_applicable"), absent("breast_feeding"))(reading)


def coronary(limits: Limits) -> Check:
    """A normal stress test. Under the age from which everybody is tested, a normal ECG serves where no test was made.

    A test that was made is held to its result and its validity at any age: somebody saw a reason for it. Under that age
    an abnormal ECG asks for the test. Source: clinical reference 2.5, S-C1.
    """
    stress_test, ecg = coded("stress_test", "normal"), coded("ecg", "normal")
    from_years = limits.stress_test_from_years

    def check(reading: Reading) -> Finding:
        if reading.fact("stress_test") is not None or reading.lacking("age_years"):
            return stress_test(reading)
        if reading.quantity("age_years").value >= from_years:
            return Finding(Answer.UNKNOWN, f"Not recorded: Stress test, asked from {show(from_years, 0)} years of age.")
        found = ecg(reading)
        if found.answer is Answer.NOT_MET:
            return Finding(Answer.UNKNOWN, f"Not recorded: Stress test, asked at any age after this. {found.reason}")
        return Finding(found.answer, f"No test; under {show(from_years, 0)} years the ECG serves. {found.reason}")

    return check


def clearance(least_ml_min: Decimal) -> Check:
    """Creatinine clearance by Cockcroft-Gault, from values that are all valid. Source: clinical reference 2.7, S-R1."""
    limit = Limit(Side.AT_LEAST, least_ml_min)

    def check(reading: Reading) -> Finding:
        lacking = [found for key in _CLEARANCE_INPUTS if (found := reading.lacking(key))]
        if lacking:
            return Finding(first(lacking), f"Clearance cannot be computed. {joined(lacking)}")
        cleared = _cleared(reading)
        if cleared is None:
            return Finding(Answer.UNKNOWN, "Clearance cannot be computed from a weight that is only bounded.")
        return held_against(cleared, limit)

    return check


def _cleared(reading: Reading) -> Measured | None:
    """The clearance, bounded where the creatinine is bounded."""
    creatinine, weight = reading.quantity("creatinine_mg_dl"), reading.quantity("weight_kg")
    cleared = clearance_ml_min(
        creatinine_mg_dl=creatinine.value,
        age_years=int(reading.quantity("age_years").value),
        sex=reading.code("sex"),
        weight_kg=None if weight.comparator else weight.value,
    )
    if cleared is None:
        return None
    row = analyte("clearance_ml_min")
    return Measured(row.label, row.unit, row.decimals, Quantity(_TURNED[creatinine.comparator], cleared))

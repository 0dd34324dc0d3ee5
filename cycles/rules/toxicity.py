"""How grave is a toxicity, where numbers can say so? The other terms a clinician grades.

In a band the end toward the milder grade is exclusive, the other inclusive; on the limit of normal the grade is 0.
Where a grade hangs on something that is not given there is none. Source: clinical reference 5.1, CTCAE version 5.0.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from cycles.rules.terms import terms


@dataclass(frozen=True)
class Measured:
    """A value in the unit of the term, and what its grade may hang on. None is *not known*.

    Counts are per mm³, a weight gain is in percent, diarrhea the stools a day over baseline, urine the mL of so many
    hours, saturation at rest. hours: for how long. neutrophils_per_ul: for febrile neutropenia, whose value is the
    temperature.
    """

    value: Decimal
    uln: Decimal | None = None
    lln: Decimal | None = None
    baseline: Decimal | None = None
    hours: Decimal | None = None
    neutrophils_per_ul: Decimal | None = None


@dataclass(frozen=True)
class Graded:
    """A grade from 0 to 4, or None where numbers do not decide it, and the sentence behind it."""

    grade: int | None
    reason: str


Grader = Callable[[Measured], int | None]


def grade(term: str, measured: Measured) -> Graded:
    """The grade of a term. ValueError for a term that does not exist, or a limit of normal that cannot be."""
    if term not in terms():
        raise ValueError(f"There is no term {term!r}.")
    for limit in (measured.uln, measured.lln, measured.baseline):
        if limit is not None and limit <= 0:
            raise ValueError("Limits of normal and baselines lie over 0.")
    grader = GRADERS.get(term)
    if grader is None:
        return Graded(None, f"{term} is graded by a clinician.")
    found = grader(measured)
    return Graded(found, _reason(term, found))


def _reason(term: str, found: int | None) -> str:
    if found is None:
        return f"{term}: the grade hangs on something that is not known."
    return f"{term}, grade {found}: {terms()[term].wording(found) or 'none of the grades applies'}."


def _under(*limits: tuple[str, int]) -> Grader:
    """The first limit, the gravest first, that the value lies under; 0 where there is none."""

    def grader(measured: Measured) -> int | None:
        return next((found for limit, found in limits if measured.value < Decimal(limit)), 0)

    return grader


def _over(*limits: tuple[str, int]) -> Grader:
    """The first limit, the gravest first, that the value lies over; 0 where there is none."""

    def grader(measured: Measured) -> int | None:
        return next((found for limit, found in limits if measured.value > Decimal(limit)), 0)

    return grader


def _from(*limits: tuple[str, int]) -> Grader:
    """The first limit, the gravest first, that the value reaches; 0 where there is none."""

    def grader(measured: Measured) -> int | None:
        return next((found for limit, found in limits if measured.value >= Decimal(limit)), 0)

    return grader


def _under_normal(*limits: tuple[str, int]) -> Grader:
    """Grade 1 from the lower limit of normal down to the first limit, then as the limits say."""
    graver = _under(*limits)

    def grader(measured: Measured) -> int | None:
        if found := graver(measured):
            return found
        return None if measured.lln is None else int(measured.value < measured.lln)

    return grader


def _over_normal(*limits: tuple[str, int]) -> Grader:
    """Grade 1 from the upper limit of normal up to the first limit, then as the limits say."""
    graver = _over(*limits)

    def grader(measured: Measured) -> int | None:
        if found := graver(measured):
            return found
        return None if measured.uln is None else int(measured.value > measured.uln)

    return grader


def _times(measured: Measured, of: Decimal, limits: tuple[str, str, str]) -> int:
    """The grade from 2 to 4 by multiples of something, else 0."""
    graves = ((limits[2], 4), (limits[1], 3), (limits[0], 2))
    return next((found for limit, found in graves if measured.value > Decimal(limit) * of), 0)


def _multiple(*limits: str) -> Grader:
    """Multiples of the upper limit of normal."""
    second, third, fourth = limits

    def grader(measured: Measured) -> int | None:
        if measured.uln is None:
            return None
        return _times(measured, measured.uln, (second, third, fourth)) or int(measured.value > measured.uln)

    return grader


def _multiple_by_baseline(second: str, third: str, fourth: str, *, first_of_baseline: str, inclusive: bool) -> Grader:
    """Multiples of the upper limit of normal, or of the baseline where that was abnormal.

    first_of_baseline: the multiple at which grade 1 then begins; inclusive: whether it belongs to grade 1.
    """

    def grader(measured: Measured) -> int | None:
        value, uln, baseline = measured.value, measured.uln, measured.baseline
        if uln is None:
            return None
        if value <= uln:
            return 0
        if baseline is None:
            return None
        if baseline <= uln:
            return _times(measured, uln, (second, third, fourth)) or 1
        begin = Decimal(first_of_baseline) * baseline
        begun = value >= begin if inclusive else value > begin
        return _times(measured, baseline, (second, third, fourth)) or int(begun)

    return grader


def _fever(measured: Measured) -> int | None:
    if measured.value <= 40:
        return _over(("39", 2))(measured) or int(measured.value >= 38)
    if measured.hours is None:
        return None
    return 4 if measured.hours > 24 else 3


def _urine(measured: Measured) -> int | None:
    """Of 8 hours or of 24; of other spans no number is given."""
    if measured.hours == 8:
        return 3 if measured.value < 80 else 0
    if measured.hours == 24:
        return 4 if measured.value < 240 else 0
    return None


def _creatinine(measured: Measured) -> int | None:
    """By the limit of normal or by the baseline, whichever is graver; the baseline gives no grade 4."""
    by_normal = _multiple("1.5", "3", "6")(measured)
    if by_normal is None or by_normal >= 3:
        return by_normal
    if measured.baseline is None:
        return None
    value, baseline = measured.value, measured.baseline
    return max(by_normal, 3 if value > 3 * baseline else 2 if 2 * value > 3 * baseline else 0)


def _ejection_fraction(measured: Measured) -> int | None:
    """By the value in percent, or by the drop in points from the baseline."""
    by_value = 2 if measured.value <= 50 else 0
    by_value = _under(("20", 4), ("40", 3))(measured) or by_value
    if by_value >= 3:
        return by_value
    if measured.baseline is None:
        return None
    drop = measured.baseline - measured.value
    return max(by_value, 3 if drop >= 20 else 2 if drop >= 10 else 0)


def _febrile_neutropenia(measured: Measured) -> int | None:
    """Fever over 38.3 °C once, or 38 °C or more for over an hour, with fewer than 1000 neutrophils."""
    neutrophils, temperature_c = measured.neutrophils_per_ul, measured.value
    if temperature_c < 38 or (neutrophils is not None and neutrophils >= 1000):
        return 0
    if neutrophils is None:
        return None
    if temperature_c > Decimal("38.3"):
        return 3
    if measured.hours is None:
        return None
    return 3 if measured.hours > 1 else 0


_TRANSAMINASE = _multiple_by_baseline("3", "5", "20", first_of_baseline="1.5", inclusive=True)
_CHOLESTASIS = _multiple_by_baseline("2.5", "5", "20", first_of_baseline="2", inclusive=True)

GRADERS: Mapping[str, Grader] = MappingProxyType(
    {
        "Fever": _fever,
        "Weight gain": _from(("20", 3), ("10", 2), ("5", 1)),
        "Urine output decreased": _urine,
        "Hypoxia": _under(("88", 3)),
        "Creatinine increased": _creatinine,
        "Blood bilirubin increased": _multiple_by_baseline("1.5", "3", "10", first_of_baseline="1", inclusive=False),
        "Alanine aminotransferase increased": _TRANSAMINASE,
        "Aspartate aminotransferase increased": _TRANSAMINASE,
        "Alkaline phosphatase increased": _CHOLESTASIS,
        "GGT increased": _CHOLESTASIS,
        "CPK increased": _multiple("2.5", "5", "10"),
        "Platelet count decreased": _under_normal(("25000", 4), ("50000", 3), ("75000", 2)),
        "Neutrophil count decreased": _under_normal(("500", 4), ("1000", 3), ("1500", 2)),
        "White blood cell decreased": _under_normal(("1000", 4), ("2000", 3), ("3000", 2)),
        "Lymphocyte count decreased": _under_normal(("200", 4), ("500", 3), ("800", 2)),
        "Lymphocyte count increased": _over(("20000", 3), ("4000", 2)),
        "Anemia": _under_normal(("8", 3), ("10", 2)),
        # Without symptoms: with them the first band is grade 2.
        "Hypokalemia": _under_normal(("2.5", 4), ("3", 3)),
        "Hyperkalemia": _over_normal(("7", 4), ("6", 3), ("5.5", 2)),
        # Without symptoms: with them 125 to 129 is grade 3.
        "Hyponatremia": _under_normal(("120", 4), ("125", 3), ("130", 2)),
        "Hypernatremia": _over_normal(("160", 4), ("155", 3), ("150", 2)),
        "Hypocalcemia": _under_normal(("6", 4), ("7", 3), ("8", 2)),
        "Hypercalcemia": _over_normal(("13.5", 4), ("12.5", 3), ("11.5", 2)),
        "Hypoglycemia": _under_normal(("30", 4), ("40", 3), ("55", 2)),
        "Hypomagnesemia": _under_normal(("0.7", 4), ("0.9", 3), ("1.2", 2)),
        "Hypoalbuminemia": _under_normal(("2", 3), ("3", 2)),
        "Acidosis": _under_normal(("7.3", 3)),
        "INR increased": _over(("2.5", 3), ("1.5", 2), ("1.2", 1)),
        "Ejection fraction decreased": _ejection_fraction,
        "Forced expiratory volume decreased": _under(("50", 4), ("60", 3), ("70", 2), ("100", 1)),
        "Diarrhea": lambda measured: _from(("7", 3), ("4", 2))(measured) or int(measured.value > 0),
        "Febrile neutropenia": _febrile_neutropenia,
    }
)

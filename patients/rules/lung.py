"""FEV1 against what is predicted for age, sex and height.

Source: clinical reference 2.6. NHANES III: Hankinson JL et al., Am J Respir Crit Care Med 1999;159:179-187, equations
for non-Hispanic white adults from 20 years of age. Any other equation comes as the laboratory's own percentage.
"""

from dataclasses import dataclass
from decimal import Context, Decimal

from patients.rules.renal import Sex

NHANES_III_YOUNGEST_YEARS = 20

_FINE = Context(prec=50)


@dataclass(frozen=True)
class Equation:
    """FEV1 in L = constant + per year × age + per year squared × age² + per square centimeter × height²."""

    constant_l: Decimal
    per_year: Decimal
    per_year_squared: Decimal
    per_cm_squared: Decimal


NHANES_III_FEV1_L = {
    Sex.MALE: Equation(Decimal("0.5536"), Decimal("-0.01303"), Decimal("-0.000172"), Decimal("0.00014098")),
    Sex.FEMALE: Equation(Decimal("0.4333"), Decimal("-0.00361"), Decimal("-0.000194"), Decimal("0.00011496")),
}


def predicted_fev1_l(*, age_years: int | None, sex: str | None, height_cm: Decimal | None) -> Decimal | None:
    """The FEV1 that NHANES III predicts, in L, not rounded.

    None where an input is not known, under 20 years, and where the equation leaves its ground (nothing positive).
    Refuses (ValueError) a height or age that cannot be.
    """
    if age_years is None or height_cm is None or sex not in (Sex.FEMALE, Sex.MALE):
        return None
    if age_years < 0 or not height_cm.is_finite() or height_cm <= 0:
        raise ValueError("Age and height must be greater than 0.")
    if age_years < NHANES_III_YOUNGEST_YEARS:
        return None
    equation = NHANES_III_FEV1_L[Sex(str(sex))]
    by_age = equation.per_year * age_years + equation.per_year_squared * age_years**2
    predicted = equation.constant_l + by_age + equation.per_cm_squared * height_cm**2
    return predicted if predicted > 0 else None


def percent_of_predicted(*, fev1_l: Decimal | None, predicted_l: Decimal | None) -> Decimal | None:
    """FEV1 in percent of the unrounded prediction; None where either is not known."""
    if fev1_l is None or predicted_l is None:
        return None
    if not fev1_l.is_finite() or fev1_l < 0:
        raise ValueError("FEV1 must not be negative.")
    return _FINE.divide(100 * fev1_l, predicted_l)


def fev1_fvc_percent(*, fev1_l: Decimal | None, fvc_l: Decimal | None) -> Decimal | None:
    """FEV1 in percent of FVC; None where either is not known."""
    if fvc_l is not None and fvc_l <= 0:
        raise ValueError("FVC must be greater than 0.")
    return percent_of_predicted(fev1_l=fev1_l, predicted_l=fvc_l)

"""Kidney function from creatinine, age, sex and weight.

Source: clinical reference 2.3, 2.7 and 10.3. Cockcroft DW, Gault MH: Nephron 1976;16:31-41. Inker LA et al.:
N Engl J Med 2021;385:1737-1749 (CKD-EPI 2021, without race).
"""

from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction

CREATININE_UMOL_L_PER_MG_DL = Fraction("88.42")

COCKCROFT_GAULT_AGE_YEARS = 140
COCKCROFT_GAULT_DIVISOR = 72
COCKCROFT_GAULT_FEMALE = Fraction("0.85")

CKD_EPI_YOUNGEST_YEARS = 18
CKD_EPI_SCALE_ML_MIN_173 = Decimal(142)
CKD_EPI_ABOVE_KAPPA = Decimal("-1.200")
CKD_EPI_PER_YEAR = Decimal("0.9938")
CKD_EPI_FEMALE = Decimal("1.012")

# One fixed precision, so that a power with a broken exponent comes out the same on every machine.
_FINE = Context(prec=50)


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


CKD_EPI_KAPPA_MG_DL = {Sex.FEMALE: Decimal("0.7"), Sex.MALE: Decimal("0.9")}
CKD_EPI_ALPHA = {Sex.FEMALE: Decimal("-0.241"), Sex.MALE: Decimal("-0.302")}


def creatinine_mg_dl(creatinine_umol_l: Decimal) -> Decimal:
    """Creatinine in mg/dL from µmol/L: 1 mg/dL is 88.42 µmol/L, exactly where the decimals end."""
    return _decimal(Fraction(creatinine_umol_l) / CREATININE_UMOL_L_PER_MG_DL)


def clearance_ml_min(
    *, creatinine_mg_dl: Decimal | None, age_years: int | None, sex: str | None, weight_kg: Decimal | None
) -> Decimal | None:
    """Creatinine clearance by Cockcroft-Gault in mL/min, from actual body weight; None where an input is not known.

    Nothing is rounded: 60 mL/min is reached by 60 and not by 59.96. Refuses (ValueError) a creatinine, weight or age
    that cannot be.
    """
    if creatinine_mg_dl is None or age_years is None or weight_kg is None or not _is_known(sex):
        return None
    _check_positive(creatinine_mg_dl=creatinine_mg_dl, weight_kg=weight_kg)
    if not 0 <= age_years < COCKCROFT_GAULT_AGE_YEARS:
        raise ValueError(f"An age of {age_years} years cannot be.")
    years_left = COCKCROFT_GAULT_AGE_YEARS - age_years
    clearance = years_left * Fraction(weight_kg) / (COCKCROFT_GAULT_DIVISOR * Fraction(creatinine_mg_dl))
    return _decimal(clearance * COCKCROFT_GAULT_FEMALE if sex == Sex.FEMALE else clearance)


def egfr_ml_min_173(*, creatinine_mg_dl: Decimal | None, age_years: int | None, sex: str | None) -> Decimal | None:
    """Estimated filtration rate by CKD-EPI 2021 in mL/min/1.73 m².

    None where an input is not known and under 18 years, for whom the equation was not made. Refuses (ValueError) a
    creatinine or age that cannot be.
    """
    if creatinine_mg_dl is None or age_years is None or not _is_known(sex):
        return None
    _check_positive(creatinine_mg_dl=creatinine_mg_dl)
    if age_years < 0:
        raise ValueError(f"An age of {age_years} years cannot be.")
    if age_years < CKD_EPI_YOUNGEST_YEARS:
        return None
    known_sex = Sex(str(sex))
    ratio = _FINE.divide(creatinine_mg_dl, CKD_EPI_KAPPA_MG_DL[known_sex])
    factors = [
        _FINE.power(min(ratio, Decimal(1)), CKD_EPI_ALPHA[known_sex]),
        _FINE.power(max(ratio, Decimal(1)), CKD_EPI_ABOVE_KAPPA),
        _FINE.power(CKD_EPI_PER_YEAR, age_years),
        CKD_EPI_FEMALE if known_sex == Sex.FEMALE else Decimal(1),
    ]
    rate = CKD_EPI_SCALE_ML_MIN_173
    for factor in factors:
        rate = _FINE.multiply(rate, factor)
    return rate


def _is_known(sex: str | None) -> bool:
    return sex in (Sex.FEMALE, Sex.MALE)


def _check_positive(**values: Decimal) -> None:
    for name, value in values.items():
        if not value.is_finite() or value <= 0:
            raise ValueError(f"{name} must be greater than 0.")


def _decimal(value: Fraction) -> Decimal:
    return _FINE.divide(Decimal(value.numerator), Decimal(value.denominator))

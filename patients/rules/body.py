"""Measures that follow from height, weight and pressure. Source: clinical reference 2.2.

Mosteller RD: N Engl J Med 1987;317:1098 (body surface area). They are shown; no dose and no criterion rests on them.
"""

from decimal import Context, Decimal

_FINE = Context(prec=50)


def bmi_kg_m2(*, weight_kg: Decimal | None, height_cm: Decimal | None) -> Decimal | None:
    """Body mass index in kg/m²; None where an input is not known."""
    if weight_kg is None or height_cm is None:
        return None
    _check_positive(weight_kg, height_cm)
    return _FINE.divide(weight_kg * 10_000, height_cm * height_cm)


def bsa_m2(*, weight_kg: Decimal | None, height_cm: Decimal | None) -> Decimal | None:
    """Body surface area in m² by Mosteller; None where an input is not known."""
    if weight_kg is None or height_cm is None:
        return None
    _check_positive(weight_kg, height_cm)
    return _FINE.sqrt(_FINE.divide(weight_kg * height_cm, Decimal(3600)))


def map_mmhg(*, sbp_mmhg: Decimal | None, dbp_mmhg: Decimal | None) -> Decimal | None:
    """Mean pressure in mmHg: a third of the way from diastolic to systolic; None where either is not known."""
    if sbp_mmhg is None or dbp_mmhg is None:
        return None
    if dbp_mmhg > sbp_mmhg:
        raise ValueError("The diastolic pressure cannot be over the systolic pressure.")
    return _FINE.divide(sbp_mmhg + 2 * dbp_mmhg, Decimal(3))


def _check_positive(*values: Decimal) -> None:
    if any(value <= 0 for value in values):
        raise ValueError("Weight and height must be greater than 0.")

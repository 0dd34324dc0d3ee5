"""The dose of a cycle, and the bag that it takes. Source: clinical reference 1.1 to 1.3.

Units are the truth; micrograms are shown only. Everything follows from the exact dose, and only what is shown is
rounded, half up.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from cycles.rules.rounding import half_up

# 600,000 units per kg; given or skipped, never reduced. Source: clinical reference 1.1.
DOSE_IU_PER_KG = 600_000
# After reconstitution a vial holds 18 million units, or 1.1 mg, in each mL. Source: clinical reference 1.2.
IU_PER_ML = 18_000_000
UG_PER_ML = 1_100
# 1.2 mL is what was added to a vial and can be withdrawn. Source: clinical reference 1.2, 1.3.
DELIVERABLE_ML_PER_VIAL = Decimal("1.2")
# The label's content of a vial is 22 million units, which 1.222 mL writes short. Source: clinical reference 1.3.
VIAL_IU = 22_000_000
LABEL_CONTENT_ML = Decimal("1.222")
# The bag by the exact dose in units, never by mg; both limits belong to the smaller bag. Source: 1.2, label of 2023.
BAG_25_ML_UP_TO_IU = 25_400_000
BAG_50_ML_UP_TO_IU = 60_000_000
# Outside 30 to 70 ug/mL delivery varies. Source: clinical reference 1.2.
CONCENTRATION_UG_ML = (30, 70)
# Over 15 minutes: four bags an hour. Source: clinical reference 1.3.
BAGS_PER_HOUR = 4
# A dosing weight that differs by more from the screening weight is warned of. Source: clinical reference 1.3.
SCREENING_DIFFERENCE_PERCENT = 10
# No living adult weighs this much; what a form accepts is narrower.
MAX_WEIGHT_KG = 650

IU_PER_MILLION_UNITS = 1_000_000


@dataclass(frozen=True)
class Dose:
    """One dose, with all that the order and the pharmacy print of it."""

    weight_kg: Decimal
    deliverable_ml_per_vial: Decimal = DELIVERABLE_ML_PER_VIAL

    @property
    def dose_iu(self) -> Decimal:
        """The exact dose in units."""
        return self.weight_kg * DOSE_IU_PER_KG

    @property
    def dose_million_units(self) -> Decimal:
        """The dose in million units as the order shows it, to 0.1."""
        return half_up(self.dose_iu / IU_PER_MILLION_UNITS, 1)

    @property
    def exact_million_units(self) -> Decimal:
        """The dose in million units without rounding, printed beside the other where that would choose another bag."""
        return self.dose_iu / IU_PER_MILLION_UNITS

    @property
    def volume_ml(self) -> Decimal:
        """The volume of reconstituted drug, to 0.01 mL."""
        return half_up(self._exact_volume_ml, 2)

    @property
    def bag_ml(self) -> int:
        """The bag of dextrose 5 %: 25, 50 or 100 mL."""
        return _bag_ml(self.dose_iu)

    @property
    def rounding_changes_bag(self) -> bool:
        """Whether the rounded dose would choose another bag than the exact one."""
        return _bag_ml(self.dose_million_units * IU_PER_MILLION_UNITS) != self.bag_ml

    @property
    def concentration_ug_ml(self) -> Decimal:
        """The concentration in the bag with the drug's own volume counted, to 0.1 ug/mL."""
        return half_up(self._exact_concentration_ug_ml, 1)

    @property
    def concentration_is_in_window(self) -> bool:
        """Whether the exact concentration lies within 30 to 70 ug/mL, both included."""
        low, high = CONCENTRATION_UG_ML
        return low <= self._exact_concentration_ug_ml <= high

    @property
    def infusion_rate_ml_h(self) -> int:
        """The rate of the pump for 15 minutes: four times the bag's volume an hour."""
        return self.bag_ml * BAGS_PER_HOUR

    @property
    def vials(self) -> int:
        """How many vials the dose takes, each opened for this dose alone."""
        return ceil(Fraction(self.dose_iu) / self._deliverable_iu)

    @property
    def _deliverable_iu(self) -> Fraction:
        if self.deliverable_ml_per_vial == LABEL_CONTENT_ML:
            return Fraction(VIAL_IU)
        return Fraction(self.deliverable_ml_per_vial) * IU_PER_ML

    @property
    def _exact_volume_ml(self) -> Fraction:
        return Fraction(self.dose_iu) / IU_PER_ML

    @property
    def _exact_concentration_ug_ml(self) -> Fraction:
        return self._exact_volume_ml * UG_PER_ML / (self.bag_ml + self._exact_volume_ml)


def dose(weight_kg: Decimal, *, deliverable_ml_per_vial: Decimal = DELIVERABLE_ML_PER_VIAL) -> Dose:
    """The dose for a dosing weight in kg. Refuses a weight, or a vial's volume in mL, that cannot be."""
    if not weight_kg.is_finite() or not 0 < weight_kg <= MAX_WEIGHT_KG:
        raise ValueError(f"A weight of {weight_kg} kg cannot be.")
    if not deliverable_ml_per_vial.is_finite() or not deliverable_ml_per_vial > 0:
        raise ValueError(f"A vial that delivers {deliverable_ml_per_vial} mL cannot be.")
    return Dose(weight_kg, deliverable_ml_per_vial)


def differs_from_screening(weight_kg: Decimal, screening_kg: Decimal) -> bool:
    """Whether the dosing weight differs by more than 10 % from the screening weight, both in kg."""
    return 100 * abs(weight_kg - screening_kg) > SCREENING_DIFFERENCE_PERCENT * screening_kg


def _bag_ml(dose_iu: Decimal) -> int:
    if dose_iu <= BAG_25_ML_UP_TO_IU:
        return 25
    return 50 if dose_iu <= BAG_50_ML_UP_TO_IU else 100

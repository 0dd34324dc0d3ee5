"""The order set as it ships: what is ordered besides the drug. A hospital edits it in versions of its own.

Every line is advice to the physician, who signs the whole. Source: clinical reference 3.1 to 3.3.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from patients.rules.analytes import analyte, with_unit
from patients.rules.numbers import show

# As finely as a limit is set.
DECIMALS = 2


class Side(StrEnum):
    UNDER = "under"
    OVER = "over"


@dataclass(frozen=True)
class NotifyLimit:
    """A value at which the nurse calls the physician; `also` says under which circumstance."""

    key: str
    side: Side
    limit: Decimal
    also: str = ""

    @property
    def label(self) -> str:
        """ "Temperature over"."""
        return f"{analyte(self.key).label} {self.side}"

    @property
    def unit(self) -> str:
        return analyte(self.key).unit

    @property
    def words(self) -> str:
        """ "Temperature over 40 °C"."""
        told = f"{self.label} {with_unit(show(self.limit, DECIMALS, grouped=True), self.unit)}"
        return f"{told}, {self.also}" if self.also else told

    def is_passed_by(self, value: Decimal) -> bool:
        return value < self.limit if self.side is Side.UNDER else value > self.limit


@dataclass(frozen=True)
class Section:
    """A part of the order set in the words of the people who carry it out, one order a line."""

    key: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class OrderSet:
    """What is ordered besides the drug. Version 1 is the one that ships."""

    version: int
    sections: tuple[Section, ...]
    limits: tuple[NotifyLimit, ...]

    def frozen(self) -> dict[str, Any]:
        """As it is kept with an order or an edited version: plain text and numbers."""
        return {
            "version": self.version,
            "sections": [[part.key, part.title, list(part.lines)] for part in self.sections],
            "limits": [[one.key, one.side.value, f"{one.limit:f}", one.also] for one in self.limits],
        }


def thawed(content: dict[str, Any]) -> OrderSet:
    """An order set as it was kept."""
    return OrderSet(
        version=content["version"],
        sections=tuple(Section(key, title, tuple(lines)) for key, title, lines in content["sections"]),
        limits=tuple(
            NotifyLimit(key, Side(side), Decimal(limit), also) for key, side, limit, also in content["limits"]
        ),
    )


SECTIONS: tuple[Section, ...] = (
    Section(
        "monitoring",
        "Monitoring",
        (
            "Pressure, pulse, breathing, temperature, saturation every 2 hours; every hour while the pressure is low",
            "Weight every day at 06:00",
            "Strict intake and output, summed by shift and by day",
            "2 hours before each dose and at each dose: pressure, urine, creatinine, mental state, oxygen, rhythm",
            "Telemetry while systolic pressure is under 90 mmHg or a pressor runs; ECG for a new irregular pulse",
            "Orientation, serial sevens, WORLD backwards, dreams and mood each shift and before each dose",
            "On admission: blood count, chemistry, phosphate, magnesium, LDH; a pregnancy test where one is needed",
            "Every day: blood count, chemistry, phosphate, magnesium, CK; creatinine twice a day",
        ),
    ),
    Section(
        "premedication",
        "Before and between doses",
        (
            "Acetaminophen 650 mg by mouth or rectum every 4 hours, from before the first dose on",
            "Indomethacin 25 mg every 6 to 8 hours",
            "Stop indomethacin when creatinine is over 2 mg/dL, urine is low or platelets are under 50,000/µL",
            "Famotidine 20 mg every 12 hours",
            "Ondansetron 0.15 mg/kg every 8 hours; prochlorperazine 10 mg every 6 hours as needed",
            "Cephalexin 500 mg twice a day while the central line lies",
            "No dexamethasone and no other corticosteroid",
        ),
    ),
    Section(
        "rescue",
        "Rescue",
        (
            "Rigors: meperidine 25 to 50 mg IV as needed",
            "Itching: diphenhydramine 25 to 50 mg every 6 hours as needed",
            "Diarrhea: loperamide as needed",
            "Systolic pressure under 90 mmHg or low urine: fluid bolus of 250 to 500 mL",
            "Pressure still low: phenylephrine from 0.1 up to 1 microgram/kg/min, 2 micrograms/kg/min at most",
            "No dose of aldesleukin while phenylephrine is over 0.5 micrograms/kg/min",
            "Urine still low: DOPamine 2 to 4 micrograms/kg/min",
            "Potassium 3.6 to 3.8 mmol/L: 40 mEq; 3.3 to 3.5 mmol/L: 60 mEq",
        ),
    ),
    Section(
        "general",
        "Fluids, oxygen, line and diet",
        (
            "Dextrose 5 % at 10 mL/h to keep the line open, up to 125 mL/h as ordered",
            "Oxygen to keep saturation at 95 % or more; call before the next dose after any use of oxygen",
            "Central line with two lumens or more; aldesleukin alone in its lumen, no in-line filter",
            "Flush with 50 mL of dextrose 5 % before and after each dose",
            "Diet and activity as tolerated, with help when the pressure is low",
        ),
    ),
)

# Source: clinical reference 3.2.
LIMITS: tuple[NotifyLimit, ...] = (
    NotifyLimit("temperature_c", Side.OVER, Decimal(40)),
    NotifyLimit("respiratory_rate", Side.OVER, Decimal(30)),
    NotifyLimit("spo2_percent", Side.UNDER, Decimal(90), "on more than 4 L of oxygen"),
    NotifyLimit("heart_rate", Side.OVER, Decimal(140), "not due to fever, or newly irregular: 12-lead ECG"),
    NotifyLimit("bicarbonate_mmol_l", Side.UNDER, Decimal(20)),
    NotifyLimit("magnesium_mg_dl", Side.UNDER, Decimal("1.4")),
    NotifyLimit("phosphate_mg_dl", Side.UNDER, Decimal("1.5")),
    NotifyLimit("potassium_mmol_l", Side.UNDER, Decimal(3)),
    NotifyLimit("potassium_mmol_l", Side.OVER, Decimal("5.5")),
    NotifyLimit("calcium_mg_dl", Side.UNDER, Decimal(7)),
    NotifyLimit("platelets_per_ul", Side.UNDER, Decimal(20_000)),
    NotifyLimit("hemoglobin_g_dl", Side.UNDER, Decimal(8)),
)

SHIPPED = OrderSet(1, SECTIONS, LIMITS)

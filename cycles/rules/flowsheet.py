"""The rows of the flowsheet in the groups in which they are charted, and its two-hourly times.

What a row is stands in the one table of analytes. Source: clinical reference 3.1 to 3.3.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from cycles.rules.holding import INPUTS
from cycles.rules.intake_output import INTAKE, OUTPUT
from patients.rules.analytes import ANALYTES, Analyte
from patients.rules.analytes.flowsheet import MEDICINES
from patients.rules.numbers import rounded_half_up, show

# Vital signs while interleukin-2 is given. Source: clinical reference 3.1.
EVERY = timedelta(hours=2)
# Beyond these a slip is likelier than the value; it is asked about. The program's own, to be confirmed.
MOST_AT_ONCE_ML = Decimal(1500)
COLDEST_C, HOTTEST_C = Decimal(34), Decimal(42)
VITALS = ("sbp_mmhg", "heart_rate", "respiratory_rate", "temperature_c", "spo2_percent")


@dataclass(frozen=True)
class Group:
    """Rows that are charted together; those that are computed stand in it, but are not typed."""

    key: str
    title: str
    keys: tuple[str, ...]

    @property
    def rows(self) -> tuple[Analyte, ...]:
        return tuple(ANALYTES[key] for key in self.keys)


LABORATORY = (
    "creatinine_mg_dl",
    "bun_mg_dl",
    "sodium_mmol_l",
    "potassium_mmol_l",
    "chloride_mmol_l",
    "bicarbonate_mmol_l",
    "glucose_mg_dl",
    "calcium_mg_dl",
    "magnesium_mg_dl",
    "phosphate_mg_dl",
    "albumin_g_dl",
    "bilirubin_total_mg_dl",
    "bilirubin_direct_mg_dl",
    "ast_u_l",
    "alt_u_l",
    "alp_u_l",
    "ldh_u_l",
    "ck_u_l",
    "ck_mb_ng_ml",
    "troponin_i_ng_ml",
    "troponin_t_ng_ml",
    "wbc_per_ul",
    "neutrophils_per_ul",
    "hemoglobin_g_dl",
    "hematocrit_percent",
    "platelets_per_ul",
    "inr",
    "hcg",
)

_GROUPS: tuple[Group, ...] = (
    Group(
        "vitals",
        "Vital signs",
        (
            "sbp_mmhg",
            "dbp_mmhg",
            "heart_rate",
            "respiratory_rate",
            "temperature_c",
            "spo2_percent",
            "oxygen_l_min",
            "map_mmhg",
            "context",
        ),
    ),
    Group("lungs", "Oxygen and lungs", ("oxygen_device", "resting_dyspnea", "rales")),
    Group(
        "heart",
        "Rhythm",
        ("rhythm", "pulse_newly_irregular", "telemetry", "ecg", "vt_beats", "rhythm_symptoms", "rhythm_uncontrolled"),
    ),
    Group(
        "mind",
        "Mental state",
        (
            "mental_status",
            "orientation",
            "serial_sevens",
            "world_backwards",
            "dreams",
            "mood",
            "vivid_dreams_or_mild_anxiety",
            "serial_sevens_or_world_failed",
            "hallucination_or_persistent_crying",
            "mental_change_over_2_h",
        ),
    ),
    Group("weight", "Weight", ("weight_kg", "weight_gain_percent")),
    Group("intake", "Intake", INTAKE),
    Group("output", "Output", (*OUTPUT, "stool_count", "emesis_count", "usual_stool_count")),
    Group(
        "running",
        "Fluids and pressors",
        (
            "iv_fluid",
            "iv_rate_ml_h",
            "phenylephrine_ug_kg_min",
            "dopamine_ug_kg_min",
            "pressor_ug_kg_min_at_dose",
            "pressor_ug_kg_min_max",
            "pressor_rising",
        ),
    ),
    Group(
        "body",
        "Skin, line, pain",
        ("skin_state", "itching", "edema", "line_site", "pain_score", "sits_score", "moist_desquamation"),
    ),
    Group("laboratory", "Laboratory", LABORATORY),
    Group("medicines", "Medicines given", tuple(row.key for row in MEDICINES)),
)


def _rest() -> Group:
    """What the pre-dose gate asks besides; it is charted here, too."""
    shown = {key for group in _GROUPS for key in group.keys}
    asked = (key for key, asked in INPUTS.items() if not asked.row.computed and key not in shown)
    return Group("findings", "Events and other findings", (*asked, "remark"))


GROUPS: tuple[Group, ...] = (*_GROUPS, _rest())
ROWS: dict[str, Analyte] = {row.key: row for group in GROUPS for row in group.rows}
# What a reason for leaving out may be about: a row or a whole group.
TITLES: dict[str, str] = {key: row.label for key, row in ROWS.items()} | {group.key: group.title for group in GROUPS}
TYPED: tuple[str, ...] = tuple(key for key, row in ROWS.items() if not row.computed)


def mean_pressure_mmhg(systolic_mmhg: Decimal, diastolic_mmhg: Decimal) -> Decimal:
    """The diastolic pressure and a third of what the systolic lies above it, to whole mmHg."""
    return rounded_half_up(diastolic_mmhg + (systolic_mmhg - diastolic_mmhg) / 3, 0)


def doubt(key: str, value: Decimal, *, weight_kg: Decimal) -> str:
    """Why a value that can be is asked about before it is charted; empty where it is not.

    weight_kg: the dosing weight. A quarter more or less of it is pounds for kilograms sooner than fluid.
    """
    if key == "weight_kg" and abs(value - weight_kg) * 4 >= weight_kg:
        return f"{show(value, 1)} kg is far from the {show(weight_kg, 1)} kg of the admission."
    if key in (*INTAKE, *OUTPUT) and value > MOST_AT_ONCE_ML:
        return f"{show(value, 0, grouped=True)} mL at once is much."
    if key == "temperature_c" and not COLDEST_C <= value <= HOTTEST_C:
        return f"A temperature of {show(value, 1)} °C is rare."
    return ""


def next_vitals_at(found_at: datetime | None, admitted_at: datetime) -> datetime:
    """When vital signs are due again: two elapsed hours after the last ones, or at once."""
    return admitted_at if found_at is None else found_at.astimezone(UTC) + EVERY

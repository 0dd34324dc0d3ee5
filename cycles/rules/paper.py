"""The one layout of the downtime sheet: what is written by hand while the program is not there, and typed in after it.

Source: clinical reference 3.1 and 4.1 to 4.3, and the program's own knowledge.
"""

from datetime import UTC, datetime, timedelta

from cycles.rules.intake_output import INTAKE, OUTPUT

# In the order in which a nurse takes them.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Vital signs",
        ("sbp_mmhg", "dbp_mmhg", "heart_rate", "respiratory_rate", "temperature_c", "spo2_percent", "oxygen_l_min"),
    ),
    ("State", ("rhythm", "mental_status", "pressor_ug_kg_min_at_dose", "pressor_ug_kg_min_max")),
    ("Weight", ("weight_kg",)),
    (
        "Laboratory",
        ("creatinine_mg_dl", "platelets_per_ul", "bicarbonate_mmol_l", "potassium_mmol_l", "bilirubin_total_mg_dl"),
    ),
    ("Intake", INTAKE),
    ("Output", (*OUTPUT, "stool_count", "emesis_count")),
)
ROWS: tuple[str, ...] = tuple(key for _, keys in GROUPS for key in keys)
# What stands on one page of the sheet: rows so high that a hand can write in them.
PAGES = (("Found", GROUPS[:4]), ("Intake and output", GROUPS[4:]))
COLUMNS = 6
EVERY_HOURS = 2


def times_from(now: datetime, columns: int) -> tuple[datetime, ...]:
    """The next times at which vital signs are due, every two true hours from the next even hour on."""
    start = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    local = start.astimezone(now.tzinfo)
    first = start + timedelta(hours=local.hour % EVERY_HOURS)
    return tuple(first + timedelta(hours=EVERY_HOURS * column) for column in range(columns))

"""What a nurse finds before a dose: good enough to give it, or the finding that keeps it back."""

from datetime import datetime
from decimal import Decimal
from random import Random

from django.utils import timezone

from cycles.models import Cycle
from cycles.rules.holding import EVENTS, INPUTS
from patients.actions import Entry

# What keeps a slot back, by its letter in the case.
FINDINGS: dict[str, dict[str, str]] = {
    "h": {"rhythm": "af", "heart_rate": "138"},
    "p": {"sbp_mmhg": "82", "dbp_mmhg": "44"},
    "o": {"spo2_percent": "88", "oxygen_l_min": "4"},
    "n": {"mental_status": "moderate_confusion", "serial_sevens_or_world_failed": "yes"},
    "k": {"urine_ml": "60", "creatinine_mg_dl": "3.1"},
    "b": {"bilirubin_total_mg_dl": "7.4"},
    "d": {"diarrhea_ml_shift": "1100"},
    "s": {"moist_desquamation": "yes"},
    "i": {"temperature_c": "39.8", "infection": "yes"},
    "c": {},
}
# What was found stands until it is charted otherwise.
OVER: dict[str, dict[str, str]] = {
    "n": {"serial_sevens_or_world_failed": "no"},
    "b": {"bilirubin_total_mg_dl": "2.1"},
    "d": {"diarrhea_ml_shift": "200"},
    "s": {"moist_desquamation": "no"},
    "i": {"infection": "no"},
}
NONE = {key: "no" if INPUTS[key].row.codes else "0" for key in EVENTS}


def check_before(
    random: Random, cycle: Cycle, slot: int, at: datetime, *, letter: str = "", before: str = ""
) -> list[Entry]:
    """The entries of one pre-dose check; weight and creatinine rise with each dose.

    letter, before: what keeps this slot back, and what kept back the one before.
    """
    day, gain = timezone.localdate(at), 1 + 0.006 * (slot - 1)
    systolic = random.randint(98, 124)
    values = {
        "sbp_mmhg": str(systolic),
        "dbp_mmhg": str(systolic - random.randint(36, 50)),
        "heart_rate": str(random.randint(76, 98)),
        "rhythm": "sinus",
        "spo2_percent": str(random.randint(94, 99)),
        "oxygen_l_min": str(random.choice([0, 0, 0, 1, 2])),
        "temperature_c": f"{random.uniform(36.4, 38.9):.1f}",
        "mental_status": "normal",
        "pressor_ug_kg_min_at_dose": "0",
        "pressor_ug_kg_min_max": "0",
        "creatinine_mg_dl": f"{0.9 + 0.09 * slot + random.uniform(0, 0.15):.2f}",
        "platelets_per_ul": str(1000 * (230 - 9 * slot + random.randint(-8, 8))),
        "bicarbonate_mmol_l": str(random.randint(20, 25)),
        "weight_kg": f"{float(cycle.dosing_weight_kg) * gain:.1f}",
        "urine_ml": str(random.randrange(240, 700, 10)),
        **_leaking(slot),
    }
    found = values | NONE | OVER.get(before, {}) | FINDINGS.get(letter, {})
    return [Entry(key, typed, day, taken_at=at) for key, typed in found.items()]


def _leaking(slot: int) -> dict[str, str]:
    """What went in since the slot before, and the albumin that falls as the vessels leak."""
    drunk, run_in = 150 + 50 * (slot * 3 % 5), 400 + 30 * (slot * 2 % 7)
    albumin = max(Decimal("2.3"), Decimal("3.8") - Decimal("0.1") * slot)
    return {"intake_oral_ml": str(drunk), "intake_iv_ml": str(run_in), "albumin_g_dl": str(albumin)}

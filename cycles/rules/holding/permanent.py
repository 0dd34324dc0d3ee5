"""The label's reasons never to give interleukin-2 again: P1 to P10. Source: clinical reference 4.2.

What is charted gives the advice; only a physician's signature makes a permanent stop.
"""

from cycles.rules.holding.bands import over
from cycles.rules.holding.checks import Check, any_of, charted, lies, yes
from cycles.rules.holding.criteria import Criterion
from cycles.rules.holding.facts import Kind
from cycles.rules.holding.label import COMA_MOST_HOURS, DIALYSIS_MOST_HOURS, INTUBATED_MOST_HOURS, SUSTAINED_BEATS
from cycles.rules.holding.particular import sustained_run

CURRENT = "clinical reference 4.2: label of 2023 and later"
CONTRAINDICATION = "clinical reference 4.2: contraindications of the label before 2023"


def _stop(id: str, system: str, title: str, check: Check, *inputs: str, source: str = CURRENT) -> Criterion:
    return Criterion(id, system, title, Kind.PERMANENT, source, inputs, check, "None: never given again", None)


STOPS: tuple[Criterion, ...] = (
    _stop(
        "P1",
        "Heart",
        "Sustained ventricular tachycardia of 5 beats or more",
        sustained_run(SUSTAINED_BEATS),
        "vt_beats",
        "rhythm",
    ),
    _stop(
        "P2",
        "Heart",
        "Rhythm disturbance not controlled or unresponsive to treatment",
        charted(yes("rhythm_uncontrolled")),
        "rhythm_uncontrolled",
    ),
    _stop(
        "P3",
        "Heart",
        "ECG changes of ischemia or infarction, or angina or chest pain",
        any_of(yes("ischemic_ecg"), charted(yes("chest_pain"))),
        "ischemic_ecg",
        "chest_pain",
    ),
    _stop("P4", "Heart", "Cardiac tamponade", yes("tamponade"), "tamponade"),
    _stop(
        "P5",
        "Lung",
        "Intubated for more than 72 hours",
        lies("intubated_hours", over(INTUBATED_MOST_HOURS)),
        "intubated_hours",
    ),
    _stop(
        "P6",
        "Kidney",
        "Kidney failure on dialysis for more than 72 hours",
        lies("dialysis_hours", over(DIALYSIS_MOST_HOURS)),
        "dialysis_hours",
        source=CONTRAINDICATION,
    ),
    _stop(
        "P7",
        "Nervous system",
        "Coma or toxic psychosis for more than 48 hours",
        lies("coma_hours", over(COMA_MOST_HOURS)),
        "coma_hours",
    ),
    _stop(
        "P8",
        "Nervous system",
        "Repetitive or difficult-to-control seizures",
        yes("uncontrolled_seizures"),
        "uncontrolled_seizures",
    ),
    _stop(
        "P9",
        "Gastrointestinal",
        "Bowel ischemia or perforation",
        yes("bowel_ischemia_or_perforation"),
        "bowel_ischemia_or_perforation",
    ),
    _stop(
        "P10",
        "Gastrointestinal",
        "Gastrointestinal bleeding that requires surgery",
        yes("gi_bleed_surgery"),
        "gi_bleed_surgery",
    ),
)

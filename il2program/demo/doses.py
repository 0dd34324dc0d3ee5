"""Which slots of a cycle are given, why others are withheld, and why a cycle ends."""

from random import Random
from typing import NamedTuple

from cycles.models import StopReason
from cycles.models.dose import WithheldFor
from cycles.rules.protocol import PROTOCOL
from il2program.demo.case import Stay

GIVEN, GIVEN_LATE = "g", "t"


class Finding(NamedTuple):
    withheld_for: str
    notes: tuple[str, ...]


WITHHELD: dict[str, Finding] = {
    "h": Finding(WithheldFor.HEART, ("Atrial fibrillation, rate 138/min.", "Sinus tachycardia 134/min without fever.")),
    "p": Finding(
        WithheldFor.PRESSURE,
        ("Systolic pressure 82 mmHg after two boluses.", "Systolic pressure 86 mmHg, phenylephrine going up."),
    ),
    "o": Finding(WithheldFor.LUNG, ("Saturation 88 % on 4 L of oxygen.", "Rales to mid lung, 5 L of oxygen.")),
    "n": Finding(WithheldFor.NEURO, ("Cannot do serial sevens.", "Moderate confusion since the evening.")),
    "k": Finding(
        WithheldFor.KIDNEY, ("Urine 60 mL in 8 hours, creatinine 3.1 mg/dL.", "Creatinine 3.4 mg/dL, rising.")
    ),
    "b": Finding(WithheldFor.LIVER, ("Bilirubin 7.4 mg/dL.",)),
    "d": Finding(WithheldFor.GUT, ("Diarrhea 1,100 mL in this shift.",)),
    "s": Finding(WithheldFor.SKIN, ("Moist desquamation of both arms.",)),
    "i": Finding(WithheldFor.INFECTION, ("Temperature 39.8 °C with chills; cultures drawn.",)),
    "c": Finding(WithheldFor.PATIENT, ("Asks for a pause after rigors.",)),
}
# As often as they are seen: kidney, pressure and mental state first.
USUAL = "kkkppphnnod"
STOPS: tuple[tuple[str, str], ...] = (
    (StopReason.ABSOLUTE, "Creatinine 3.6 mg/dL."),
    (StopReason.ABSOLUTE, "Hallucinations since the night."),
    (StopReason.ABSOLUTE, "Atrial fibrillation, back in sinus rhythm after two hours."),
    (StopReason.ABSOLUTE, "Platelets 26,000/µL."),
    (StopReason.RELATIVE_3, "Kidney, heart rate and weight gain of 16 % at once."),
    (StopReason.RELATIVE_3, "Ileus, platelets 41,000/µL and 3 L of oxygen at once."),
    (StopReason.PHYSICIAN, "Creatinine and weight rise with every dose."),
    (StopReason.PATIENT, "Too weak to go on; wishes to stop here."),
)
# Doses given in a first cycle of a course, and in a second. Source: clinical reference 1.1.
USUAL_DOSES = {True: (8, 12), False: (5, 10)}
# So many withheld doses end a cycle. Source: clinical reference 4.3.
MOST_WITHHELD = 3
# The first doses are borne well.
BEFORE_TROUBLE = 5


def drawn(random: Random, *, opens_course: bool) -> Stay:
    """A usual stay."""
    given = random.randint(*USUAL_DOSES[opens_course])
    withheld = min(random.randint(0, MOST_WITHHELD), PROTOCOL.slots_per_cycle - given)
    later = random.choices([GIVEN, GIVEN_LATE], [9, 1], k=given - BEFORE_TROUBLE) + random.choices(USUAL, k=withheld)
    random.shuffle(later)
    return Stay(GIVEN * BEFORE_TROUBLE + "".join(later))


def end_of(stay: Stay, random: Random) -> tuple[str, str]:
    """Why no further dose was given, and the note to it."""
    if stay.stop:
        return stay.stop, stay.note
    if not given_count(stay):
        return StopReason.NOT_STARTED, stay.note
    if len(stay.slots) == PROTOCOL.slots_per_cycle:
        return StopReason.MAX_DOSES, stay.note
    if len(stay.slots) - given_count(stay) >= MOST_WITHHELD:
        return StopReason.HELD_3, stay.note
    return random.choice(STOPS)


def given_count(stay: Stay) -> int:
    return stay.slots.count(GIVEN) + stay.slots.count(GIVEN_LATE)

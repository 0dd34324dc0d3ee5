"""The rules of treatment, as cases ask them: dose, slots, next step.

Each answer comes from the function that the pages ask; what stands here only translates.
"""

from cycles.rules.dosing import DELIVERABLE_ML_PER_VIAL, dose
from cycles.rules.protocol import PROTOCOL
from cycles.rules.slots import slot_times
from il2program.validation.answers_journey import NEXT_STEP
from il2program.validation.cases import Answer, Given, Rule, known
from il2program.validation.comparers import number, ward_instant
from il2program.validation.readers import decimal, instant


def answer_dose(given: Given) -> Answer:
    weight_kg = known(given, "weight_kg")
    deliverable_ml = given.get("deliverable_ml_per_vial")
    found = dose(
        weight_kg,
        deliverable_ml_per_vial=DELIVERABLE_ML_PER_VIAL if deliverable_ml is None else deliverable_ml,
    )
    keys = ("dose_million_units", "volume_ml", "bag_ml", "concentration_ug_ml", "vials")
    reason = f"{weight_kg} kg take exactly {found.exact_million_units.normalize():f} million units."
    return Answer({key: getattr(found, key) for key in keys}, reason)


def answer_slots(given: Given) -> Answer:
    times = slot_times(known(given, "first_dose_at"))
    values = {f"slot_{slot}_at": at for slot, at in enumerate(times, start=1)}
    return Answer(values, f"Slots are {PROTOCOL.hours_between_slots} elapsed hours apart.")


DOSE = Rule(
    name="dose",
    given={"weight_kg": decimal, "deliverable_ml_per_vial": decimal},
    expect=dict.fromkeys(("dose_million_units", "volume_ml", "bag_ml", "concentration_ug_ml", "vials"), number),
    answer=answer_dose,
)

SLOTS = Rule(
    name="slots",
    given={"first_dose_at": instant},
    expect={f"slot_{slot}_at": ward_instant for slot in range(1, PROTOCOL.slots_per_cycle + 1)},
    answer=answer_slots,
)

RULES = (DOSE, SLOTS, NEXT_STEP)

"""The rules of treatment, as cases ask them: dose, slots, next step, response.

Each answer comes from the function that the pages ask; what stands here only translates.
"""

from decimal import Decimal

from cycles.rules.dosing import DELIVERABLE_ML_PER_VIAL, dose
from cycles.rules.lesions import Baseline, Category, NonTarget, ProtocolAnswer, ScanReading, Target
from cycles.rules.protocol import PROTOCOL
from cycles.rules.recist import evaluate
from cycles.rules.slots import slot_times
from il2program.validation.answers_journey import NEXT_STEP
from il2program.validation.cases import Answer, Given, Rule, known
from il2program.validation.comparers import each, exactly, number, ward_instant
from il2program.validation.readers import boolean, choice, decimal, instant, listing, nullable, record


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


def answer_recist(given: Given) -> Answer:
    baseline = _baseline(known(given, "baseline"))
    responses = evaluate(baseline, [_reading(baseline, scan) for scan in given.get("scans") or ()])
    values = {
        "sums_mm": [response.sum_mm for response in responses],
        "categories": [response.category for response in responses],
        "percent_from_baseline": [response.percent_from_baseline for response in responses],
        "percent_from_nadir": [response.percent_from_nadir for response in responses],
        "protocol": [response.protocol for response in responses],
    }
    reasons = (f"Scan {scan}: {response.reason}" for scan, response in enumerate(responses, start=1))
    return Answer(values, " ".join(reasons))


def _baseline(written: Given) -> Baseline:
    targets = written.get("targets") or ()
    return Baseline(
        targets=tuple(Target(known(target, "mm"), bool(target.get("node"))) for target in targets),
        non_targets=bool(written.get("non_targets")),
    )


def _reading(baseline: Baseline, written: Given) -> ScanReading:
    """A scan whose targets are not told has none of them assessed."""
    unknown: tuple[Decimal | None, ...] = (None,) * len(baseline.targets)
    targets = written.get("targets")
    non_target = written.get("non_target")
    return ScanReading(
        targets=unknown if targets is None else targets,
        non_target=None if non_target is None else NonTarget(non_target),
        new_lesion=bool(written.get("new_lesion")),
        shrunk_by_reader=written.get("shrunk_by_reader"),
    )


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

RECIST = Rule(
    name="recist",
    given={
        "baseline": record(targets=listing(record(mm=decimal, node=boolean)), non_targets=boolean),
        "scans": listing(
            record(
                targets=listing(nullable(decimal)),
                non_target=choice(*NonTarget),
                new_lesion=boolean,
                shrunk_by_reader=boolean,
            )
        ),
    },
    expect={
        "sums_mm": each(number),
        "categories": each(exactly(choice(*Category))),
        "percent_from_baseline": each(number),
        "percent_from_nadir": each(number),
        "protocol": each(exactly(choice(*ProtocolAnswer))),
    },
    answer=answer_recist,
)

RULES = (DOSE, SLOTS, NEXT_STEP, RECIST)

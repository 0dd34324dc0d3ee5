"""The rules of the response, as cases ask them: RECIST with the protocol's answer, and which lesions may be targets.

Each answer comes from the function that the pages ask; what stands here only translates.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from cycles.rules.best_response import BestResponse, best_response
from cycles.rules.lesion_states import STATES, LesionState, Role, diameter_mm, non_target_of
from cycles.rules.lesions import Baseline, Category, NonTarget, ProtocolAnswer, Response, ScanReading, Target
from cycles.rules.recist import evaluate
from cycles.rules.targets import Irradiated, Kind, Measured, Method, counts_as, proposed_targets, why_not_target
from cycles.rules.targets import least_mm as least
from il2program.validation.cases import Answer, Given, Rule, known
from il2program.validation.comparers import each, exactly, number
from il2program.validation.readers import Reader, boolean, choice, day, decimal, listing, nullable, record, words
from patients.rules.imaging import Modality

# What is told of each scan under its own name.
OF_RESPONSE = ("non_target", "percent_from_baseline", "percent_from_nadir", "percent_from_previous", "protocol")


def answer_recist(given: Given) -> Answer:
    baseline = _baseline(known(given, "baseline"))
    responses = evaluate(baseline, [_reading(baseline, scan) for scan in given.get("scans") or ()])
    values: dict[str, Any] = {name: [getattr(one, name) for one in responses] for name in OF_RESPONSE}
    values |= {
        "sums_mm": [one.sum_mm for one in responses],
        "categories": [one.category for one in responses],
        "target": [one.target for one in responses],
        "within_error": [one.within_error for one in responses],
    }
    reasons = (f"Scan {scan}: {response.reason}" for scan, response in enumerate(responses, start=1))
    return Answer(values | _best(responses, given.get("treated_from")), " ".join(reasons))


def _best(responses: Sequence[Response], treated_from: date | None) -> dict[str, Any]:
    """Nothing where the case does not say since when the patient is treated."""
    best = BestResponse(None, None) if treated_from is None else best_response(responses, treated_from)
    return {
        "best_response": best.unconfirmed,
        "best_confirmed": best.confirmed,
        "progressed_on": best.progressed_on,
    }


def _baseline(written: Given) -> Baseline:
    targets = written.get("targets") or ()
    return Baseline(
        targets=tuple(Target(known(target, "mm"), bool(target.get("node"))) for target in targets),
        non_targets=bool(written.get("non_targets")),
    )


def _reading(baseline: Baseline, written: Given) -> ScanReading:
    """A scan whose targets are not told has none of them assessed; told by state, each adds what its state says."""
    return ScanReading(
        targets=_diameters(baseline, written),
        non_target=_non_target(written),
        new_lesion=bool(written.get("new_lesion")),
        shrunk_by_reader=written.get("shrunk_by_reader"),
        doubtful=frozenset(written.get("doubtful") or ()),
        confirmed=frozenset(written.get("confirmed") or ()),
        scanned_on=written.get("scanned_on"),
    )


def _diameters(baseline: Baseline, written: Given) -> tuple[Decimal | None, ...]:
    if states := written.get("states"):
        return tuple(
            diameter_mm(LesionState(known(one, "state")), one.get("mm"), one.get("fragments_mm") or ())
            for one in states
        )
    targets: tuple[Decimal | None, ...] | None = written.get("targets")
    return (None,) * len(baseline.targets) if targets is None else targets


def _non_target(written: Given) -> NonTarget | None:
    if states := written.get("non_target_states"):
        return non_target_of([LesionState(state) for state in states])
    told = written.get("non_target")
    return None if told is None else NonTarget(told)


def answer_target_lesion(given: Given) -> Answer:
    method = _method(given)
    lesion = _lesion(given)
    kind = Kind.NODE if lesion.is_node else lesion.kind
    counts = counts_as(lesion, method)
    why = why_not_target(lesion, method) or "It may be a target."
    return Answer({"counts_as": counts, "least_mm": least(method, kind)}, why)


def answer_targets(given: Given) -> Answer:
    lesions = [_lesion(one) for one in known(given, "lesions")]
    targets, others = proposed_targets(lesions, _method(given))
    values = {"targets_mm": [one.mm for one in targets], "sum_mm": sum((one.mm for one in targets), Decimal(0))}
    return Answer(values, f"{len(targets)} lesions are targets, {len(others)} are not.")


def _method(given: Given) -> Method:
    return Method(Modality(given.get("modality") or Modality.CT), given.get("slice_mm"))


def _lesion(written: Given) -> Measured:
    kind = Kind(written.get("kind") or Kind.SOLID)
    irradiated = Irradiated(written.get("irradiated") or Irradiated.NO)
    organ = written.get("organ") or ""
    return Measured(organ, known(written, "mm"), is_node=kind is Kind.NODE, kind=kind, irradiated=irradiated)


_CATEGORY = exactly(choice(*Category))

RECIST = Rule(
    name="recist",
    given={
        "baseline": record(targets=listing(record(mm=decimal, node=boolean)), non_targets=boolean),
        "treated_from": day,
        "scans": listing(
            record(
                targets=listing(nullable(decimal)),
                states=listing(record(state=choice(*STATES[Role.TARGET]), mm=decimal, fragments_mm=listing(decimal))),
                non_target=choice(*NonTarget),
                non_target_states=listing(choice(*STATES[Role.NON_TARGET])),
                new_lesion=boolean,
                doubtful=listing(words),
                confirmed=listing(words),
                shrunk_by_reader=boolean,
                scanned_on=day,
            )
        ),
    },
    expect={
        "sums_mm": each(number),
        "categories": each(_CATEGORY),
        "target": each(_CATEGORY),
        "non_target": each(exactly(choice(*NonTarget))),
        "percent_from_baseline": each(number),
        "percent_from_nadir": each(number),
        "percent_from_previous": each(number),
        "within_error": each(exactly(boolean)),
        "protocol": each(exactly(choice(*ProtocolAnswer))),
        "best_response": _CATEGORY,
        "best_confirmed": _CATEGORY,
        "progressed_on": exactly(day),
    },
    answer=answer_recist,
)

_METHOD: dict[str, Reader] = {"modality": choice(*Modality), "slice_mm": decimal}
_LESION: dict[str, Reader] = {"organ": words, "mm": decimal, "kind": choice(*Kind), "irradiated": choice(*Irradiated)}

TARGET_LESION = Rule(
    name="target_lesion",
    given=_METHOD | _LESION,
    expect={"counts_as": exactly(choice("target", "non_target", "normal")), "least_mm": number},
    answer=answer_target_lesion,
)

TARGETS = Rule(
    name="targets",
    given={"lesions": listing(record((), **_LESION))} | _METHOD,
    expect={"targets_mm": each(number), "sum_mm": number},
    answer=answer_targets,
)

RULES = (RECIST, TARGET_LESION, TARGETS)

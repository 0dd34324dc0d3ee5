"""Did the tumor shrink? RECIST 1.1 scan by scan, with the protocol's answer beside it as a second field.

Source: clinical reference 6.1 (RECIST 1.1); the protocol's answer is in `continuation`.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from cycles.rules.continuation import protocol_answer
from cycles.rules.lesions import (
    Baseline,
    Category,
    Finding,
    NonTarget,
    ProtocolAnswer,
    Response,
    ScanReading,
    Target,
    figure,
)
from cycles.rules.rounding import half_up

__all__ = [
    "Baseline",
    "Category",
    "NonTarget",
    "ProtocolAnswer",
    "Response",
    "ScanReading",
    "Target",
    "evaluate",
    "is_within_error",
    "percent_change",
]

# Partial response: at least 30 % below baseline. Progression: at least 20 % and at least 5 mm over the smallest sum.
PARTIAL_FALL_PERCENT = 30
PROGRESSION_RISE_PERCENT = 20
PROGRESSION_RISE_MM = 5
# A change under either of these cannot be told from an error of measurement. Source: clinical reference 6.3.
ERROR_UNDER_MM = 5
ERROR_UNDER_PERCENT = 10
# The short axis from which a lymph node is no longer normal. Source: clinical reference 6.1.
ABNORMAL_NODE_FROM_MM = 10


def evaluate(baseline: Baseline, scans: Sequence[ScanReading]) -> tuple[Response, ...]:
    """Judge each scan, in order of time, against the baseline and the scans before it.

    Refuses a baseline without lesions, diameters that cannot be, and a reading that does not fit the targets.
    """
    _refuse_what_cannot_be(baseline, scans)
    responses: tuple[Response, ...] = ()
    for reading in scans:
        responses += (_judge(baseline, reading, responses),)
    return responses


def percent_change(from_mm: Decimal | None, to_mm: Decimal | None) -> Decimal | None:
    """The change in percent, to 0.1; None where a sum is not known or there is nothing to compare with."""
    if from_mm is None or to_mm is None or from_mm == 0:
        return None
    return half_up(100 * (Fraction(to_mm) - Fraction(from_mm)) / Fraction(from_mm), 1)


def is_within_error(from_mm: Decimal, to_mm: Decimal | None) -> bool | None:
    """Whether a change is under 5 mm or under 10 %; None where a sum is not known. For information only."""
    if to_mm is None:
        return None
    change_mm = abs(to_mm - from_mm)
    return change_mm < ERROR_UNDER_MM or 100 * change_mm < ERROR_UNDER_PERCENT * from_mm


def _judge(baseline: Baseline, reading: ScanReading, earlier: tuple[Response, ...]) -> Response:
    finding = _find(baseline, reading, earlier)
    protocol, why = protocol_answer(finding)
    return Response(
        reading=reading,
        category=finding.category,
        protocol=protocol,
        target=finding.target,
        non_target=finding.non_target,
        sum_mm=finding.sum_mm,
        nadir_mm=finding.nadir_mm,
        reference_mm=finding.reference_mm,
        percent_from_baseline=percent_change(baseline.sum_mm, finding.sum_mm),
        percent_from_nadir=percent_change(finding.nadir_mm, finding.sum_mm),
        percent_from_previous=percent_change(finding.previous_mm, finding.sum_mm),
        within_error=is_within_error(finding.reference_mm, finding.sum_mm),
        progressed_since=_progressed_since(reading, earlier) if finding.signs else None,
        category_reasons=(finding.in_words, finding.category.in_words, *finding.signs),
        protocol_reason=why,
    )


def _find(baseline: Baseline, reading: ScanReading, earlier: tuple[Response, ...]) -> Finding:
    """All that the category and the protocol's answer rest on."""
    measured = [(response.sum_mm, response.protocol) for response in earlier if response.sum_mm is not None]
    sums_mm = [sum_mm for sum_mm, _ in measured]
    # A scan that is to be repeated was no evaluation: nothing was decided on it.
    evaluated_mm = [sum_mm for sum_mm, protocol in measured if protocol is not ProtocolAnswer.REPEAT]
    nadir_mm = min([baseline.sum_mm, *sums_mm])
    target = _target_category(baseline, reading, nadir_mm)
    non_target = _non_target(baseline, reading)
    regrown = _regrown(baseline, reading, non_target) if _had_complete_response(earlier) else ()
    signs = _signs_of_progression(reading, target, non_target, nadir_mm, regrown)
    return Finding(
        reading=reading,
        earlier=earlier,
        target=target,
        non_target=non_target,
        category=Category.PD if signs else _overall(target, non_target),
        baseline_mm=baseline.sum_mm,
        nadir_mm=nadir_mm,
        previous_mm=[baseline.sum_mm, *sums_mm][-1],
        reference_mm=[baseline.sum_mm, *evaluated_mm][-1],
        regrown=regrown,
        signs=signs,
    )


def _progressed_since(reading: ScanReading, earlier: tuple[Response, ...]) -> int:
    """The place of the scan from which progression dates: where a lesion is confirmed, the one that showed it first."""
    first = (place for place, response in enumerate(earlier) if reading.confirmed & response.reading.doubtful)
    return next(first, len(earlier))


def _target_category(baseline: Baseline, reading: ScanReading, nadir_mm: Decimal) -> Category | None:
    """The targets alone: complete response, progression and partial response are asked in this order.

    A sum that lacks a target cannot be evaluated, unless what was measured already amounts to progression.
    """
    if not baseline.targets:
        return None
    if reading.sum_mm is None:
        return Category.PD if _has_progressed(reading.assessed_mm, nadir_mm) else Category.NE
    if not any(_is_there(target, mm) for target, mm in _pairs(baseline, reading)):
        return Category.CR
    if _has_progressed(reading.sum_mm, nadir_mm):
        return Category.PD
    fall_mm = baseline.sum_mm - reading.sum_mm
    return Category.PR if 100 * fall_mm >= PARTIAL_FALL_PERCENT * baseline.sum_mm else Category.SD


def _has_progressed(sum_mm: Decimal, nadir_mm: Decimal) -> bool:
    rise_mm = sum_mm - nadir_mm
    return rise_mm >= PROGRESSION_RISE_MM and 100 * rise_mm >= PROGRESSION_RISE_PERCENT * nadir_mm


def _is_there(target: Target, mm: Decimal) -> bool:
    """A node under 10 mm is normal; any other lesion is there as long as it measures anything."""
    return mm >= ABNORMAL_NODE_FROM_MM if target.node else mm > 0


def _non_target(baseline: Baseline, reading: ScanReading) -> NonTarget | None:
    """The non-target lesions; not told where they exist reads as not evaluated, none at baseline as nothing to judge.

    Disease that a reader sees where the baseline had none counts all the same.
    """
    if baseline.non_targets:
        return NonTarget.NE if reading.non_target is None else reading.non_target
    return reading.non_target if reading.non_target in (NonTarget.PD, NonTarget.NON_CR_NON_PD) else None


def _overall(target: Category | None, non_target: NonTarget | None) -> Category:
    """The table of clinical reference 6.1, for what is not progression."""
    if target is None:
        return Category(non_target or NonTarget.NE)
    if target is Category.CR and non_target not in (None, NonTarget.CR):
        return Category.PR
    return target


def _had_complete_response(earlier: tuple[Response, ...]) -> bool:
    return any(response.category is Category.CR for response in earlier)


def _regrown(baseline: Baseline, reading: ScanReading, non_target: NonTarget | None) -> tuple[Target | NonTarget, ...]:
    """What is seen again after a complete response: each lesion with its size, and the non-target disease."""
    lesions = tuple(Target(mm, target.node) for target, mm in _pairs(baseline, reading) if _is_there(target, mm))
    return (*lesions, *((non_target,) if non_target is NonTarget.NON_CR_NON_PD else ()))


def _signs_of_progression(
    reading: ScanReading,
    target: Category | None,
    non_target: NonTarget | None,
    nadir_mm: Decimal,
    regrown: tuple[Target | NonTarget, ...],
) -> tuple[str, ...]:
    """Why this is progression, a sentence each; nothing where it is not."""
    rise_mm = figure(reading.assessed_mm - nadir_mm)
    signs = {
        f"The targets are {rise_mm} mm over the smallest sum of {figure(nadir_mm)} mm.": target is Category.PD,
        "The non-target lesions have progressed.": non_target is NonTarget.PD,
        "There is a new lesion.": reading.new_lesion,
        "A lesion that was doubtful on an earlier scan is confirmed as new: progression dates from that scan.": bool(
            reading.confirmed
        ),
        "Disease is seen again after a complete response.": bool(regrown),
    }
    return tuple(sign for sign, is_there in signs.items() if is_there)


def _pairs(baseline: Baseline, reading: ScanReading) -> list[tuple[Target, Decimal]]:
    pairs = zip(baseline.targets, reading.targets, strict=True)
    return [(target, mm) for target, mm in pairs if mm is not None]


def _refuse_what_cannot_be(baseline: Baseline, scans: Sequence[ScanReading]) -> None:
    if not baseline.targets and not baseline.non_targets:
        raise ValueError("A response cannot be judged without a lesion at baseline.")
    if any(target.mm <= 0 for target in baseline.targets):
        raise ValueError("A target measures more than 0 mm at baseline.")
    doubtful: frozenset[str] = frozenset()
    for reading in scans:
        if not reading.confirmed <= doubtful:
            raise ValueError("A new lesion is confirmed that was not doubtful on an earlier scan.")
        doubtful |= reading.doubtful
        if len(reading.targets) != len(baseline.targets):
            raise ValueError(f"The baseline has {len(baseline.targets)} targets, a scan reads {len(reading.targets)}.")
        if any(mm is not None and mm < 0 for mm in reading.targets):
            raise ValueError("A diameter cannot be negative.")

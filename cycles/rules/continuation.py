"""What the protocol makes of a scan: "decreased in size", "continues to shrink", or not.

The reference is the baseline at the first evaluation, and the last evaluable scan after that.
Source: clinical reference 6.3.
"""

from cycles.rules.lesions import Category, Finding, NonTarget, ProtocolAnswer, Target, figure

# The least fall of the sum that counts as "decreased": what a scan can tell apart.
RESOLUTION_MM = 1
# A node under 15 mm that regrows alone after a complete response is for the physician, with new imaging advised.
REGROWN_NODE_UNDER_MM = 15

Verdict = tuple[ProtocolAnswer, str]


def protocol_answer(finding: Finding) -> Verdict:
    """The protocol's answer to a scan, with the reason in a sentence."""
    if finding.category is Category.PD:
        return _after_progression(finding)
    if finding.category is Category.NE:
        return ProtocolAnswer.REPEAT, "The scan is completed or repeated before anything is decided."
    if finding.reading.doubtful:
        return _with_a_doubtful_lesion(finding)
    if finding.target is None:
        return _without_targets(finding)
    return _after_shrinking_or_not(finding)


def _after_shrinking_or_not(finding: Finding) -> Verdict:
    if finding.category is Category.CR and _was_complete(finding):
        return ProtocolAnswer.PHYSICIAN, "The response was complete before and cannot grow; the physician decides."
    if finding.category is Category.CR:
        return ProtocolAnswer.SHRUNK, "The tumor has decreased: nothing of it is seen."
    return _by_sum(finding)


def _after_progression(finding: Finding) -> Verdict:
    """Progression ends treatment, unless small nodes are all that is seen again after a complete response."""
    if not _only_small_nodes(finding):
        return ProtocolAnswer.STOP, "Progression ends treatment under the protocol."
    return (
        ProtocolAnswer.PHYSICIAN,
        f"Only nodes under {REGROWN_NODE_UNDER_MM} mm are seen again: new imaging is advised, the physician decides.",
    )


def _with_a_doubtful_lesion(finding: Finding) -> Verdict:
    """A lesion that may be new is scanned again; where that did not settle it, the physician decides.

    Source: clinical reference 6.1.
    """
    seen_before = frozenset[str]().union(*(response.reading.doubtful for response in finding.earlier))
    if finding.reading.doubtful <= seen_before:
        return ProtocolAnswer.PHYSICIAN, "The possible new lesion is still not certain; the physician decides."
    return (
        ProtocolAnswer.REPEAT,
        "There may be a new lesion: scan again. If it is confirmed, progression dates from this scan.",
    )


def _without_targets(finding: Finding) -> Verdict:
    """Without targets nothing is measured: the reader says whether the disease has decreased."""
    if finding.reading.shrunk_by_reader is None:
        return (
            ProtocolAnswer.PHYSICIAN,
            "Without target lesions the physician judges whether the disease has decreased.",
        )
    if finding.reading.shrunk_by_reader:
        return ProtocolAnswer.SHRUNK, "The reader calls the disease decreased."
    return ProtocolAnswer.NOT_SHRUNK, "The reader calls the disease not decreased."


def _by_sum(finding: Finding) -> Verdict:
    """Partial response or stable disease: the sum must lie at least 1 mm below the reference."""
    sum_mm = finding.reading.assessed_mm
    fall_mm = finding.reference_mm - sum_mm
    compared = f"The sum is {figure(sum_mm)} mm against {figure(finding.reference_mm)} mm at the reference"
    if fall_mm >= RESOLUTION_MM:
        return ProtocolAnswer.SHRUNK, f"{compared}: the tumor has decreased by {figure(fall_mm)} mm."
    if finding.target is Category.CR and _targets_were_gone(finding):
        return ProtocolAnswer.PHYSICIAN, "The targets were gone before and cannot shrink; the physician decides."
    return ProtocolAnswer.NOT_SHRUNK, f"{compared}: the tumor has not decreased by {RESOLUTION_MM} mm or more."


def _was_complete(finding: Finding) -> bool:
    return any(response.category is Category.CR for response in finding.earlier)


def _targets_were_gone(finding: Finding) -> bool:
    """Whether the targets were gone at the last scan on which all of them were measured."""
    measured = [response.target for response in finding.earlier if response.sum_mm is not None]
    return bool(measured) and measured[-1] is Category.CR


def _only_small_nodes(finding: Finding) -> bool:
    """Whether nothing but lymph nodes under 15 mm is seen again after a complete response."""
    if finding.reading.new_lesion or finding.non_target is NonTarget.PD or not finding.regrown:
        return False
    return all(
        isinstance(lesion, Target) and lesion.node and lesion.mm < REGROWN_NODE_UNDER_MM for lesion in finding.regrown
    )

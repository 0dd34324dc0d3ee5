"""What the flowsheet's own rows tell the pre-dose gate, so that nobody types a finding twice.

A finding counts from when it was charted until the gate's own row says otherwise later, or the newest entry of the
flowsheet is without it. Only findings are taken over: that nothing was found answers no question of the gate.
Source: clinical reference 4.1 (H13) and 4.3.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from cycles.rules.holding.facts import Fact, Facts

# For each input of the gate: the rows of the flowsheet, with the answers that are such a finding.
FINDINGS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "serial_sevens_or_world_failed": {
        "serial_sevens": frozenset({"failed"}),
        "world_backwards": frozenset({"failed"}),
    },
    "vivid_dreams_or_mild_anxiety": {"dreams": frozenset({"vivid"}), "mood": frozenset({"mild_anxiety"})},
    "hallucination_or_persistent_crying": {"mood": frozenset({"persistent_crying"})},
    "moist_desquamation": {"skin_state": frozenset({"moist_desquamation"})},
    "bullous_dermatitis": {"skin_state": frozenset({"bullae"})},
    "oxygen_mask_40_percent": {"oxygen_device": frozenset({"mask_40_percent", "reservoir_mask"})},
}
RATE, AT_DOSE, MOST = "phenylephrine_ug_kg_min", "pressor_ug_kg_min_at_dose", "pressor_ug_kg_min_max"
NOTED: frozenset[str] = frozenset({RATE, *(row for rows in FINDINGS.values() for row in rows)})


def noted(flowsheet: Facts, charted: Facts) -> dict[str, Fact]:
    """What the newest entries of the flowsheet add to what was charted for the gate, or put in its place."""
    return dict((*_findings(flowsheet, charted), *_pressor(flowsheet, charted)))


def _findings(flowsheet: Facts, charted: Facts) -> Iterator[tuple[str, Fact]]:
    for key, rows in FINDINGS.items():
        found = [
            flowsheet[row] for row, answers in rows.items() if row in flowsheet and flowsheet[row].value in answers
        ]
        for fact in found:
            if not _is_newer(charted.get(key), fact):
                yield key, Fact("yes", fact.at, fact.source)


def _pressor(flowsheet: Facts, charted: Facts) -> Iterator[tuple[str, Fact]]:
    """The rate that runs is that at the dose; the most since the last slot is raised by it, and never lowered."""
    rate = flowsheet.get(RATE)
    if rate is None:
        return
    if not _is_newer(charted.get(AT_DOSE), rate):
        yield AT_DOSE, rate
    most = charted.get(MOST)
    if most is not None and not _is_newer(most, rate) and Decimal(rate.value) > Decimal(most.value):
        yield MOST, rate


def _is_newer(one: Fact | None, other: Fact) -> bool:
    return one is not None and one.at is not None and other.at is not None and one.at > other.at

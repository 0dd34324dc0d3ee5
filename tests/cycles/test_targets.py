"""Which lesions are proposed as targets: the largest, five at most, two of one organ, none too small."""

from decimal import Decimal

import pytest

from cycles.rules.targets import Measured, proposed_targets


def lesion(organ: str, mm: str, *, node: bool = False) -> Measured:
    return Measured(organ, Decimal(mm), is_node=node)


@pytest.mark.parametrize(
    ("mm", "node", "proposed"), [("9.9", False, 0), ("10", False, 1), ("14.9", True, 0), ("15", True, 1)]
)
def test_a_lesion_is_large_enough_from_10_mm_and_a_node_from_15(mm, node, proposed):
    targets, others = proposed_targets([lesion("Lung", mm, node=node)])
    assert (len(targets), len(others)) == (proposed, 1 - proposed)


def test_of_three_in_one_organ_the_two_largest_are_proposed():
    targets, others = proposed_targets([lesion("Lung", "20"), lesion("lung ", "40"), lesion("Lung", "30")])
    assert [one.mm for one in targets] == [40, 30]
    assert [one.mm for one in others] == [20]


def test_lymph_nodes_are_one_organ():
    nodes = [lesion(place, "20", node=True) for place in ("Neck", "Mediastinum", "Groin")]
    assert len(proposed_targets(nodes)[0]) == 2


def test_at_most_five_are_proposed():
    organs = ("Lung", "Liver", "Kidney", "Skin", "Spleen", "Pancreas")
    targets, others = proposed_targets([lesion(organ, str(60 - place)) for place, organ in enumerate(organs)])
    assert [one.organ for one in targets] == list(organs[:5])
    assert [one.organ for one in others] == ["Pancreas"]


def test_nothing_measured_proposes_nothing():
    assert proposed_targets([]) == ([], [])

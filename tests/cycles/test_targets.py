"""Which lesions are proposed as targets: the largest, five at most, two of one organ, none too small."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from cycles.rules.targets import (
    Irradiated,
    Kind,
    Measured,
    Method,
    cautions,
    not_imaged_at_baseline,
    proposed_targets,
    refusals,
    why_not_target,
)
from patients.rules.imaging import Modality, Region


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


LATER = date(2026, 4, 1)


@pytest.mark.parametrize(("days", "said"), [(28, 0), (29, 1)])
def test_a_baseline_more_than_four_weeks_before_treatment_is_said(days, said):
    targets = [lesion("Lung", "30")]
    found = cautions(targets, [], Method(slice_mm=Decimal(5)), LATER - timedelta(days=days), LATER)
    assert len(found) == said
    assert all("at most 28 days before treatment" in words for words in found)


def test_a_larger_lesion_that_is_not_chosen_is_said():
    found = cautions([lesion("Lung", "20")], [lesion("Liver", "50"), lesion("Skin", "8")], Method(), LATER, LATER)
    assert found == ["Liver, 50 mm, is measurable and among the largest, and is not chosen as a target."]


def test_another_method_than_ct_or_mri_is_said():
    found = cautions([lesion("Lung", "20")], [], Method(Modality.OTHER), LATER, LATER)
    assert found == ["Target lesions are measured by CT or MRI; another method cannot be repeated reliably."]


@pytest.mark.parametrize(
    ("region", "baseline", "counts"),
    [
        (Region.BRAIN, [Region.CHEST_ABDOMEN_PELVIS], True),
        (Region.CHEST, [Region.CHEST_ABDOMEN_PELVIS], False),
        (Region.BONES, [Region.CHEST_ABDOMEN_PELVIS, Region.WHOLE_BODY], False),
        (Region.BRAIN, [Region.BRAIN], False),
    ],
)
def test_a_lesion_outside_what_was_imaged_at_baseline_counts_as_new(region, baseline, counts):
    assert not_imaged_at_baseline(region, baseline) is counts


def test_refusals_name_the_place_the_field_and_the_rule():
    lung = [lesion("Lung", size) for size in ("30", "20", "25")]
    described = [replace(one, description=str(place)) for place, one in enumerate(lung)]
    assert refusals(described, Method())[3][1] == "At most 2 target lesions of one organ are chosen (lung)."
    assert refusals([lesion("Lung", "9")], Method())[1] == (
        "mm",
        "A target lesion measures 10 to 500 mm; this is 9 mm.",
    )
    thick = Method(slice_mm=Decimal(8))
    assert refusals([lesion("Lung", "12")], thick)[1][1] == (
        "A target lesion measures 16 to 500 mm where slices are 8 mm thick; this is 12 mm."
    )
    xray = Method(Modality.XRAY)
    assert refusals([lesion("Lung", "12")], xray)[1][1] == (
        "A target lesion measures 20 to 500 mm on a chest X-ray; this is 12 mm."
    )


def test_a_lesion_that_stands_twice_is_refused():
    twice = [lesion("Lung", "30"), lesion("lung ", "28")]
    assert refusals(twice, Method())[2][0] == "description"
    apart = [replace(twice[0], description="left"), replace(twice[1], description="right")]
    assert refusals(apart, Method()) == {}


@pytest.mark.parametrize(
    ("kind", "irradiated", "words"),
    [
        (Kind.BONE, Irradiated.NO, "non-target disease"),
        (Kind.FLUID, Irradiated.NO, "non-target disease"),
        (Kind.SOLID, Irradiated.NOT_PROGRESSED, "only if it has progressed since"),
    ],
)
def test_what_cannot_be_measured_is_no_target(kind, irradiated, words):
    one = replace(lesion("Bone", "40"), kind=kind, irradiated=irradiated)
    assert words in (why_not_target(one, Method()) or "")

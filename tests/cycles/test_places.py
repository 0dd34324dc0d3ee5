"""Where on the body map a lesion lies: told from its words, the right of the body left on the map."""

import pytest

from cycles.rules.places import ELSEWHERE, HEIGHT, MIDDLE, WIDTH, place_of
from il2program.demo.referrals import NODE, ORGANS


@pytest.mark.parametrize(
    ("organ", "description", "node", "name", "side"),
    [
        ("Lung", "left lower lobe", False, "left lung", 1),
        ("Lung", "Right upper lobe", False, "right lung", -1),
        ("Liver", "segment 4", False, "liver", -1),
        ("Spleen", "", False, "spleen", 1),
        ("Brain", "", False, "brain", 0),
        ("Mediastinum", "", False, "chest", 0),
        ("Lymph node", "left axilla", True, "left nodes of the armpit", 1),
        ("Lymph node", "", True, "nodes of the abdomen", 1),
        ("Adrenal gland", "left", False, "left adrenal gland", 1),
    ],
)
def test_a_lesion_lies_where_its_words_say(organ, description, node, name, side):
    place = place_of(organ, description, is_node=node)
    assert place.name == name
    assert (place.x > MIDDLE) - (place.x < MIDDLE) == side


def test_what_names_no_place_stands_beside_the_body():
    assert place_of("Something", "odd") == ELSEWHERE


@pytest.mark.parametrize("organ", [*ORGANS.values()])
def test_every_organ_that_is_offered_has_its_place_within_the_map(organ):
    place = place_of(organ, is_node=organ == NODE)
    assert place != ELSEWHERE or organ == "Skin"
    assert 0 < place.x < WIDTH
    assert 0 < place.y < HEIGHT

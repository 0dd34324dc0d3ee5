"""Where on the body map a lesion lies, told from the words of its organ and description.

The map is 200 wide and 400 high, a person seen from the front: the right side of the body is left on the map.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    MIDDLE = ""


@dataclass(frozen=True)
class Place:
    """A spot of the map, and what it is called."""

    name: str
    x: int
    y: int


WIDTH, HEIGHT = 200, 400
MIDDLE = WIDTH // 2
# What names no place of the body stands beside it.
ELSEWHERE = Place("elsewhere", 24, 380)

# Words, name, distance from the middle, height. Paired organs lie on the side that is told; an organ of one side has
# its own. The first that is found counts, so the more particular stands first.
_NODES = (
    ("supraclavicular|neck|cervical|jugular", "nodes of the neck", 12, 66),
    ("axilla|axillary", "nodes of the armpit", 40, 102),
    ("mediastin|hilar|paratracheal|subcarinal|chest", "nodes of the chest", 6, 112),
    ("inguinal|groin|femoral", "nodes of the groin", 22, 226),
    ("iliac|pelvi", "nodes of the pelvis", 16, 212),
    ("", "nodes of the abdomen", 6, 172),
)
_ORGANS = (
    ("brain|cerebr|mening", "brain", 0, 24),
    ("lung|lobe|bronch", "lung", 22, 112),
    ("pleura", "pleura", 32, 126),
    ("heart|pericard", "heart", 0, 118),
    ("liver|hepatic", "liver", -18, 150),
    ("spleen", "spleen", 28, 152),
    ("adrenal", "adrenal gland", 14, 160),
    ("kidney|renal", "kidney", 20, 174),
    ("pancrea", "pancreas", 4, 164),
    ("peritone|omentum|ascites|mesent", "peritoneum", 0, 190),
    ("bowel|colon|stomach|intestin", "bowel", 0, 196),
    ("pelvi|bladder|ovary|uterus|prostate", "pelvis", 0, 216),
    ("skull", "skull", 0, 14),
    ("rib", "rib", 34, 118),
    ("spine|vertebra|sacrum", "spine", 0, 182),
    ("femur|thigh|leg|tibia", "leg", 24, 280),
    ("humerus|arm|hand", "arm", 56, 150),
    ("shoulder|scapula|clavic", "shoulder", 40, 84),
    ("bone", "bone", 0, 186),
    ("breast", "breast", 24, 120),
    ("thyroid|neck|throat|larynx", "neck", 0, 62),
    ("chest|thora|mediastin", "chest", 0, 108),
    ("abdom", "abdomen", 0, 180),
    ("back|trunk", "trunk", 0, 140),
    ("head|face|scalp", "head", 0, 30),
)


def place_of(organ: str, description: str = "", *, is_node: bool = False) -> Place:
    """The place that the words name; "elsewhere" where they name none."""
    words = f"{organ} {description}".lower()
    rows = _NODES if is_node else _ORGANS
    for pattern, name, away, height in rows:
        if re.search(pattern, words):
            return _on_its_side(name, away, height, _side_of(words))
    return ELSEWHERE


def _side_of(words: str) -> Side:
    return next((side for side in (Side.LEFT, Side.RIGHT) if re.search(rf"\b{side}\b", words)), Side.MIDDLE)


def _on_its_side(name: str, away: int, height: int, side: Side) -> Place:
    """The left of the body is right on the map; what tells no side keeps the one that the table gives it."""
    if side is Side.MIDDLE:
        return Place(name, MIDDLE + away, height)
    x = MIDDLE + abs(away) if side is Side.LEFT else MIDDLE - abs(away)
    return Place(f"{side} {name}", x, height)

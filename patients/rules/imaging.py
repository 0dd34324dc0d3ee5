"""Imaging studies: by what method, of which region, what is answered, and which lesions can be measured.

Source: clinical reference 2.4 and 6.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

# Least size that can be followed: the longest diameter, of a lymph node its short axis, in mm. Source: RECIST 1.1.
MIN_TARGET_MM, MIN_NODE_MM = Decimal(10), Decimal(15)
MAX_MM = Decimal(500)


class Modality(StrEnum):
    XRAY = "xray"
    CT = "ct"
    MRI = "mri"
    PET_CT = "pet_ct"
    OTHER = "other"

    @property
    def label(self) -> str:
        words = {Modality.XRAY: "X-ray", Modality.PET_CT: "PET-CT", Modality.OTHER: "Another method"}
        return words.get(self, self.value.upper())


class Region(StrEnum):
    CHEST_ABDOMEN_PELVIS = "chest_abdomen_pelvis"
    CHEST = "chest"
    ABDOMEN = "abdomen"
    BRAIN = "brain"
    WHOLE_BODY = "whole_body"
    BONES = "bones"
    OTHER = "other"

    @property
    def label(self) -> str:
        if self is Region.CHEST_ABDOMEN_PELVIS:
            return "Chest, abdomen and pelvis"
        return "Another region" if self is Region.OTHER else self.value.replace("_", " ").capitalize()


@dataclass(frozen=True)
class SeenLesion:
    """A lesion as measured on a study."""

    organ: str
    mm: Decimal
    description: str = ""
    is_node: bool = False


@dataclass(frozen=True)
class Study:
    """A study as somebody tells it. `result` is the code that answers its question; in words, `finding`."""

    modality: str
    region: str
    taken_on: date
    read_by: str
    result: str = ""
    finding: str = ""
    measurable_disease: str = ""
    lesions: Sequence[SeenLesion] = field(default_factory=tuple)


def answered_by(modality: str, region: str) -> str | None:
    """The key of the question that a study answers in code; None where it is told in words only."""
    if modality == Modality.PET_CT:
        return "pet_ct"
    answers = {
        (Modality.CT, Region.CHEST_ABDOMEN_PELVIS): "ct_chest_abdomen_pelvis",
        (Modality.CT, Region.BRAIN): "brain_imaging",
        (Modality.MRI, Region.BRAIN): "brain_imaging",
        (Modality.XRAY, Region.CHEST): "chest_xray",
    }
    return next((key for (one, place), key in answers.items() if (one, place) == (modality, region)), None)


def is_measurable(mm: Decimal, *, is_node: bool) -> bool:
    """Whether a lesion is large enough to be followed as a target."""
    return mm >= (MIN_NODE_MM if is_node else MIN_TARGET_MM)


def named(modality: str, region: str) -> str:
    """A study in words: "CT, chest, abdomen and pelvis"."""
    return f"{Modality(modality).label}, {Region(region).label.lower()}"

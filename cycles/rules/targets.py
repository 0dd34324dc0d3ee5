"""Which lesions may be targets of the response baseline, which are proposed, and what a choice has against it.

Source: RECIST 1.1, clinical reference 6.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from cycles.rules.lesions import figure
from cycles.rules.protocol import in_words
from patients.rules.imaging import MAX_MM, MIN_NODE_MM, MIN_TARGET_MM, Modality, Region

MAX_TARGETS = 5
MAX_TARGETS_PER_ORGAN = 2
# Slices up to this thickness measure a lesion of the least size; of thicker ones it must span two.
THIN_SLICE_MM = Decimal(5)
SLICES_A_LESION = 2
# On a chest X-ray a lesion must be larger.
MIN_XRAY_MM = Decimal(20)
# The short axis under which a lymph node is normal.
NORMAL_NODE_UNDER_MM = Decimal(10)
# The baseline is taken at most so long before treatment.
BASELINE_WITHIN = timedelta(weeks=4)


class Kind(StrEnum):
    """What a lesion is made of, as far as it decides whether it can be measured."""

    SOLID = "solid"
    NODE = "node"
    SKIN = "skin"
    BONE_WITH_SOFT_TISSUE = "bone_with_soft_tissue"
    BONE = "bone"
    FLUID = "fluid"
    LEPTOMENINGEAL = "leptomeningeal"

    @property
    def in_words(self) -> str:
        return {
            Kind.SOLID: "Solid (longest diameter)",
            Kind.NODE: "Lymph node (short axis)",
            Kind.SKIN: "Skin, by caliper",
            Kind.BONE_WITH_SOFT_TISSUE: "Lytic or mixed bone, soft-tissue part",
            Kind.BONE: "Bone, blastic or without soft-tissue part",
            Kind.FLUID: "Ascites or effusion",
            Kind.LEPTOMENINGEAL: "Leptomeningeal disease",
        }[self]


MEASURABLE = (Kind.SOLID, Kind.NODE, Kind.SKIN, Kind.BONE_WITH_SOFT_TISSUE)


class Irradiated(StrEnum):
    """Whether a lesion lies in an irradiated area, and has progressed there since."""

    NO = "no"
    PROGRESSED = "progressed"
    NOT_PROGRESSED = "not_progressed"

    @property
    def in_words(self) -> str:
        return {
            Irradiated.NO: "Not irradiated",
            Irradiated.PROGRESSED: "Irradiated, and has progressed since",
            Irradiated.NOT_PROGRESSED: "Irradiated, not progressed since",
        }[self]


@dataclass(frozen=True)
class Method:
    """How a scan was made. `slice_mm` is None where it is not known."""

    modality: Modality = Modality.CT
    slice_mm: Decimal | None = None


@dataclass(frozen=True)
class Measured:
    """A lesion on one scan: where, how large in mm, and of what kind."""

    organ: str
    mm: Decimal
    description: str = ""
    is_node: bool = False
    kind: Kind = Kind.SOLID
    irradiated: Irradiated = Irradiated.NO

    @property
    def counts_as(self) -> str:
        """The organ under which it counts; all lymph nodes are one."""
        return "lymph nodes" if self.is_node else self.organ.strip().lower()


def least_mm(method: Method, kind: Kind) -> Decimal:
    """From which size a lesion of this kind is measurable by this method, in mm."""
    if kind is Kind.SKIN:
        return MIN_TARGET_MM
    thick = method.slice_mm is not None and method.slice_mm > THIN_SLICE_MM
    two_slices = SLICES_A_LESION * method.slice_mm if thick and method.slice_mm else Decimal(0)
    if kind is Kind.NODE:
        return max(MIN_NODE_MM, two_slices)
    return MIN_XRAY_MM if method.modality is Modality.XRAY else max(MIN_TARGET_MM, two_slices)


def why_not_target(lesion: Measured, method: Method) -> str | None:
    """Why this lesion may be no target, in a sentence; None where it may."""
    kind = Kind.NODE if lesion.is_node else lesion.kind
    if kind not in MEASURABLE:
        return f"{kind.in_words}: this cannot be measured and is non-target disease."
    if lesion.irradiated is Irradiated.NOT_PROGRESSED:
        return "A lesion in an irradiated area is a target only if it has progressed since; this is non-target disease."
    least = least_mm(method, kind)
    if least <= lesion.mm <= MAX_MM:
        return None
    named = "A target node's short axis" if kind is Kind.NODE else "A target lesion"
    by = f" {_by(method, least)}" if least > (MIN_NODE_MM if kind is Kind.NODE else MIN_TARGET_MM) else ""
    return f"{named} measures {figure(least)} to {MAX_MM} mm{by}; this is {figure(lesion.mm)} mm."


def _by(method: Method, least: Decimal) -> str:
    if method.slice_mm is not None and least == SLICES_A_LESION * method.slice_mm:
        return f"where slices are {figure(method.slice_mm)} mm thick"
    return "on a chest X-ray"


def is_normal(lesion: Measured) -> bool:
    """Whether this is no disease at all: a lymph node under 10 mm."""
    return lesion.is_node and lesion.mm < NORMAL_NODE_UNDER_MM


def counts_as(lesion: Measured, method: Method) -> str:
    """How a lesion is followed: "normal", "target" where it may be one, else "non_target"."""
    if is_normal(lesion):
        return "normal"
    return "target" if why_not_target(lesion, method) is None else "non_target"


def proposed_targets(
    lesions: Sequence[Measured], method: Method | None = None
) -> tuple[list[Measured], list[Measured]]:
    """The largest lesions that may be targets, and the others, which are non-target disease.

    At most five, and two of one organ; the order of the list is kept where two are equally large.
    """
    chosen: list[Measured] = []
    for lesion in sorted(lesions, key=lambda one: -one.mm):
        organ = [one for one in chosen if one.counts_as == lesion.counts_as]
        may_be_target = why_not_target(lesion, method or Method()) is None
        if may_be_target and len(chosen) < MAX_TARGETS and len(organ) < MAX_TARGETS_PER_ORGAN:
            chosen.append(lesion)
    return chosen, [one for one in lesions if one not in chosen]


def refusals(targets: Sequence[Measured], method: Method) -> dict[int, tuple[str, str]]:
    """By the place of the target, counted from 1: the field that is wrong and what the rule says of it."""
    found: dict[int, tuple[str, str]] = {}
    organs: list[str] = []
    for place, target in enumerate(targets, 1):
        organs.append(target.counts_as)
        if why := why_not_target(target, method):
            found[place] = ("mm", why)
        elif organs.count(organs[-1]) > MAX_TARGETS_PER_ORGAN:
            told = f"At most {MAX_TARGETS_PER_ORGAN} target lesions of one organ are chosen ({organs[-1]})."
            found[place] = ("organ", told)
    return doubled(targets) | found


def doubled(lesions: Sequence[Measured]) -> dict[int, tuple[str, str]]:
    """By its place, each lesion that stands among these already: one organ and one description."""
    names = [(one.is_node, one.organ.strip().lower(), one.description.strip().lower()) for one in lesions]
    told = "This lesion stands here already. If it is another one, describe both so that they can be told apart."
    return {place: ("description", told) for place, name in enumerate(names, 1) if name in names[: place - 1]}


def cautions(
    targets: Sequence[Measured],
    others: Sequence[Measured],
    method: Method,
    scanned_on: date,
    treated_from: date | None,
) -> list[str]:
    """What the rule asks a person to look at before this choice is recorded, a sentence each.

    treated_from: the first day of treatment, or the day on which the baseline is recorded.
    """
    found: list[str] = []
    if treated_from is not None and treated_from - scanned_on > BASELINE_WITHIN:
        days = (treated_from - scanned_on).days
        found.append(
            f"The baseline is taken at most {BASELINE_WITHIN.days} days before treatment;"
            f" {in_words(scanned_on)} is {days} days before {in_words(treated_from)}."
        )
    if method.modality is Modality.OTHER and targets:
        found.append("Target lesions are measured by CT or MRI; another method cannot be repeated reliably.")
    found.extend(_left_out(targets, others, method))
    return found


def _left_out(targets: Sequence[Measured], others: Sequence[Measured], method: Method) -> list[str]:
    """Lesions that are larger than a target of the rule's own choice would be."""
    proposed, _ = proposed_targets([*targets, *others], method)
    return [
        f"{one.organ}, {figure(one.mm)} mm, is measurable and among the largest, and is not chosen as a target."
        for one in proposed
        if one not in targets
    ]


def not_imaged_at_baseline(region: Region, imaged: Sequence[Region]) -> bool:
    """Whether a lesion of this region lies where nobody looked at baseline: it counts as new all the same."""
    body = (Region.CHEST_ABDOMEN_PELVIS, Region.CHEST, Region.ABDOMEN)
    whole = Region.WHOLE_BODY in imaged
    trunk = Region.CHEST_ABDOMEN_PELVIS in imaged and region in body
    return not (whole or trunk or region in imaged)

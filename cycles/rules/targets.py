"""Which of the lesions that were measured are proposed as targets of the response baseline.

Source: RECIST 1.1, clinical reference 6.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from patients.rules.imaging import is_measurable

MAX_TARGETS = 5
MAX_TARGETS_PER_ORGAN = 2


@dataclass(frozen=True)
class Measured:
    """A lesion on one scan: where, how large in mm, and whether it is a lymph node."""

    organ: str
    mm: Decimal
    description: str = ""
    is_node: bool = False

    @property
    def counts_as(self) -> str:
        """The organ under which it counts; all lymph nodes are one."""
        return "lymph nodes" if self.is_node else self.organ.strip().lower()


def proposed_targets(lesions: Sequence[Measured]) -> tuple[list[Measured], list[Measured]]:
    """The largest lesions that may be targets, and the others, which are non-target disease.

    At most five, and two of one organ; the order of the list is kept where two are equally large.
    """
    chosen: list[Measured] = []
    for lesion in sorted(lesions, key=lambda one: -one.mm):
        organ = [one for one in chosen if one.counts_as == lesion.counts_as]
        large_enough = is_measurable(lesion.mm, is_node=lesion.is_node)
        if large_enough and len(chosen) < MAX_TARGETS and len(organ) < MAX_TARGETS_PER_ORGAN:
            chosen.append(lesion)
    return chosen, [one for one in lesions if one not in chosen]

"""What became of the facts that a signature rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Change:
    """A fact as it was signed and as it is now, with who changed it, when and why."""

    label: str
    signed: str
    now: str
    by: str
    at: datetime | None
    because: str


def named(changes: Sequence[Change]) -> str:
    """What changed, in few words: "creatinine", "creatinine and sex", "creatinine and 3 others"."""
    labels = list(dict.fromkeys(_inside(change.label) for change in changes))
    if len(labels) > 2:  # two can be named in one breath
        return f"{labels[0]} and {len(labels) - 1} others"
    return " and ".join(labels)


def _inside(label: str) -> str:
    """A label inside a sentence: "Creatinine" is written small, "ECG" and "T1 Lung" are not."""
    return label[0].lower() + label[1:] if label[1:2].islower() else label

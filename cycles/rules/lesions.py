"""What a scan is read as, and what is answered: the words and figures that RECIST and the protocol share.

Source: clinical reference 6.1 and 6.3.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Category(StrEnum):
    """The RECIST category of a scan."""

    CR = "CR"
    PR = "PR"
    SD = "SD"
    PD = "PD"
    NE = "NE"
    NON_CR_NON_PD = "NON_CR_NON_PD"

    @property
    def in_words(self) -> str:
        return {
            Category.CR: "Complete response.",
            Category.PR: "Partial response.",
            Category.SD: "Stable disease.",
            Category.PD: "Progression.",
            Category.NE: "Not evaluable.",
            Category.NON_CR_NON_PD: "Neither complete response nor progression.",
        }[self]


class NonTarget(StrEnum):
    """What the non-target lesions show."""

    CR = "CR"
    NON_CR_NON_PD = "NON_CR_NON_PD"
    PD = "PD"
    NE = "NE"


class ProtocolAnswer(StrEnum):
    """What the protocol makes of a scan: go on, do not, progression, scan again, or the physician decides."""

    SHRUNK = "shrunk"
    NOT_SHRUNK = "not_shrunk"
    STOP = "stop"
    REPEAT = "repeat"
    PHYSICIAN = "physician"

    @property
    def in_words(self) -> str:
        return {
            ProtocolAnswer.SHRUNK: "Decreased: two more cycles",
            ProtocolAnswer.NOT_SHRUNK: "Not decreased: no further cycle",
            ProtocolAnswer.STOP: "Progression: stop",
            ProtocolAnswer.REPEAT: "Repeat the scan",
            ProtocolAnswer.PHYSICIAN: "The physician decides",
        }[self]


@dataclass(frozen=True)
class Target:
    """A target lesion at baseline: longest diameter in mm, or short axis for a lymph node."""

    mm: Decimal
    node: bool = False


@dataclass(frozen=True)
class Baseline:
    """The target lesions, and whether there are non-target lesions besides."""

    targets: tuple[Target, ...]
    non_targets: bool

    @property
    def sum_mm(self) -> Decimal:
        return sum((target.mm for target in self.targets), Decimal(0))


@dataclass(frozen=True)
class ScanReading:
    """One scan: a diameter in mm for each target of the baseline, in its order; None where it was not assessed.

    `new_lesion` is an unequivocal one. `doubtful` names those that may be new lesions and may be none, `confirmed`
    those that were doubtful on an earlier scan and now are certain.
    `shrunk_by_reader` counts where there are no targets: whether the reader calls the disease decreased.
    """

    targets: tuple[Decimal | None, ...]
    non_target: NonTarget | None = None
    new_lesion: bool = False
    shrunk_by_reader: bool | None = None
    doubtful: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()
    scanned_on: date | None = None

    @property
    def sum_mm(self) -> Decimal | None:
        """The sum of diameters, or None where a target was not assessed or there is none."""
        return None if None in self.targets or not self.targets else self.assessed_mm

    @property
    def assessed_mm(self) -> Decimal:
        """The sum of the targets that were assessed: the true sum is at least this."""
        return sum((mm for mm in self.targets if mm is not None), Decimal(0))


@dataclass(frozen=True)
class Response:
    """The answer for one scan. Percents to one decimal; None where they cannot be computed.

    The category and the protocol's answer are two things, each with its own reasons. `within_error` says that the
    change from the reference is too small to tell from an error of measurement; nothing follows from it.
    `progressed_since` is the place of the scan from which progression dates: an earlier one where a doubtful
    lesion was confirmed.
    """

    reading: ScanReading = field(compare=False)
    category: Category
    protocol: ProtocolAnswer
    target: Category | None
    non_target: NonTarget | None
    sum_mm: Decimal | None
    nadir_mm: Decimal
    reference_mm: Decimal
    percent_from_baseline: Decimal | None
    percent_from_nadir: Decimal | None
    percent_from_previous: Decimal | None
    within_error: bool | None
    progressed_since: int | None
    category_reasons: tuple[str, ...]
    protocol_reason: str

    @property
    def reasons(self) -> tuple[str, ...]:
        return (*self.category_reasons, self.protocol_reason)

    @property
    def reason(self) -> str:
        return " ".join(self.reasons)


@dataclass(frozen=True)
class Finding:
    """One scan against the baseline and the scans before it: all that category and protocol answer rest on.

    `regrown` names what is seen again after a complete response, `signs` says why this is progression.
    """

    reading: ScanReading
    earlier: tuple[Response, ...]
    target: Category | None
    non_target: NonTarget | None
    category: Category
    baseline_mm: Decimal
    nadir_mm: Decimal
    previous_mm: Decimal
    reference_mm: Decimal
    regrown: tuple[Target | NonTarget, ...]
    signs: tuple[str, ...]

    @property
    def sum_mm(self) -> Decimal | None:
        return self.reading.sum_mm

    @property
    def in_words(self) -> str:
        """What was measured, in a sentence."""
        if self.target is None:
            return "There are no target lesions."
        if self.sum_mm is None:
            return f"Not all targets were assessed; those that were add up to {figure(self.reading.assessed_mm)} mm."
        return (
            f"The targets add up to {figure(self.sum_mm)} mm; baseline {figure(self.baseline_mm)} mm,"
            f" smallest sum before {figure(self.nadir_mm)} mm."
        )


def figure(value: Decimal) -> str:
    """A figure without trailing zeros: 5, not 5.0."""
    return f"{value.normalize():f}"

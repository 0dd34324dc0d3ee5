"""What each criterion says at one decision, and what is still held from the slot before."""

from dataclasses import dataclass

from cycles.rules.holding.criteria import Criterion
from cycles.rules.holding.facts import Finding, Input, Kind, State
from cycles.rules.holding.inputs import Asking, asked
from cycles.rules.holding.reading import Reading


@dataclass(frozen=True)
class Judgement:
    """What one criterion says, why, and from what: inputs that are absent or too old are named too.

    awaits_restart: nothing new is found, but the slot before was held for it and it may not be given again yet.
    """

    criterion: Criterion
    state: State
    reason: str
    inputs: tuple[Input, ...]
    missing: tuple[str, ...] = ()
    # What is missing, a sentence for each.
    gaps: tuple[str, ...] = ()
    awaits_restart: bool = False

    @property
    def fires(self) -> bool:
        return self.state is State.FIRES

    @property
    def told(self) -> str:
        """The id and the sentence, as a reason for the advice."""
        return f"{self.criterion.name}: {self.reason}"


def judge(criterion: Criterion, reading: Reading, *, is_held_for: bool = False) -> Judgement:
    """What one criterion says. ValueError only for a fact that cannot be, such as a code that does not exist."""
    finding = criterion.check(reading)
    kept = _kept(criterion, reading) if is_held_for and finding.state is not State.FIRES else None
    finding = kept or finding
    return Judgement(
        criterion=criterion,
        state=finding.state,
        reason=finding.reason,
        inputs=tuple(map(reading.input, criterion.inputs)),
        missing=finding.missing,
        gaps=tuple((reading.lacking(key) or finding).reason for key in finding.missing),
        awaits_restart=kept is not None,
    )


def held_for(criteria: tuple[Criterion, ...], ids: frozenset[str]) -> frozenset[str]:
    """The ids of the criteria that these ids and names mean.

    A name such as "relative:bleeding" means those of its criteria that are always asked; where none is, all of them.
    ValueError for what names no criterion.
    """
    found: set[str] = set()
    for id in ids:
        same = [one for one in criteria if id in (one.id, one.name)]
        if not same:
            raise ValueError(f"There is no criterion called {id!r}.")
        asked_always = [one for one in same if not _is_charted_only(one)]
        found.update(one.id for one in (asked_always or same))
    return frozenset(found)


def _kept(criterion: Criterion, reading: Reading) -> Finding | None:
    """Why a slot may not be given yet after one that was held; None where the restart condition is met."""
    if criterion.keeps is None:
        return Finding(State.FIRES, f"Found before the slot that was held. Restart: {criterion.restart}.")
    kept = criterion.keeps(reading)
    if kept.state is State.CLEAR:
        return None
    return Finding(
        State.FIRES, f"The slot before was held for it. {kept.reason} Restart: {criterion.restart}.", kept.missing
    )


def _is_charted_only(criterion: Criterion) -> bool:
    return all(asked(key).asking is Asking.CHARTED for key in criterion.inputs)


def asks_for(judgement: Judgement) -> Kind:
    """What a criterion asks for; one that only waits for its restart asks for a hold, if it allows one at all."""
    if judgement.awaits_restart and judgement.criterion.keeps is not None:
        return Kind.HOLD
    return judgement.criterion.kind

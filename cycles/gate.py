"""May the dose at hand be given? What was charted, judged at one instant, and what of it is frozen with a decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from cycles.charted import EVENT, Charted, charted, facts_of
from cycles.models import Cycle, Dose, StopReason
from cycles.models.dose import Decision, WithheldFor
from cycles.rules.events import is_context
from cycles.rules.holding import (
    VERSION,
    Advice,
    Ages,
    Assessment,
    Fact,
    Input,
    Judgement,
    Kind,
    Moment,
    Profile,
    State,
    assess,
)
from cycles.rules.holding.advising import RELATIVE_STOP
from cycles.rules.holding.inputs import asked
from cycles.rules.protocol import PROTOCOL

# The system of a criterion, as the coded reason of a withheld dose names it.
REASONS = {
    "Heart": WithheldFor.HEART,
    "Pressor": WithheldFor.PRESSURE,
    "Lung": WithheldFor.LUNG,
    "Nervous system": WithheldFor.NEURO,
    "Kidney": WithheldFor.KIDNEY,
    "Liver": WithheldFor.LIVER,
    "Gastrointestinal": WithheldFor.GUT,
    "Skin": WithheldFor.SKIN,
    "Infection": WithheldFor.INFECTION,
}
PRESSURE = "H2"


@dataclass(frozen=True)
class Gate:
    """The gate of one slot at one instant."""

    cycle: Cycle
    slot: int
    at: datetime
    charted: Charted
    facts: Mapping[str, Fact]
    assessment: Assessment

    @property
    def advice(self) -> Advice:
        return self.assessment.advice

    @property
    def gives(self) -> bool:
        return self.advice is Advice.GIVE

    @property
    def newest_key(self) -> int:
        return self.charted.newest_key

    @property
    def firing(self) -> tuple[Judgement, ...]:
        return self.assessment.firing

    @cached_property
    def missing(self) -> tuple[Input, ...]:
        return self.assessment.missing

    @property
    def clear(self) -> tuple[Judgement, ...]:
        return tuple(one for one in self.assessment.judgements if one.state is State.CLEAR)

    @property
    def not_asked(self) -> tuple[Judgement, ...]:
        return tuple(one for one in self.assessment.judgements if one.state is State.NOT_ASKED)

    @property
    def withheld_for(self) -> str:
        """The coded reason with which the slot would be withheld: the system of what fires first."""
        if not self.firing:
            return ""
        first = self.firing[0].criterion
        return WithheldFor.PRESSURE if first.id == PRESSURE else REASONS.get(first.system, WithheldFor.OTHER)

    @property
    def stop_reason(self) -> str:
        """The coded reason with which the cycle would be stopped, where that is the advice."""
        if self.advice is Advice.PERMANENT_STOP:
            return StopReason.PERMANENT
        if self.advice is not Advice.STOP_CYCLE:
            return ""
        kinds = [one.criterion.kind for one in self.firing]
        if Kind.STOP in kinds:
            return StopReason.HEPATIC
        if Kind.ABSOLUTE in kinds:
            return StopReason.ABSOLUTE
        return StopReason.RELATIVE_3 if kinds.count(Kind.RELATIVE) >= RELATIVE_STOP else StopReason.HELD_3

    @property
    def context(self) -> list[str]:
        """Intensive care and fluid since the slot before: seen at the decision, and no criterion."""
        since = self.assessment.moment.previous_at or self.cycle.admitted_at
        found = (event for event in self.charted.events if is_context(event.for_rules, at=self.at, since=since))
        return [f"{event}, {_at(event.started_at)}" for event in found]

    def frozen(self) -> dict[str, Any]:
        """All of it in JSON's own types, so that it reads the same in any later year."""
        moment = self.assessment.moment
        return {
            "format": 1,
            "protocol_version": PROTOCOL.version,
            "rules_version": VERSION,
            "patient": {"name": self.cycle.patient.name, "record_number": self.cycle.patient.record_number},
            "cycle": self.cycle.number,
            "slot": self.slot,
            "judged_at": self.at.isoformat(),
            "profile": moment.profile.value,
            "held_so_far": moment.held_so_far,
            "held_for": sorted(moment.held_for),
            "previous_at": moment.previous_at.isoformat() if moment.previous_at else None,
            "advice": self.advice.value,
            "reasons": list(self.assessment.reasons),
            "context": self.context,
            "inputs": {key: self._frozen_input(found) for key, found in self._inputs.items()},
            "judgements": [_frozen_judgement(one) for one in self.assessment.judgements],
        }

    @property
    def _inputs(self) -> dict[str, Input]:
        found = {item.key: item for one in self.assessment.judgements for item in one.inputs}
        return {key: item for key, item in found.items() if item.fact is not None or item in self.missing}

    def _frozen_input(self, found: Input) -> dict[str, Any]:
        row, fact = asked(found.key).row, found.fact
        measurement = self.charted.rows.get(found.key) if not fact or fact.source != EVENT else None
        return {
            "label": row.label,
            "value": row.measured(fact.value, fact.comparator) if fact else None,
            "at": fact.at.isoformat() if fact and fact.at else None,
            "source": fact.source if fact else "",
            "age_minutes": found.age // timedelta(minutes=1) if found.age is not None else None,
            "too_old": found.too_old,
            "measurement": measurement.pk if measurement else None,
        }


def gate_of(cycle: Cycle, now: datetime) -> Gate | None:
    """The gate of the slot that is decided next; None where all are decided."""
    return gates_of([cycle], now).get(cycle.pk)


def gates_of(cycles: Sequence[Cycle], now: datetime) -> dict[int, Gate]:
    """The gates of many cycles in as many queries as of one, by the cycle's key."""
    at_hand = [(cycle, slot) for cycle in cycles if (slot := next_slot(cycle))]
    found = charted([cycle for cycle, _ in at_hand], now)
    return {cycle.pk: _gate(cycle, slot, now, found[cycle.pk]) for cycle, slot in at_hand}


def gate_at(cycle: Cycle, slot: int, at: datetime) -> Gate:
    """The gate of a slot as it stood at an instant."""
    return _gate(cycle, slot, at, charted([cycle], at)[cycle.pk])


def next_slot(cycle: Cycle) -> int | None:
    """The first slot without a decision; one that was struck out has none any more."""
    slots = range(1, PROTOCOL.slots_per_cycle + 1)
    return next((slot for slot in slots if slot not in cycle.standing_doses), None)


def _gate(cycle: Cycle, slot: int, at: datetime, found: Charted) -> Gate:
    before = cycle.standing_doses.get(slot - 1)
    previous_at = (before.started_at or before.charted_at) if before else None
    moment = Moment(
        profile=Profile(settings.HOLD_PROFILE),
        at=at,
        slot=slot,
        previous_at=previous_at,
        held_so_far=sum(
            1 for number, dose in cycle.standing_doses.items() if number < slot and dose.decision == Decision.WITHHELD
        ),
        held_for=_held_for(cycle, slot, before),
    )
    facts = facts_of(cycle, found, slot=slot, at=at, previous_at=previous_at)
    zone = ZoneInfo(settings.TIME_ZONE)
    return Gate(cycle, slot, at, found, facts, assess(facts, moment=moment, oldest=oldest(), zone=zone))


def _held_for(cycle: Cycle, slot: int, before: Dose | None) -> frozenset[str]:
    """What fired when this slot was held last, or when the slot before was withheld."""
    rows = cycle.snapshots.all()
    held = [row.firing for row in rows if row.slot == slot and row.hold_id]
    withheld = [row.firing for row in rows if row.slot == slot - 1 and row.dose_id]
    before_withheld = before is not None and not before.was_given
    found = [*held[-1:], *(withheld[-1:] if before_withheld else [])]
    return frozenset(id for firing in found for id in firing)


def _at(at: datetime) -> str:
    return date_format(timezone.localtime(at), "D j M H:i")


def oldest() -> dict[Ages, timedelta | time]:
    """How old each input may be in this hospital."""
    return {
        Ages.BEDSIDE: timedelta(minutes=settings.OLDEST_BEDSIDE_MINUTES),
        Ages.URINE: timedelta(minutes=settings.OLDEST_URINE_MINUTES),
        Ages.LABORATORY: timedelta(hours=settings.OLDEST_LABORATORY_HOURS),
        Ages.WEIGHT: time.fromisoformat(settings.WEIGHT_COUNTS_FROM),
    }


def _frozen_judgement(one: Judgement) -> dict[str, Any]:
    criterion = one.criterion
    return {
        "id": criterion.id,
        "name": criterion.name,
        "system": criterion.system,
        "title": criterion.title,
        "kind": criterion.kind.value,
        "state": one.state.value,
        "reason": one.reason,
        "inputs": [item.key for item in one.inputs],
        "missing": list(one.missing),
        "restart": criterion.restart,
        "source": criterion.source,
        "awaits_restart": one.awaits_restart,
    }

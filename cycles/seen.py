"""The gate as people read it: now on the board, and years later from what was frozen. Nothing is judged here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from cycles.charted import TYPED_AS
from cycles.rules.board import in_hours
from cycles.rules.holding import EVENTS

KINDS = {
    "hold": ("hold", "Hold"),
    "relative": ("hold", "Relative"),
    "absolute": ("stopped", "Absolute"),
    "stop": ("stopped", "Stop"),
    "permanent": ("stopped", "Permanent"),
}


@dataclass(frozen=True)
class SeenInput:
    """One value as it was seen; `field` is where it is typed."""

    key: str
    label: str
    value: str | None
    at: datetime | None
    source: str
    age: str
    too_old: bool

    @property
    def field(self) -> str:
        return TYPED_AS.get(self.key, self.key)


@dataclass(frozen=True)
class SeenCriterion:
    """One criterion as it was judged, with what it looked at."""

    id: str
    name: str
    system: str
    title: str
    state: str
    tone: str
    word: str
    reason: str
    restart: str
    source: str
    inputs: tuple[SeenInput, ...]


@dataclass(frozen=True)
class SeenGate:
    """All that was seen at one decision."""

    slot: int
    advice: str
    profile: str
    judged_at: datetime
    reasons: tuple[str, ...]
    criteria: tuple[SeenCriterion, ...]
    missing: tuple[SeenInput, ...]
    inputs: Mapping[str, SeenInput]
    versions: str
    # Events beside the criteria, in words.
    context: tuple[str, ...] = ()

    @property
    def missing_values(self) -> list[SeenInput]:
        return [found for found in self.missing if found.key not in EVENTS]

    @property
    def missing_events(self) -> list[SeenInput]:
        """Events that are to be answered, for which one statement will do."""
        return [found for found in self.missing if found.key in EVENTS]

    @property
    def missing_count(self) -> int:
        return len(self.missing_values) + bool(self.missing_events)

    @property
    def firing(self) -> list[SeenCriterion]:
        return self._in("fires")

    @property
    def permanent(self) -> str:
        """The criterion that asks for a permanent stop; empty where none does."""
        return next((one.id for one in self.firing if one.word == KINDS["permanent"][1]), "")

    @property
    def clear(self) -> list[SeenCriterion]:
        return self._in("clear")

    @property
    def unknown(self) -> list[SeenCriterion]:
        return self._in("unknown")

    @property
    def not_asked(self) -> list[SeenCriterion]:
        return self._in("not_asked")

    @property
    def at_a_glance(self) -> list[SeenInput]:
        """Pressure, creatinine and urine, which a nurse compares with the cycle before."""
        keys = ("sbp_mmhg", "creatinine_mg_dl", "urine_ml_8h")
        return [found for key in keys if (found := self.inputs.get(key)) and found.value]

    def _in(self, state: str) -> list[SeenCriterion]:
        return [one for one in self.criteria if one.state == state]


def seen_of(content: Mapping[str, Any]) -> SeenGate:
    """What a snapshot (or the gate of now, in the same form) says."""
    inputs = {key: _input(key, found) for key, found in content["inputs"].items()}
    judgements = content["judgements"]
    missing = dict.fromkeys(key for one in judgements if one["state"] != "clear" for key in one["missing"])
    return SeenGate(
        slot=content["slot"],
        advice=content["advice"],
        profile=content["profile"],
        judged_at=_instant(content["judged_at"]),
        reasons=tuple(content["reasons"]),
        criteria=tuple(_criterion(one, inputs) for one in judgements),
        missing=tuple(_each_field_once(inputs[key] for key in missing if key in inputs)),
        inputs=inputs,
        versions=f"protocol {content['protocol_version']}, rules {content['rules_version']}",
        context=tuple(content.get("context", ())),
    )


def _each_field_once(found: Iterable[SeenInput]) -> Iterable[SeenInput]:
    """What is worked out from one typed value is asked once."""
    once: dict[str, SeenInput] = {}
    for item in found:
        once.setdefault(item.field, item)
    return once.values()


def _criterion(one: Mapping[str, Any], inputs: Mapping[str, SeenInput]) -> SeenCriterion:
    tone, word = KINDS[one["kind"]]
    return SeenCriterion(
        id=one["id"],
        name=one["name"],
        system=one["system"],
        title=one["title"],
        state=one["state"],
        tone=tone,
        word=word,
        reason=one["reason"],
        restart=one["restart"],
        source=one["source"],
        inputs=tuple(found for key in one["inputs"] if (found := inputs.get(key)) and found.value is not None),
    )


def _input(key: str, found: Mapping[str, Any]) -> SeenInput:
    age, at = found["age_minutes"], found["at"]
    return SeenInput(
        key=key,
        label=found["label"],
        value=found["value"],
        at=_instant(at) if at else None,
        source=found["source"],
        age=in_hours(max(0, age)) if age is not None else "",
        too_old=found["too_old"],
    )


def _instant(text: str) -> datetime:
    return timezone.localtime(datetime.fromisoformat(text))

"""What happened on one chart, act by act: who, when, from where, what changed from what to what, and why."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import models

from il2program.accounts.models import Person
from il2program.audit.models import TrailEntry
from il2program.pathway.history import words
from patients.models import Measurement

FEW = 4
READ = ("viewed", "printed", "exported")
SHOWN = {"all": "Everything", "changes": "Changes and signatures", "read": "Views, prints and exports"}


class Value(NamedTuple):
    what: str
    before: str
    after: str

    @property
    def told(self) -> str:
        return self.after if self.before == words.NOTHING else f"{self.before} → {self.after}"


@dataclass(frozen=True)
class Change:
    """One row that was added, changed or taken away, with its values."""

    what: str
    done: str
    values: list[Value]


@dataclass(frozen=True)
class Act:
    key: int
    at: datetime
    who: str
    roles: str
    address: str
    verb: str
    sentence: str
    reason: str
    changes: list[Change]

    @property
    def is_long(self) -> bool:
        """Whether its values are better folded away."""
        return sum(len(change.values) for change in self.changes) > FEW


def acts_on(chart: UUID, shown: str) -> models.QuerySet[TrailEntry]:
    """The lines of acts, views and refusals on a chart, newest first."""
    lines = TrailEntry.objects.filter(chart=chart).exclude(verb="").order_by("-pk")
    if shown == "read":
        return lines.filter(verb__in=READ)
    return lines.exclude(verb__in=[*READ, "denied", "not found"]) if shown == "changes" else lines


def told(lines: Iterable[TrailEntry]) -> list[Act]:
    """The acts of these lines with what changed in each; a few queries for all of them."""
    acts = list(lines)
    rows = list(TrailEntry.objects.filter(verb="", cid__in={act.cid for act in acts if act.cid}).order_by("pk"))
    people = dict(Person.objects.values_list("pk", "full_name")) if rows else {}
    inserted = _inserted(rows)
    changes: dict[str | None, list[Change]] = defaultdict(list)
    for row in rows:
        if (change := _change(row, people, inserted)).values:
            changes[row.cid].append(change)
    return [_act(act, changes[act.cid]) for act in acts]


def _act(line: TrailEntry, changes: list[Change]) -> Act:
    nobody = "Nobody logged in" if line.action == TrailEntry.Action.ACCESS else "The program"
    who, address = line.actor_name or nobody, line.remote_addr or ""
    facts = (line.verb, line.sentence, line.reason)
    return Act(line.pk, line.timestamp, who, line.actor_roles, address, *facts, changes)


Inserted = dict[int | None, dict[int, Any]]
DONE = {TrailEntry.Action.CREATE: "added", TrailEntry.Action.UPDATE: "changed", TrailEntry.Action.DELETE: "taken away"}


def _inserted(lines: list[TrailEntry]) -> Inserted:
    """The rows that are told by what they are, not column by column, by kind and key: what was measured, and
    what was inserted in one go. They are written once, so that they still say what they said."""
    keys: dict[int | None, set[int]] = defaultdict(set)
    for line in lines:
        if _is_told_by_rows(line):
            keys[line.content_type_id] |= _keys(line)
    return {kind: _with_replaced(_model(kind)).in_bulk(found) for kind, found in keys.items()}


def _is_told_by_rows(line: TrailEntry) -> bool:
    return line.object_pk == "" or issubclass(_model(line.content_type_id), Measurement)


def _keys(line: TrailEntry) -> set[int]:
    return set(map(int, line.additional_data["rows"])) if line.object_pk == "" else {int(line.object_pk)}


def _with_replaced(model: type[models.Model]) -> models.QuerySet[Any]:
    rows = models.QuerySet[Any](model)
    return rows.select_related("replaces") if issubclass(model, Measurement) else rows


def _model(kind: int | None) -> Any:
    return ContentType.objects.get_for_id(kind or 0).model_class()


def _change(line: TrailEntry, people: dict[int, str], inserted: Inserted) -> Change:
    meta = _model(line.content_type_id)._meta
    if _is_told_by_rows(line):
        rows = inserted[line.content_type_id]
        values = [_row_value(rows[key]) for key in sorted(_keys(line)) if key in rows]
        return Change(str(meta.verbose_name if len(values) == 1 else meta.verbose_name_plural), "added", values)
    values = [
        Value(words.label(field), *(words.value(field, text, people) for text in line.changes[field.name]))
        for field in words.fields_of(meta.model, line.changes)
    ]
    told = [value for value in values if value.before != value.after and value[1:] != (words.NOTHING, "no")]
    return Change(str(meta.verbose_name), DONE[line.action], told)


def _row_value(row: models.Model) -> Value:
    if isinstance(row, Measurement):
        return Value(row.definition.label, _measured(row.replaces), _measured(row))
    return Value(str(row), words.NOTHING, words.NOTHING)


def _measured(row: Measurement | None) -> str:
    if row is None:
        return words.NOTHING
    return f"{row.shown} {row.definition.unit if row.value is not None else ''}".strip()

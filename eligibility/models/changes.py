"""What became of the facts that eligibility was signed on.

A correction of a signed value, and a change of a registered fact that the criteria read, make a
signature void; a newer result does not. Source: clinical reference 0, how long a sign-off serves.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.utils.formats import date_format

from il2program.audit.models import TrailEntry
from il2program.signatures.changes import Change
from patients.models import Diagnosis, Measurement, Patient
from patients.models.patient import Sex
from patients.rules.diseases import Disease

if TYPE_CHECKING:
    from eligibility.models.sign_off import SignOff

REGISTERED = {"born_on": "Birth date", "sex": "Sex", "disease": "Diagnosis"}


def registered_of(patient: Patient) -> dict[str, str]:
    """The registered facts that the criteria read, as a signature keeps them."""
    return {"born_on": patient.born_on.isoformat(), "sex": patient.sex, "disease": patient.diagnosis.disease}


def registered_in_words(name: str, value: str) -> str:
    if name == "born_on":
        return date_format(date.fromisoformat(value))
    return Sex(value).label if name == "sex" else Disease(value).label


def registered_otherwise(sign_off: "SignOff") -> list[str]:
    """The names of the registered facts that are not what was signed."""
    now = registered_of(sign_off.patient)
    return [name for name, signed in sign_off.registered.items() if now.get(name) != signed]


def changes_of(sign_offs: Sequence["SignOff"]) -> dict[int, list[Change]]:
    """By key, what was signed and is different now; in as many queries for many sign-offs as for one."""
    replacing = _corrections(sign_offs)
    edits = _edits([row for row in sign_offs if registered_otherwise(row)])
    return {row.pk: [*_measured(row, replacing), *_registered(row, edits)] for row in sign_offs}


def _corrections(sign_offs: Iterable["SignOff"]) -> dict[int, Measurement]:
    """Corrections by the key of the row that they replace."""
    rows = Measurement.objects.filter(patient__in={row.patient_id for row in sign_offs}, replaces__isnull=False)
    return {row.replaces_id: row for row in rows.select_related("replaces", "recorded_by")}


def _measured(sign_off: "SignOff", replacing: dict[int, Measurement]) -> Iterator[Change]:
    for key in sign_off.measurements:
        if key not in replacing:
            continue
        now = replacing[key]
        signed: Any = now.replaces
        while now.pk in replacing:
            now = replacing[now.pk]
        dated = now.taken_on != signed.taken_on
        yield Change(
            signed.definition.label,
            _told(signed, dated=dated),
            "struck out" if now.struck else _told(now, dated=dated),
            str(now.recorded_by),
            now.recorded_at,
            now.because,
        )


def _told(row: Measurement, *, dated: bool) -> str:
    return f"{row.measured}, {date_format(row.taken_on)}" if dated else row.measured


def _registered(sign_off: "SignOff", edits: Sequence[TrailEntry]) -> Iterator[Change]:
    now = registered_of(sign_off.patient)
    for name in registered_otherwise(sign_off):
        edit = next((one for one in edits if _is_of(one, sign_off, name)), None)
        yield Change(
            REGISTERED[name],
            registered_in_words(name, sign_off.registered[name]),
            registered_in_words(name, now[name]),
            edit.actor_name if edit else "",
            edit.timestamp if edit else None,
            edit.reason if edit else "",
        )


def _is_of(edit: Any, sign_off: "SignOff", name: str) -> bool:
    return edit.chart == sign_off.patient.code and name in edit.changed


def _edits(sign_offs: Sequence["SignOff"]) -> list[TrailEntry]:
    """The acts that changed registered details of these patients, newest first, each with the fields in `changed`."""
    if not sign_offs:
        return []
    since = min(row.signature.signed_at for row in sign_offs)
    charts = {row.patient.code for row in sign_offs}
    lines = TrailEntry.objects.filter(chart__in=charts, timestamp__gte=since)
    kinds = ContentType.objects.get_for_models(Patient, Diagnosis).values()
    changed: dict[str | None, set[str]] = {}
    for cid, fields in lines.filter(verb="", content_type__in=kinds).values_list("cid", "changes"):
        changed.setdefault(cid, set()).update(fields or {})
    acts: list[Any] = list(lines.filter(verb="edited", cid__in=changed).order_by("-pk"))
    for act in acts:
        act.changed = changed[act.cid]
    return acts

"""What a corrected scan says otherwise than the one that a decision was signed on."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format

from cycles.rules.lesions import figure
from il2program.signatures.changes import Change

if TYPE_CHECKING:
    from cycles.models.scans import Scan

TOLD = (
    "modality",
    "region",
    "slice_mm",
    "contrast",
    "has_non_targets",
    "non_target",
    "new_lesion",
    "shrunk_by_reader",
    "read_by",
    "note",
)
NOTHING = "nothing"


def changes_of_scans(rows: Any, signed: Sequence[int]) -> list[Change]:
    """The differences of each signed scan from the one that stands in its place. rows: the patient's scans."""
    scans = list(rows.select_related("recorded_by").prefetch_related("readings__lesion").order_by("scanned_on", "pk"))
    replacing = {scan.replaces_id: scan for scan in scans if scan.replaces_id}
    return [change for scan in scans if scan.pk in signed for change in _changes(scan, replacing)]


def _changes(signed: "Scan", replacing: dict[int, "Scan"]) -> Iterator[Change]:
    now = signed
    while now.pk in replacing:
        now = replacing[now.pk]
    if now is signed:
        return
    before, after = _words(signed), _words(now)
    called, called_now = _called(signed), _called(now)
    for label in [label for label in called if label in called_now]:
        before[label], after[label] = called[label], called_now[label]
    labels = [label for label in dict.fromkeys([*before, *after]) if before.get(label) != after.get(label)]
    for label in labels or ["Recorded anew"]:
        values = before.get(label, NOTHING), after.get(label, NOTHING)
        yield Change(_of(signed, label), *values, str(now.recorded_by), now.recorded_at, now.because)


def changes_between(before: "Scan", now: "Scan") -> list[Change]:
    """What a corrected scan said, beside the one that stands in its place; both with their readings."""
    return list(_changes(before, {before.pk: now}))


def _of(scan: "Scan", label: str) -> str:
    return f"{label}, {scan}"


def _called(scan: "Scan") -> dict[str, str]:
    """What each lesion was called when it was read, as far as that was kept."""
    readings = [reading for reading in scan.readings.all() if reading.called]
    return {f"What {reading.lesion.name} is": reading.called for reading in readings}


def _words(scan: "Scan") -> dict[str, str]:
    """All that a scan says, in words."""
    words = {"Scanned on": date_format(scan.scanned_on)}
    for reading in scan.readings.all():
        words[str(reading.lesion)] = reading.in_words
    for name in TOLD:
        field: Any = scan._meta.get_field(name)
        words[str(field.verbose_name).capitalize()] = _told(scan, field)
    return words


def _told(scan: "Scan", field: Any) -> str:
    value = getattr(scan, field.name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{figure(value)} mm"
    return str(dict(field.flatchoices or ()).get(value, value) or NOTHING)

"""The response report: lesions and sums scan by scan, what they say, and what the physician decided.

Source: clinical reference 8, form 8, and 6.
"""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from cycles.facts import Journey
from cycles.models import ResponseDecision, Scan
from cycles.response_table import ResponseTable, table, table_of
from il2program.documents.printed_form import BLANK, TODAY, Copy

# As many targets as RECIST lets be followed, and scans beside the baseline. Source: clinical reference 6.1.
TARGETS_TO_FILL_IN, SCANS_TO_FILL_IN = 5, 3


def copies(journey: Journey) -> list[Copy]:
    """As each decision was signed, the newest first; as it stands today; and blank."""
    rows = list(_decisions(journey))
    standing = {scan.pk for scan in journey.patient.scan_set.all()}
    return [*(_copy(row, standing) for row in rows), TODAY, BLANK]


def fill(journey: Journey, of: str) -> dict[str, Any]:
    """What the template prints of this copy."""
    decision = next((row for row in _decisions(journey) if str(row.pk) == of), None)
    blank = of == BLANK.of
    return {
        "blank": blank,
        "decision": decision,
        "table": None if blank else _table(journey, decision),
        "targets": range(1, TARGETS_TO_FILL_IN + 1),
        "scans": range(SCANS_TO_FILL_IN),
    }


def _decisions(journey: Journey) -> Any:
    rows = ResponseDecision.objects.filter(patient=journey.patient)
    return rows.select_related("patient", "scan", "signature").order_by("-pk")


def _table(journey: Journey, decision: ResponseDecision | None) -> ResponseTable:
    """The scans that were judged when the decision was signed, or all that stand now."""
    if decision is None:
        return table_of(journey.patient)
    scans = Scan.objects.filter(patient=journey.patient, pk__in=decision.rests_on)
    rows = scans.select_related("recorded_by").prefetch_related("readings__lesion", "decisions__signature")
    return table(list(rows.order_by("scanned_on", "pk")))


def _copy(row: ResponseDecision, standing: set[int]) -> Copy:
    at = date_format(timezone.localtime(row.signature.signed_at), "D j M Y H:i")
    note = "Void: a scan that it rests on has been corrected since." if row.is_void(standing) else ""
    return Copy(str(row.pk), f"{row}, signed {at}", row, note)

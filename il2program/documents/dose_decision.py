"""What was seen at a dose, printed from what was frozen with the decision. Nothing is judged or looked up anew.

Source: clinical reference 0 and 8, form 4.
"""

from typing import Any

from django.db.models import Count, Min

from cycles.facts import Journey
from cycles.models import GateSnapshot
from cycles.seen import seen_of
from il2program.documents.printed_form import Copy


def copies(journey: Journey) -> list[Copy]:
    """One for each slot that was decided or held, the newest cycle first."""
    rows = GateSnapshot.objects.filter(cycle__patient=journey.patient).order_by()
    slots = rows.values("cycle", "slot").annotate(number=Min("cycle__number"), seen=Count("pk"))
    return [_copy(row) for row in sorted(slots, key=lambda row: (-row["cycle"], row["slot"]))]


def _copy(row: dict[str, Any]) -> Copy:
    times = f", seen {row['seen']} times" if row["seen"] > 1 else ""
    return Copy(f"{row['cycle']}-{row['slot']}", f"Cycle {row['number']}, dose {row['slot']}{times}")


def fill(journey: Journey, of: str) -> dict[str, Any]:
    """What the template prints of this copy."""
    cycle, slot = map(int, of.split("-"))
    rows = GateSnapshot.objects.filter(cycle=cycle, cycle__patient=journey.patient, slot=slot).order_by("pk")
    rows = rows.select_related(
        "dose__charted_by", "dose__confirmed_by", "hold__opened_by", "override__signature", "cycle"
    )
    found = [(row, row.content) for row in rows]
    return {
        "cycle": rows[0].cycle,
        "slot": slot,
        "snapshots": [(row, seen_of(content), content["patient"]) for row, content in found],
    }

"""The end of a stay: its checklist, its signed summary, and the calls that follow."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from cycles.models import Cycle, DischargeChecklist, DischargeSummary, RecoveryCall, StopReason
from cycles.models.discharge import ITEMS, Item
from cycles.shown import shown_to_sign_summary
from cycles.summing_up import summary_facts
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.forms import Conflict
from il2program.signatures.proof import Proof
from il2program.signatures.seen import Shown, check_unchanged
from patients.actions import Entry
from patients.actions.measurements import row_of
from patients.models.measurement import Source


@transaction.atomic
def record_checklist(*, cycle: Cycle, by: Person, seen: int = 0, because: str = "", **items: Any) -> DischargeChecklist:
    """Chart what was done before the patient goes home; a newer list stands in place of the one before.

    seen: the key of the list that the page showed.
    """
    cycle = Cycle.objects.locked(cycle.pk)
    before = cycle.discharge_checklists.last()
    if before is not None and before.pk != seen:
        raise Conflict(f"{before.recorded_by} charted this list meanwhile. Nothing was saved: compare, then save.")
    if before is not None and not because.strip():
        raise ValidationError({"because": "Say why the list is changed."})
    for name, label in ITEMS.items():
        if items.get(name) != Item.DONE and not str(items.get(f"{name}_words", "")).strip():
            raise ValidationError({f"{name}_words": f"{label}: say why not."})
    row = DischargeChecklist(cycle=cycle, recorded_by=by, because=because, **items)
    row.full_clean(exclude=["cycle", "recorded_by"])
    done = sum(getattr(row, name) == Item.DONE for name in ITEMS)
    sentence = f"Discharge checklist: {done} of {len(ITEMS)} done"
    with trail.action("recorded checklist", cycle, by=by, sentence=sentence, reason=because):
        row.save()
    return row


@transaction.atomic
def sign_summary(
    *, cycle: Cycle, course: str, proof: Proof, plan: str = "", seen: Shown | None = None
) -> DischargeSummary:
    """Sign what was charted of a stay that has ended; what changes later needs a new version and signature."""
    cycle = Cycle.objects.with_snapshots().locked(cycle.pk)
    check_unchanged(seen, shown_to_sign_summary(cycle))
    if cycle.is_running:
        raise Conflict("The patient has not been discharged: the summary is signed after that.")
    if cycle.stop_reason != StopReason.DEATH and not cycle.discharge_checklists.exists():
        raise Conflict("The discharge checklist has not been recorded. Record it first, then sign.")
    version = cycle.discharge_summaries.count() + 1
    summary = DischargeSummary(cycle=cycle, version=version, facts=summary_facts(cycle), course=course, plan=plan)
    summary.full_clean(exclude=["cycle", "signature"])
    sentence = f"Signed the discharge summary of cycle {cycle.number}, version {version}"
    with trail.action("signed discharge summary", cycle, by=proof.person, sentence=sentence):
        summary.sign_with(proof)
    return summary


@transaction.atomic
def record_call(
    *,
    cycle: Cycle,
    called_at: datetime,
    reached: bool,
    words: str,
    by: Person,
    spoken_with: str = "",
    values: Sequence[Entry] = (),
) -> RecoveryCall:
    """Chart a call after a stay, with the weight and the creatinine that were heard in it."""
    cycle = Cycle.objects.locked(cycle.pk)
    if cycle.discharged_at is None:
        raise Conflict("The patient has not been discharged: there is no call to make.")
    if called_at > timezone.now():
        raise ValidationError({"called_at": "This time is in the future."})
    if called_at < cycle.discharged_at:
        at = date_format(timezone.localtime(cycle.discharged_at), "D j M Y H:i")
        raise ValidationError({"called_at": f"This is before the discharge, {at}."})
    if reached and not spoken_with.strip():
        raise ValidationError({"spoken_with": "Say who was spoken with."})
    row = RecoveryCall(cycle=cycle, called_at=called_at, reached=reached, words=words, recorded_by=by)
    row.spoken_with = spoken_with
    row.full_clean(exclude=["cycle", "recorded_by"])
    told = f"reached {spoken_with}" if reached else "nobody reached"
    with trail.action("recovery call", cycle, by=by, sentence=f"Recovery call after cycle {cycle.number}: {told}"):
        if values:
            trail.insert_many([row_of(cycle.patient, entry, by, Source.TYPED) for entry in values])
        row.save()
    return row

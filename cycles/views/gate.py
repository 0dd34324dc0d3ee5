"""The pre-dose check, the hold of a slot, and what was seen at a decision."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cycles import actions
from cycles.forms.check import CheckForm
from cycles.forms.holds import CorrectionForm, HoldForm
from cycles.gate import Gate, gate_of
from cycles.models import GateSnapshot
from cycles.seen import seen_of
from cycles.views.charts import about, cycle_or_404
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once
from patients.actions import record


@permission_required(Permission.CHART_DOSES, raise_exception=True)
@submitted_once
def check(request: HttpRequest, code: UUID, number: int, slot: int) -> HttpResponse:
    gate = _gate_or_404(code, number, slot)
    form = CheckForm(request.POST or None, gate=gate)
    if form.carries_out(record, patient=gate.cycle.patient, by=request.user):
        return redirect(gate.cycle)
    return render(request, "cycles/check.html", _about(gate) | {"form": form}, status=form.status)


@permission_required(Permission.CHART_DOSES, raise_exception=True)
@submitted_once
def hold(request: HttpRequest, code: UUID, number: int, slot: int) -> HttpResponse:
    gate = _gate_or_404(code, number, slot)
    held = gate.cycle.hold_of(slot)
    form = HoldForm(request.POST or None, seen=held.pk if held else 0)
    if form.carries_out(actions.hold_dose, cycle=gate.cycle, slot=slot, by=request.user):
        return redirect(gate.cycle)
    return render(request, "cycles/hold.html", _about(gate) | {"form": form}, status=form.status)


@permission_required(Permission.CHART_DOSES, raise_exception=True)
@submitted_once
def correction(request: HttpRequest, code: UUID, number: int, slot: int) -> HttpResponse:
    gate = _gate_or_404(code, number, slot)
    form = CorrectionForm(request.POST or None)
    if form.carries_out(actions.record_correction, cycle=gate.cycle, slot=slot, by=request.user):
        return redirect(gate.cycle)
    return render(request, "cycles/hold_correction.html", _about(gate) | {"form": form}, status=form.status)


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
def seen(request: HttpRequest, code: UUID, number: int, slot: int) -> HttpResponse:
    """What was seen at each decision and each hold of a slot, the newest first; read as it was kept."""
    cycle = cycle_or_404(code, number)
    rows = GateSnapshot.objects.filter(cycle=cycle, slot=slot).order_by("-pk")
    rows = rows.select_related("dose__charted_by", "dose__confirmed_by", "hold__opened_by", "override__signature")
    snapshots = [(row, seen_of(row.content)) for row in rows]
    if not snapshots:
        raise Http404("Nothing was kept of this slot.")
    context = {"snapshots": snapshots, "slot": slot}
    return render(request, "cycles/seen.html", about(cycle.patient, cycle) | context)


def _gate_or_404(code: UUID, number: int, slot: int) -> Gate:
    """The gate of the slot at hand of a running cycle; no other slot is checked or held."""
    cycle = cycle_or_404(code, number)
    gate = gate_of(cycle, timezone.now()) if cycle.is_running else None
    if gate is None or gate.slot != slot:
        raise Http404("This is not the slot at hand.")
    return gate


def _about(gate: Gate) -> dict[str, object]:
    return about(gate.cycle.patient, gate.cycle) | {
        "gate": seen_of(gate.frozen()),
        "slot": gate.slot,
        "held": gate.cycle.hold_of(gate.slot),
        "held_since": gate.cycle.held_since(gate.slot),
    }

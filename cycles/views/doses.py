"""The dose board, and the pages on which a slot is decided and corrected."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cycles import actions
from cycles.actions.doses import obstacles, orders_in_the_way
from cycles.board import Slot, board_of, earlier_of
from cycles.facts import screening_weight_kg
from cycles.forms.doses import ChartForm, CorrectForm, PaperForm
from cycles.forms.strikes import StrikeForm
from cycles.gate import Gate, gate_of
from cycles.models import Cycle, Decision
from cycles.rules.protocol import stay_window
from cycles.seen import seen_of
from cycles.views.charts import about, cycle_or_404, differs
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
def board(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    now = timezone.now()
    shown, screening = board_of(cycle, now), _screening(cycle)
    gate = gate_of(cycle, now) if shown.at_hand else None
    context = {
        "gate": gate and seen_of(gate.frozen()),
        "earlier": earlier_of(shown, gate.slot) if gate else None,
        "board": shown,
        "slot": shown.at_hand and shown.at_hand.number,
        "window": stay_window(cycle.admitted_on),
        "missing": orders_in_the_way(cycle, now) if cycle.is_running else [],
        "screening": screening,
        "differs": cycle.is_running and differs(cycle.dosing_weight_kg, screening),
    }
    return render(request, "cycles/board.html", about(cycle.patient, cycle) | context)


@permission_required(Permission.CHART_DOSES, raise_exception=True)
@submitted_once
def chart_dose(request: HttpRequest, code: UUID, number: int, slot: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    shown = _slot_or_404(cycle, slot)
    now = timezone.now()
    from_paper = request.GET.get("from") == "paper"
    # What was decided on paper is judged as of then, not by what is charted now.
    gate = gate_of(cycle, now) if cycle.is_running and not from_paper else None
    initial = {"decision": _asked_for(request, shown), "started_at": now} | _shown_by(gate)
    if from_paper:
        initial |= {"decision": request.GET.get("decision", Decision.GIVEN), "started_at": None}
    form_of = PaperForm if from_paper else ChartForm
    form = form_of(request.POST or None, request=request, bags=cycle.free_bags(now), initial=initial)
    if form.carries_out(actions.chart_dose, cycle=cycle, slot=slot, by=request.user):
        return redirect(cycle)
    found = [] if form.is_bound else obstacles(cycle, slot)
    missing = orders_in_the_way(cycle, now)
    context = {"form": form, "slot": slot, "shown": shown, "obstacles": found, "missing": missing}
    context["from_paper"] = from_paper
    if gate and gate.slot == slot:
        context |= {
            "gate": seen_of(gate.frozen()),
            "asks_physician": shown.too_late or not (gate.gives and cycle.goes_on),
        }
    return render(request, "cycles/chart_dose.html", about(cycle.patient, cycle) | context, status=form.status)


def _screening(cycle: Cycle) -> Decimal | None:
    """The weight at screening, as the signed orders name it."""
    return cycle.admission_order.screening_weight_kg if cycle.admission_order else screening_weight_kg(cycle)


def _shown_by(gate: Gate | None) -> dict[str, Any]:
    """What the form keeps of the gate that the page shows, and the reason that it proposes for withholding."""
    if gate is None:
        return {"seen": None, "shown": ""}
    return {"seen": gate.newest_key, "shown": gate.advice.value, "withheld_for": gate.withheld_for}


def _slot_or_404(cycle: Cycle, number: int) -> Slot:
    for slot in board_of(cycle).slots:
        if slot.number == number:
            return slot
    raise Http404("A cycle has 14 slots.")


def _asked_for(request: HttpRequest, slot: Slot) -> str:
    """The decision that was pressed on the board; one that is too late is withheld, unless a physician orders it."""
    pressed = request.GET.get("decision")
    withheld = pressed == Decision.WITHHELD or (slot.too_late and pressed != Decision.GIVEN)
    return Decision.WITHHELD if withheld else Decision.GIVEN


@permission_required(Permission.CHART_DOSES, raise_exception=True)
@submitted_once
def strike_dose(request: HttpRequest, code: UUID, number: int, slot: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    shown = _slot_or_404(cycle, slot)
    if shown.dose is None:
        raise Http404("Nothing has been charted for this slot.")
    rows, initial = cycle.doses.filter(slot=slot), {"dose": shown.dose.pk}
    form = StrikeForm(request.POST or None, rows=rows, patient=cycle.patient, initial=initial)
    if form.carries_out(actions.strike_dose, by=request.user):
        return redirect(cycle)
    context = {"form": form, "slot": slot, "shown": shown}
    return render(request, "cycles/strike_dose.html", about(cycle.patient, cycle) | context, status=form.status)


@permission_required(Permission.CHART_DOSES, raise_exception=True)
@submitted_once
def correct_dose(request: HttpRequest, code: UUID, number: int, slot: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    shown = _slot_or_404(cycle, slot)
    if shown.dose is None:
        raise Http404("Nothing has been charted for this slot.")
    rows, initial = cycle.doses.filter(slot=slot), CorrectForm.facts_of(shown.dose)
    own = [shown.dose.bag] if shown.dose.bag else []
    bags = own + cycle.free_bags(shown.dose.started_at or timezone.now())
    form = CorrectForm(request.POST or None, request=request, bags=bags, rows=rows, initial=initial)
    if form.carries_out(actions.correct_dose, by=request.user):
        return redirect(cycle)
    return render(
        request,
        "cycles/correct_dose.html",
        about(cycle.patient, cycle) | {"form": form, "slot": slot, "shown": shown},
        status=form.status,
    )

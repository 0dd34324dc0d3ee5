"""The pages of an admission's orders: reading, signing, verifying them, and the bags."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cycles import actions
from cycles.actions.admission_orders import disagreements
from cycles.facts import screening_weight_kg
from cycles.forms.admission_orders import BagForm, DiscardForm, OrderSetForm, OrdersForm, VerificationForm
from cycles.models import AdmissionOrder, Bag, Cycle, OrderVerification
from cycles.models.admission_orders import current_order_set
from cycles.rules.dosing import BAG_25_ML_UP_TO_IU, BAG_50_ML_UP_TO_IU, IU_PER_ML
from cycles.rules.protocol import PROTOCOL
from cycles.shown import shown_to_order_admission, shown_to_verify
from cycles.views.charts import about, cycle_or_404, differs
from il2program.accounts.requests import StaffRequest
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
def orders(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    given_from = {dose.bag_id: dose for dose in cycle.given_doses}
    context = {
        "order": cycle.admission_order,
        "earlier": [order for order in cycle.admission_orders.all() if order != cycle.admission_order],
        "bags": [(bag, given_from.get(bag.pk)) for bag in cycle.bags],
        "now": timezone.now(),
    }
    return render(request, "cycles/orders.html", about(cycle.patient, cycle) | context)


@permission_required(Permission.SIGN_ORDERS, raise_exception=True)
@submitted_once
def sign_orders(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    standing, computing = cycle.admission_order, "compute" in request.POST
    typed = None if computing else request.POST or None
    initial = OrdersForm.typed_so_far(request.POST) if computing else _as_it_stands(cycle, standing)
    shown = shown_to_order_admission(cycle)
    form = OrdersForm(typed, request=request, initial=initial, is_change=standing is not None, shown=shown)
    if not computing and form.carries_out(actions.sign_orders, cycle=cycle):
        return redirect("orders", code, number)
    screening, computed = screening_weight_kg(cycle), form.computed
    context = about(cycle.patient, cycle) | {
        "form": form,
        "order": AdmissionOrder(cycle=cycle, version=standing.version + 1 if standing else 1),
        "order_set": current_order_set(),
        "computed": computed,
        "screening": screening,
        "differs": differs(computed.weight_kg if computed else None, screening),
    }
    if computing and request.headers.get("HX-Request"):
        return render(request, "cycles/_ordered_dose.html", context)
    return render(request, "cycles/sign_orders.html", context, status=form.status)


def _as_it_stands(cycle: Cycle, standing: AdmissionOrder | None) -> dict[str, Any]:
    """What the form shows first: the orders that stand, or what was planned at the admission."""
    return {
        "dosing_weight_kg": cycle.dosing_weight_kg,
        "weight_reason": standing.weight_reason if standing else "",
        "max_doses": standing.max_doses if standing else PROTOCOL.slots_per_cycle,
        "first_dose_at": cycle.first_dose_due_at,
        "code_status": cycle.patient.code_status,
    }


@permission_required(Permission.VERIFY_ORDERS, raise_exception=True)
@submitted_once
def verify_orders(request: StaffRequest, code: UUID, number: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    order = cycle.admission_order
    if order is None:
        raise Http404("No orders have been signed yet.")
    form = VerificationForm(request.POST or None, request=request, shown=shown_to_verify(order))
    if form.carries_out(actions.verify_orders, order=order):
        return redirect("orders", code, number)
    if form.is_bound and form.calculated and (differing := disagreements(order, **form.calculated)):
        actions.record_disagreement(order=order, differing=differing, by=request.user)
    context = {"form": form, "order": order, "meaning": OrderVerification().meaning, "given": GIVEN}
    return render(request, "cycles/verify_orders.html", about(cycle.patient, cycle) | context, status=form.status)


# What the pharmacist calculates from; none of it is a result.
GIVEN = {
    "million_units_per_ml": IU_PER_ML // 1_000_000,
    "small_bag_up_to": BAG_25_ML_UP_TO_IU / 1_000_000,
    "middle_bag_up_to": BAG_50_ML_UP_TO_IU // 1_000_000,
}


@permission_required(Permission.VERIFY_ORDERS, raise_exception=True)
@submitted_once
def prepare_bag(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    last = next(reversed(cycle.bags), None)
    same = {"lot": last.lot, "drug_expires_on": last.drug_expires_on} if last else {}
    form = BagForm(request.POST or None, initial=same | {"prepared_at": timezone.now()})
    if form.carries_out(actions.prepare_bag, cycle=cycle, by=request.user):
        return redirect("orders", code, number)
    return render(request, "cycles/prepare_bag.html", about(cycle.patient, cycle) | {"form": form}, status=form.status)


@permission_required(Permission.VERIFY_ORDERS, raise_exception=True)
@submitted_once
def discard_bag(request: HttpRequest, code: UUID, number: int, pk: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    found = _bag_or_404(cycle, pk)
    form = DiscardForm(request.POST or None)
    if form.carries_out(actions.discard_bag, bag=found, by=request.user):
        return redirect("orders", code, number)
    return render(
        request,
        "cycles/discard_bag.html",
        about(cycle.patient, cycle) | {"form": form, "bag": found},
        status=form.status,
    )


def _bag_or_404(cycle: Cycle, key: int) -> Bag:
    for bag in cycle.bags:
        if bag.pk == key:
            return bag
    raise Http404("There is no such bag of this cycle.")


@permission_required(Permission.EDIT_ORDER_SET, raise_exception=True)
@submitted_once
def order_set(request: HttpRequest) -> HttpResponse:
    current = current_order_set()
    form = OrderSetForm(request.POST or None, current=current)
    if form.carries_out(actions.edit_order_set, by=request.user):
        return redirect("order_set")
    return render(request, "cycles/order_set.html", {"form": form, "current": current}, status=form.status)

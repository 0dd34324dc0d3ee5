"""Ordering the scan that is due, taking its images in, and taking an order back."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cycles import actions
from cycles.contrast import contrast_facts
from cycles.facts import step_of
from cycles.forms.scan_orders import EarlyContrastForm, ScanOrderForm, ScanReceiptForm, ScanWithdrawalForm
from cycles.models import Booking, EarlyContrast, ScanOrder
from cycles.models.booking import BookingKind
from cycles.rules.contrast import ContrastFacts, is_too_soon, warnings, why_no_contrast
from cycles.rules.next_step import Step
from cycles.shown import shown_to_order_contrast
from cycles.views.charts import about, patient_or_404
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once
from patients.models import Patient


@permission_required(Permission.RECORD_SCANS, raise_exception=True)
@submitted_once
def order_scan(request: HttpRequest, code: UUID, cycle: int) -> HttpResponse:
    patient = patient_or_404(code)
    get_object_or_404(patient.cycles.counted(), number=cycle)
    facts, booking, step = contrast_facts(patient), _booking(patient, cycle), step_of(patient)
    day = max(booking.day if booking else step.target or timezone.localdate(), timezone.localdate())
    contrast = "no" if why_no_contrast(facts, day) else ""
    form = ScanOrderForm(request.POST or None, initial={"planned_on": day, "with_contrast": contrast})
    if form.carries_out(actions.order_scan, patient=patient, after_cycle=cycle, by=request.user):
        return redirect("response", code)
    context = {"form": form, "step": step, "is_due": (step.step, step.cycle) == (Step.SCAN, cycle), "number": cycle}
    context |= {"booking": booking, "warnings": warnings(facts, day), "order": _open_order(patient, cycle)}
    context |= {"can_be_early": _can_be_early(facts)}
    return render(request, "cycles/order_scan.html", about(patient) | context, status=form.status)


def _can_be_early(facts: ContrastFacts) -> bool:
    """Whether only the days since the last dose speak against contrast today, and nobody has signed for it."""
    return is_too_soon(facts, timezone.localdate()) and not facts.ordered_early and not facts.earlier_reaction


@permission_required(Permission.SIGN_OVERRIDES, raise_exception=True)
@submitted_once
def order_early_contrast(request: HttpRequest, code: UUID) -> HttpResponse:
    patient = patient_or_404(code)
    form = EarlyContrastForm(request.POST or None, request=request, shown=shown_to_order_contrast(patient))
    if form.carries_out(actions.order_early_contrast, patient=patient):
        return redirect("response", code)
    facts = contrast_facts(patient)
    order = EarlyContrast(last_dose_on=facts.last_dose_on) if facts.last_dose_on and _can_be_early(facts) else None
    context = {"form": form, "order": order, "warnings": warnings(facts)}
    return render(request, "cycles/early_contrast.html", about(patient) | context, status=form.status)


def _booking(patient: Patient, cycle: int) -> Booking | None:
    booked = Booking.objects.open().filter(patient=patient, kind=BookingKind.SCAN, cycle=cycle)
    booking: Booking | None = booked.first()
    return booking


def _open_order(patient: Patient, cycle: int) -> ScanOrder | None:
    order: ScanOrder | None = patient.scanorder_set.open().filter(after_cycle=cycle).last()
    return order


@permission_required(Permission.RECORD_SCANS, raise_exception=True)
@submitted_once
def receive_scan(request: HttpRequest, code: UUID, pk: int) -> HttpResponse:
    order = _order_or_404(code, pk)
    form = ScanReceiptForm(request.POST or None)
    if form.carries_out(actions.receive_scan, order=order, by=request.user):
        return redirect("response", code)
    context = {"form": form, "order": order}
    return render(request, "cycles/receive_scan.html", about(order.patient) | context, status=form.status)


@permission_required(Permission.RECORD_SCANS, raise_exception=True)
@submitted_once
def withdraw_scan_order(request: HttpRequest, code: UUID, pk: int) -> HttpResponse:
    order = _order_or_404(code, pk)
    form = ScanWithdrawalForm(request.POST or None)
    if form.carries_out(actions.withdraw_scan_order, order=order, by=request.user):
        return redirect("response", code)
    context = {"form": form, "order": order}
    return render(request, "cycles/withdraw_scan_order.html", about(order.patient) | context, status=form.status)


def _order_or_404(code: UUID, pk: int) -> ScanOrder:
    order: ScanOrder = get_object_or_404(ScanOrder.objects.for_print(), patient__code=code, pk=pk)
    return order

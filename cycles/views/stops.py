"""The pages on which a physician orders about the journey; each shows what the signature means."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cycles import actions
from cycles.actions.results import in_the_way
from cycles.facts import step_of
from cycles.forms.stops import (
    AdmissionExceptionForm,
    EarlyAdmissionForm,
    EndCourseForm,
    HepaticRecoveryForm,
    PermanentStopForm,
    StopCycleForm,
)
from cycles.gate import gate_of
from cycles.models import AdmissionException, CourseEnd, Cycle, EarlyAdmission, PermanentStop, StopReason
from cycles.rules.next_step import NextStep, Step
from cycles.rules.protocol import PROTOCOL, course_of, opens_course
from cycles.seen import seen_of
from cycles.shown import shown_to_accept, shown_to_order, shown_to_stop
from cycles.views.charts import about, cycle_or_404, patient_or_404
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once
from patients.models import Patient


@permission_required(Permission.SIGN_OVERRIDES, raise_exception=True)
@submitted_once
def early_admission(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    patient, computing = patient_or_404(code), "compute" in request.POST
    last = patient.cycles.counted().exclude(discharged_at=None).last()
    typed = None if computing else request.POST or None
    initial = EarlyAdmissionForm.typed_so_far(request.POST) if computing else {}
    discharged_on = last.discharged_on if last else None
    shown = shown_to_order(patient)
    form = EarlyAdmissionForm(typed, request=request, initial=initial, discharged_on=discharged_on, shown=shown)
    if not computing and form.carries_out(actions.order_early_admission, patient=patient, number=number):
        return redirect(patient)
    context = {"form": form, "number": number, "order": _unsigned(form, number), "protocol": PROTOCOL}
    if computing and request.headers.get("HX-Request"):
        return render(request, "cycles/_early_order.html", context | {"patient": patient})
    context |= {"step": (step := step_of(patient)), "in_question": _can_be_early(step, number), "last": last}
    return render(request, "cycles/early_admission.html", about(patient) | context, status=form.status)


def _unsigned(form: EarlyAdmissionForm, number: int) -> EarlyAdmission | None:
    """The order as it would be signed for the day typed so far; None without such a day."""
    if form.day is None or form.rest is None:
        return None
    return EarlyAdmission(cycle_number=number, admit_on=form.day, rest_days=form.rest)


def _can_be_early(step: NextStep, number: int) -> bool:
    is_next = (step.step, step.cycle) == (Step.ADMIT, number)
    return is_next and step.earliest is not None and timezone.localdate() < step.earliest


@permission_required(Permission.SIGN_OVERRIDES, raise_exception=True)
@submitted_once
def admission_exception(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    patient = patient_or_404(code)
    if number not in range(1, PROTOCOL.max_cycles + 1):
        raise Http404("There is no such cycle.")
    _, open_ones = in_the_way(patient, number, timezone.localdate())
    form = AdmissionExceptionForm(request.POST or None, request=request, shown=shown_to_accept(patient, open_ones))
    if form.carries_out(actions.sign_admission_exception, patient=patient, number=number):
        return redirect(patient)
    findings = {found.criterion.id: found.reason for found in open_ones}
    unsigned = AdmissionException(cycle_number=number, findings=findings)
    context = {"form": form, "number": number, "open_ones": open_ones, "order": unsigned}
    return render(request, "cycles/admission_exception.html", about(patient) | context, status=form.status)


@permission_required(Permission.SIGN_OVERRIDES, raise_exception=True)
@submitted_once
def end_course(request: HttpRequest, code: UUID) -> HttpResponse:
    patient = patient_or_404(code)
    form = EndCourseForm(request.POST or None, request=request, shown=shown_to_order(patient))
    if form.carries_out(actions.end_course, patient=patient):
        return redirect(patient)
    step = step_of(patient)
    second = step.cycle if step.step is Step.ADMIT and step.cycle and not opens_course(step.cycle) else None
    end = CourseEnd(course=course_of(second)) if second else None
    return render(
        request,
        "cycles/end_course.html",
        about(patient) | {"form": form, "step": step, "second": second, "end": end},
        status=form.status,
    )


@permission_required(Permission.DISCHARGE, raise_exception=True)
@submitted_once
def stop_cycle(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    """The reason that the rules give is chosen already."""
    cycle = cycle_or_404(code, number)
    gate = gate_of(cycle, timezone.now()) if cycle.goes_on else None
    form = StopCycleForm(request.POST or None, initial={"reason": gate.stop_reason if gate else ""})
    if form.carries_out(actions.stop_cycle, cycle=cycle, by=request.user):
        return redirect(cycle)
    context = {"form": form, "gate": gate and seen_of(gate.frozen()), "slot": gate and gate.slot}
    return render(request, "cycles/stop_cycle.html", about(cycle.patient, cycle) | context, status=form.status)


@permission_required(Permission.SIGN_OVERRIDES, raise_exception=True)
@submitted_once
def permanent_stop(request: HttpRequest, code: UUID) -> HttpResponse:
    patient = patient_or_404(code)
    initial = {"found_on": timezone.localdate(), "criterion": request.GET.get("criterion", "")}
    shown = shown_to_stop(patient)
    form = PermanentStopForm(request.POST or None, request=request, initial=initial, shown=shown)
    if form.carries_out(actions.stop_permanently, patient=patient):
        return redirect(patient)
    signed = PermanentStop.objects.filter(patient=patient).select_related("signature").first()
    context = {"form": form, "signed": signed, "meaning": PermanentStop().meaning}
    return render(request, "cycles/permanent_stop.html", about(patient) | context, status=form.status)


@permission_required(Permission.SIGN_OVERRIDES, raise_exception=True)
@submitted_once
def hepatic_recovery(request: HttpRequest, code: UUID) -> HttpResponse:
    patient = patient_or_404(code)
    form = HepaticRecoveryForm(request.POST or None)
    if form.carries_out(actions.record_hepatic_recovery, patient=patient, by=request.user):
        return redirect(patient)
    context = {"form": form, "stopped": _hepatic_stop(patient), "weeks": PROTOCOL.hepatic_wait_days // 7}
    return render(request, "cycles/hepatic_recovery.html", about(patient) | context, status=form.status)


def _hepatic_stop(patient: Patient) -> Cycle | None:
    return patient.cycles.filter(stop_reason=StopReason.HEPATIC).last()

"""The pages on which a patient is admitted to a cycle and discharged from it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cycles import actions
from cycles.actions.admissions import obstacles
from cycles.facts import signed_weight_kg, step_of
from cycles.forms.admissions import AdmitForm, DischargeForm
from cycles.forms.weights import computed_dose
from cycles.models import AdmissionException, Cycle, EarlyAdmission, Event, EventKind, PermanentStop, StopReason
from cycles.recovering import recovery_of
from cycles.rules.next_step import NextStep
from cycles.rules.protocol import PROTOCOL, course_of, opens_course, stay_window
from cycles.views.charts import about, cycle_or_404, differs, patient_or_404
from eligibility.models.sign_off import serving
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once
from patients.models import Patient


@permission_required(Permission.ADMIT, raise_exception=True)
@submitted_once
def admit(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    patient = patient_or_404(code)
    step, today = step_of(patient), timezone.localdate()
    computing = "compute" in request.POST
    initial = AdmitForm.typed_so_far(request.POST) if computing else {"admitted_at": timezone.now()}
    typed = None if computing else request.POST or None
    asks = {"asks_for_gap": _rest_is_short(step, today), "asks_for_review": _goes_on(number)}
    form = AdmitForm(typed, initial=initial, **asks)
    if not computing and form.carries_out(actions.admit, patient=patient, number=number, by=request.user):
        return redirect(form.outcome)
    context = _computed(patient, number, form)
    if computing and request.headers.get("HX-Request"):
        return render(request, "cycles/_computed_dose.html", context)
    found = [] if form.is_bound or computing else obstacles(patient, number, today)
    order = EarlyAdmission.objects.filter(patient=patient, cycle_number=number).select_related("signature").last()
    exception = AdmissionException.objects.filter(patient=patient, cycle_number=number)
    context |= {"form": form, "number": number, "step": step, "obstacles": found, "order": order}
    last = patient.cycles.counted().exclude(discharged_at=None).last()
    context["recovery"] = recovery_of(last) if last else None
    context |= {"exception": exception.select_related("signature").last()}
    return render(request, "cycles/admit.html", about(patient) | context, status=form.status)


def _rest_is_short(step: NextStep, today: date) -> bool:
    """Whether this admission would fall between its earliest day and its target, the gap between two courses."""
    return bool(step.cycle and step.earliest and step.target and step.earliest <= today < step.target)


def _goes_on(number: int) -> bool:
    """Whether this cycle is the second of its course."""
    return number in range(1, PROTOCOL.max_cycles + 1) and not opens_course(number)


def _computed(patient: Patient, number: int, form: AdmitForm) -> dict[str, Any]:
    """The dose for the weight typed so far, beside the screening weight."""
    is_cycle = 1 <= number <= PROTOCOL.max_cycles
    screening = signed_weight_kg(serving(patient, course_of(number))) if is_cycle else None
    dose = computed_dose(form)
    return {"computed": dose, "screening": screening, "differs": differs(dose.weight_kg if dose else None, screening)}


@permission_required(Permission.DISCHARGE, raise_exception=True)
@submitted_once
def discharge(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    stop = PermanentStop.objects.filter(patient=cycle.patient).first()
    initial = {
        "discharged_at": timezone.now(),
        "stop_reason": _likely_reason(cycle, stop),
    }
    form = DischargeForm(request.POST or None, initial=initial)
    if form.carries_out(actions.discharge, cycle=cycle, by=request.user):
        return redirect(cycle.patient)
    context = {"form": form, "stop": stop, "window": stay_window(cycle.admitted_on)}
    return render(request, "cycles/discharge.html", about(cycle.patient, cycle) | context, status=form.status)


def _likely_reason(cycle: Cycle, stop: PermanentStop | None) -> str:
    """The reason that the facts already tell; empty where they tell none."""
    if not cycle.given_count:
        return StopReason.NOT_STARTED
    if Event.objects.standing().filter(cycle=cycle, kind=EventKind.DEATH).exists():
        return StopReason.DEATH
    if stop:
        return StopReason.PERMANENT
    return cycle.stopped.reason if cycle.stopped else ""

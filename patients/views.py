"""The pages on which a patient is registered and what concerns their taking part is recorded."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once
from patients import actions
from patients.forms import ConsentForm, CorrectionForm, EditForm, LeaveForm, RegisterForm
from patients.models import Measurement, Patient


@permission_required(Permission.REGISTER, raise_exception=True)
@submitted_once
def register(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(request.POST or None)
    if form.carries_out(actions.register, by=request.user):
        return redirect(form.outcome)
    return render(request, "patients/register.html", {"form": form})


@permission_required(Permission.REGISTER, raise_exception=True)
@submitted_once
def edit(request: HttpRequest, code: UUID) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.select_related("diagnosis"), code=code)
    form = EditForm(request.POST or None, initial=EditForm.facts_of(patient))
    if form.carries_out(actions.edit, patient=patient, by=request.user):
        return redirect(patient)
    return render(request, "patients/edit.html", {"patient": patient, "form": form})


@permission_required(Permission.RECORD_CONSENT, raise_exception=True)
@submitted_once
def consent(request: HttpRequest, code: UUID) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.select_related("diagnosis"), code=code)
    form = ConsentForm(request.POST or None)
    if form.carries_out(actions.record_consent, patient=patient, by=request.user):
        return redirect(patient)
    return render(request, "patients/consent.html", {"patient": patient, "form": form})


@permission_required(Permission.END_PARTICIPATION, raise_exception=True)
@submitted_once
def leave(request: HttpRequest, code: UUID) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.select_related("diagnosis"), code=code)
    form = LeaveForm(request.POST or None)
    if form.carries_out(actions.leave, patient=patient, by=request.user):
        return redirect(patient)
    return render(request, "patients/leave.html", {"patient": patient, "form": form})


@permission_required(Permission.RECORD_WORKUP, raise_exception=True)
@submitted_once
def correct(request: HttpRequest, code: UUID, pk: int) -> HttpResponse:
    rows = Measurement.objects.filter(Q(replaced_by=None), patient__code=code)
    measurement = get_object_or_404(rows.select_related("patient__diagnosis"), pk=pk)
    facts = {"taken_on": measurement.taken_on, "unit": measurement.unit}
    form = CorrectionForm(request.POST or None, key=measurement.analyte, initial=facts)
    if form.carries_out(actions.correct, measurement=measurement, by=request.user):
        return redirect("workup", code)
    return render(
        request, "patients/correct.html", {"patient": measurement.patient, "measurement": measurement, "form": form}
    )

"""The pages on which a patient is registered and what concerns their taking part is recorded."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once
from patients import actions
from patients.facts import chart_of
from patients.forms import ConsentForm, CorrectionForm, EditForm, FileForm, LeaveForm, PreviewForm, RegisterForm
from patients.importing import judge
from patients.models import FilePreview, ImagingStudy, ImportedFile, Measurement, Patient

NO_PREVIEW = "What a file holds can be looked at for an hour, by the person who opened it, until it is stored."


@permission_required(Permission.REGISTER, raise_exception=True)
@submitted_once
def register(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(request.POST or None)
    if form.carries_out(actions.register, by=request.user):
        return redirect(form.outcome)
    return render(request, "patients/register.html", {"form": form}, status=form.status)


@permission_required(Permission.REGISTER, raise_exception=True)
@submitted_once
def edit(request: HttpRequest, code: UUID) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.select_related("diagnosis"), code=code)
    form = EditForm(request.POST or None, initial=EditForm.facts_of(patient))
    if form.carries_out(actions.edit, patient=patient, by=request.user):
        return redirect(patient)
    return render(request, "patients/edit.html", {"patient": patient, "form": form}, status=form.status)


@permission_required(Permission.RECORD_CONSENT, raise_exception=True)
@submitted_once
def consent(request: HttpRequest, code: UUID) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.select_related("diagnosis"), code=code)
    form = ConsentForm(request.POST or None)
    if form.carries_out(actions.record_consent, patient=patient, by=request.user):
        return redirect(patient)
    return render(request, "patients/consent.html", {"patient": patient, "form": form}, status=form.status)


@permission_required(Permission.END_PARTICIPATION, raise_exception=True)
@submitted_once
def leave(request: HttpRequest, code: UUID) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.select_related("diagnosis"), code=code)
    form = LeaveForm(request.POST or None)
    if form.carries_out(actions.leave, patient=patient, by=request.user):
        return redirect(patient)
    return render(request, "patients/leave.html", {"patient": patient, "form": form}, status=form.status)


@permission_required(Permission.RECORD_WORKUP, raise_exception=True)
@submitted_once
def correct(request: HttpRequest, code: UUID, pk: int) -> HttpResponse:
    rows = Measurement.objects.filter(Q(replaced_by=None), patient__code=code)
    measurement = get_object_or_404(rows.select_related("patient__diagnosis", "imported__file"), pk=pk)
    if study := ImagingStudy.objects.answered_by(measurement):
        return redirect("correct_study", code, study.pk)
    facts = {"taken_on": measurement.taken_on, "unit": measurement.unit}
    form = CorrectionForm(request.POST or None, key=measurement.analyte, initial=facts)
    if form.carries_out(actions.correct, measurement=measurement, by=request.user):
        return redirect("workup", code)
    return render(
        request,
        "patients/correct.html",
        {"patient": measurement.patient, "measurement": measurement, "form": form},
        status=form.status,
    )


@permission_required(Permission.RECORD_WORKUP, raise_exception=True)
@submitted_once
def import_file(request: HttpRequest, code: UUID) -> HttpResponse:
    patient = _charted(code)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.carries_out(actions.open_file, patient=patient, by=request.user):
        return redirect("file_preview", code, form.outcome.code)
    before = ImportedFile.objects.filter(patient=patient).select_related("imported_by")
    return render(request, "patients/import_file.html", _about(patient) | {"form": form, "before": before})


@permission_required(Permission.RECORD_WORKUP, raise_exception=True)
@submitted_once
def file_preview(request: HttpRequest, code: UUID, preview: UUID) -> HttpResponse:
    patient = _charted(code)
    kept = FilePreview.objects.open_to(request.user.pk, patient).filter(code=preview).first()
    if kept is None:
        messages.warning(request, f"{NO_PREVIEW} Choose the file again.")
        return redirect("import_file", code)
    chart, newest = chart_of(patient, now=timezone.now())
    form = PreviewForm(request.POST or None, judged=judge(kept.found, chart), seen=newest)
    if form.carries_out(actions.store_results, preview=kept, by=request.user):
        messages.success(request, form.outcome.told)
        return redirect("workup", code)
    before = ImportedFile.objects.filter(patient=patient, sha256=kept.sha256).select_related("imported_by").first()
    shown = {"form": form, "kept": kept, "before": before}
    return render(request, "patients/file_preview.html", _about(patient) | shown)


def _charted(code: UUID) -> Patient:
    return get_object_or_404(Patient.objects.select_related("diagnosis"), code=code)


def _about(patient: Patient) -> dict[str, object]:
    """What the banner shows."""
    return {"patient": patient, "namesakes": Patient.objects.named_alike(patient).exists()}

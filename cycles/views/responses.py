"""The pages of the response: the table and curve of the scans, recording one, and deciding on it."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cycles import actions
from cycles.curve import curve_of
from cycles.facts import journey_of, step_of
from cycles.forms.responses import BaselineForm, DecideForm, ScanForm
from cycles.models import Cycle, ResponseDecision
from cycles.models.response import Continuation
from cycles.response_table import Column, table_of
from cycles.rules.lesions import ProtocolAnswer
from cycles.rules.next_step import Step
from cycles.rules.protocol import PROTOCOL
from cycles.shown import shown_to_decide
from cycles.views.charts import about, patient_or_404
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once
from patients.models import ImagingStudy, Patient


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
def response(request: HttpRequest, code: UUID) -> HttpResponse:
    patient = patient_or_404(code)
    table, journey = table_of(patient), journey_of(patient)
    curve = curve_of(table.sums, [(row.number, row.admitted_on, row.discharged_on) for row in _cycles(patient)])
    context = {"table": table, "curve": curve, "step": journey.step, "void": journey.void_decisions}
    return render(request, "cycles/response.html", about(patient) | context)


@permission_required(Permission.RECORD_SCANS, raise_exception=True)
@submitted_once
def baseline(request: HttpRequest, code: UUID) -> HttpResponse:
    patient = patient_or_404(code)
    study = _study_with_lesions(patient)
    form = BaselineForm(request.POST or None, initial=BaselineForm.proposed_by(study))
    if form.carries_out(actions.record_baseline, patient=patient, by=request.user):
        return redirect("response", code)
    recorded = patient.scan_set.standing().filter(after_cycle=0).first()
    return render(
        request,
        "cycles/baseline.html",
        about(patient) | {"form": form, "recorded": recorded, "study": study},
        status=form.status,
    )


def _study_with_lesions(patient: Patient) -> ImagingStudy | None:
    """The newest study of the workup on which lesions were measured."""
    studies = ImagingStudy.objects.standing().filter(patient=patient, lesions__isnull=False)
    return studies.distinct().first()


@permission_required(Permission.RECORD_SCANS, raise_exception=True)
@submitted_once
def record_scan(request: HttpRequest, code: UUID, cycle: int) -> HttpResponse:
    patient = patient_or_404(code)
    after = get_object_or_404(_cycles(patient), number=cycle)
    first = patient.scan_set.standing().filter(after_cycle=0).first()
    lesions = [reading.lesion for reading in first.readings.all()] if first else []
    form = ScanForm(request.POST or None, lesions=lesions, has_non_targets=bool(first and first.has_non_targets))
    if form.carries_out(actions.record_scan, patient=patient, after_cycle=cycle, by=request.user):
        return redirect("response", code)
    step = step_of(patient)
    is_due = (step.step, step.cycle) == (Step.SCAN, cycle)
    context = {"form": form, "step": step, "is_due": is_due, "first": first, "after": after}
    return render(request, "cycles/record_scan.html", about(patient) | context | _contrast(after), status=form.status)


def _contrast(after: Cycle) -> dict[str, date | None]:
    """The last dose, and the last day on which contrast is still too close to it. Source: clinical reference 3.5."""
    last = after.given_doses[-1].started_at if after.given_doses else None
    if last is None:
        return {"last_dose_on": None, "no_contrast_until": None}
    day = timezone.localdate(last)
    return {"last_dose_on": day, "no_contrast_until": day + timedelta(days=PROTOCOL.contrast_free_days)}


@permission_required(Permission.SIGN_RESPONSE, raise_exception=True)
@submitted_once
def decide(request: HttpRequest, code: UUID, cycle: int) -> HttpResponse:
    patient = patient_or_404(code)
    column = table_of(patient).after(cycle)
    if column is None:
        raise Http404("No scan has been recorded after this cycle.")
    shown = shown_to_decide(patient)
    form = DecideForm(request.POST or None, request=request, decisions=_decisions(column), shown=shown)
    if form.carries_out(actions.decide, scan=column.scan):
        return redirect("response", code)
    journey = journey_of(patient)
    void = [row for row in journey.void_decisions if row.after_cycle == cycle]
    is_due = bool(void) or (journey.step.step, journey.step.cycle) == (Step.DECIDE, cycle)
    context = {"form": form, "column": column, "step": journey.step, "is_due": is_due, "void": void}
    return render(request, "cycles/decide.html", about(patient) | context, status=form.status)


def _decisions(column: Column) -> list[tuple[str, str]]:
    """The decisions that may be signed on a scan, each with its meaning; after progression only to stop."""
    progressed = column.response is not None and column.response.protocol is ProtocolAnswer.STOP
    choices = [Continuation.STOP] if progressed else [Continuation.CONTINUE, Continuation.STOP]
    rows = [ResponseDecision(after_cycle=column.scan.after_cycle, decision=choice) for choice in choices]
    return [(row.decision, f"{row.get_decision_display()}: {row.meaning}") for row in rows]


def _cycles(patient: Patient) -> QuerySet[Cycle]:
    return patient.cycles.counted().prefetch_related("doses")

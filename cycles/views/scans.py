"""Recording and correcting scans: the baseline, and the one after a course."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cycles import actions
from cycles.actions.scans import followed
from cycles.contrast import contrast_facts
from cycles.facts import step_of
from cycles.forms.baselines import BaselineCorrectionForm, BaselineForm
from cycles.forms.scans import ScanCorrectionForm, ScanForm
from cycles.models import Scan
from cycles.rules.contrast import warnings
from cycles.rules.next_step import Step
from cycles.views.charts import about, patient_or_404
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once
from patients.models import ImagingStudy, Patient


@permission_required(Permission.RECORD_SCANS, raise_exception=True)
@submitted_once
def baseline(request: HttpRequest, code: UUID) -> HttpResponse:
    patient = patient_or_404(code)
    study = _study_with_lesions(patient)
    form = BaselineForm(request.POST or None, initial=BaselineForm.proposed_by(study))
    if form.carries_out(actions.record_baseline, patient=patient, by=request.user):
        return redirect("response", code)
    context = {"form": form, "recorded": _baseline(patient), "study": study}
    return render(request, "cycles/baseline.html", about(patient) | context, status=form.status)


def _study_with_lesions(patient: Patient) -> ImagingStudy | None:
    """The newest study of the workup on which lesions were measured."""
    studies = ImagingStudy.objects.standing().filter(patient=patient, lesions__isnull=False)
    return studies.distinct().first()


def _baseline(patient: Patient) -> Scan | None:
    first: Scan | None = patient.scan_set.standing().filter(after_cycle=0).first()
    return first


@permission_required(Permission.RECORD_SCANS, raise_exception=True)
@submitted_once
def record_scan(request: HttpRequest, code: UUID, cycle: int) -> HttpResponse:
    patient = patient_or_404(code)
    after = get_object_or_404(patient.cycles.counted(), number=cycle)
    first = _baseline(patient)
    form = ScanForm(
        request.POST or None,
        lesions=followed(patient),
        has_non_targets=bool(first and first.has_non_targets),
        initial=_received(patient, cycle),
    )
    if form.carries_out(actions.record_scan, patient=patient, after_cycle=cycle, by=request.user):
        return redirect("response", code)
    step = step_of(patient)
    is_due = (step.step, step.cycle) == (Step.SCAN, cycle)
    context = {"form": form, "step": step, "is_due": is_due, "first": first, "after": after}
    context |= {"warnings": warnings(contrast_facts(patient))}
    return render(request, "cycles/record_scan.html", about(patient) | context, status=form.status)


def _received(patient: Patient, cycle: int) -> dict[str, object]:
    """What is known of images that came in, so that nothing is typed twice."""
    order = patient.scanorder_set.open().filter(after_cycle=cycle).select_related("receipt").last()
    if order is None:
        return {}
    told: dict[str, object] = {"modality": order.modality, "region": order.region}
    if hasattr(order, "receipt"):
        given = "given" if order.receipt.contrast_given else "none"
        told |= {"scanned_on": order.receipt.scanned_on, "contrast": given}
    return told


@permission_required(Permission.RECORD_SCANS, raise_exception=True)
@submitted_once
def correct_scan(request: HttpRequest, code: UUID, pk: int) -> HttpResponse:
    """The right reading in place of a wrong one: of the baseline, or of a scan after a course."""
    patient = patient_or_404(code)
    old = get_object_or_404(patient.scan_set.standing(), pk=pk)
    form = _correction_form(request, patient, old)
    action = actions.correct_scan if old.after_cycle else actions.correct_baseline
    if form.carries_out(action, old=old, by=request.user):
        return redirect("response", code)
    template = "cycles/record_scan.html" if old.after_cycle else "cycles/baseline.html"
    context = {"form": form, "old": old, "decided": old.decision, "first": old, "is_due": True}
    return render(request, template, about(patient) | context, status=form.status)


def _correction_form(request: HttpRequest, patient: Patient, old: Scan) -> BaselineCorrectionForm | ScanCorrectionForm:
    if not old.after_cycle:
        return BaselineCorrectionForm(request.POST or None, initial=BaselineCorrectionForm.facts_of(old))
    first = _baseline(patient)
    return ScanCorrectionForm(
        request.POST or None,
        lesions=followed(patient, old),
        has_non_targets=bool(first and first.has_non_targets),
        initial=ScanCorrectionForm.facts_of(old),
    )

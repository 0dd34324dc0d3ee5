"""The forms of the workup, one for each area."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from eligibility.areas import lines_about
from eligibility.facts import Workup, workup_of
from eligibility.forms import AreaForm
from eligibility.rules.workup import SECTIONS, Area, Section
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once
from patients import actions
from patients.forms import StudyCorrectionForm, StudyForm
from patients.models import ImagingStudy, Patient


@permission_required(Permission.RECORD_WORKUP, raise_exception=True)
@submitted_once
def record_area(request: HttpRequest, code: UUID, area: str) -> HttpResponse:
    found, section = _workup(code), _section(area)
    form = AreaForm(request.POST or None, section=section, workup=found)
    if form.carries_out(actions.record, patient=found.patient, by=request.user):
        messages.success(
            request, f"{section.title}: {', '.join(row.definition.label for row in form.outcome)} recorded."
        )
        return redirect(request.path if "HX-Request" in request.headers else _area_of(code, section))
    shown = {"form": form, "section": section, "lines": lines_about(found, section)}
    return render(request, "eligibility/record_area.html", _about(found.patient) | shown, status=form.status)


@permission_required(Permission.RECORD_WORKUP, raise_exception=True)
@submitted_once
def record_study(request: HttpRequest, code: UUID) -> HttpResponse:
    """The form of the imaging area: one study with its answer and its lesions."""
    found, section = _workup(code), _section(Area.IMAGING)
    form = StudyForm(request.POST or None, initial={"seen": found.newest_key})
    if form.carries_out(actions.record_study, patient=found.patient, by=request.user):
        messages.success(request, f"{form.outcome} of {date_format(form.outcome.taken_on)} recorded.")
        return redirect(request.path if "HX-Request" in request.headers else _area_of(code, section))
    shown = {"form": form, "section": section, "lines": lines_about(found, section)}
    return render(request, "eligibility/record_study.html", _about(found.patient) | shown, status=form.status)


@permission_required(Permission.RECORD_WORKUP, raise_exception=True)
@submitted_once
def correct_study(request: HttpRequest, code: UUID, pk: int) -> HttpResponse:
    study = get_object_or_404(ImagingStudy.objects.standing().filter(patient__code=code), pk=pk)
    found, section = _workup(code), _section(Area.IMAGING)
    form = StudyCorrectionForm(request.POST or None, initial=StudyCorrectionForm.facts_of(study))
    if form.carries_out(actions.correct_study, old=study, by=request.user):
        return redirect(_area_of(code, section))
    shown = {"form": form, "section": section, "lines": lines_about(found, section), "old": study}
    return render(request, "eligibility/record_study.html", _about(found.patient) | shown, status=form.status)


def _area_of(code: UUID, section: Section) -> str:
    """The area on the page of the workup."""
    return f"{reverse('workup', args=[code])}#{section.area}"


def _workup(code: UUID) -> Workup:
    patient = get_object_or_404(Patient.objects.select_related("diagnosis"), code=code)
    return workup_of(patient, on=timezone.localdate())


def _section(area: str) -> Section:
    for section in SECTIONS:
        if section.area == area:
            return section
    raise Http404("There is no such area.")


def _about(patient: Patient) -> dict[str, object]:
    """What the banner shows."""
    return {"patient": patient, "namesakes": Patient.objects.named_alike(patient).exists()}

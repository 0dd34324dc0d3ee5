"""The pages of the workup: what is recorded and what it says, and the form of each area."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from eligibility.areas import first_to_expire, lines_about, lines_of, parts_of
from eligibility.facts import Workup, workup_of
from eligibility.forms import AreaForm
from eligibility.models import SignOff
from eligibility.rules.workup import SECTIONS, Section
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once
from patients import actions
from patients.models import Patient


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
def workup(request: HttpRequest, code: UUID) -> HttpResponse:
    found = _workup(code)
    lines = lines_of(found)
    signed = SignOff.objects.filter(patient=found.patient).select_related("signature").order_by("pk").last()
    shown = {
        "workup": found,
        "open_lines": [line for line in lines if not line.is_met],
        "met_lines": [line for line in lines if line.is_met],
        "first_to_expire": first_to_expire(found),
        "parts": parts_of(found),
        "sign_off": signed,
        "changes": signed.changed_since() if signed else [],
    }
    return render(request, "eligibility/workup.html", _about(found.patient) | shown)


@permission_required(Permission.RECORD_WORKUP, raise_exception=True)
@submitted_once
def record_area(request: HttpRequest, code: UUID, area: str) -> HttpResponse:
    found, section = _workup(code), _section(area)
    form = AreaForm(request.POST or None, section=section, workup=found)
    if form.carries_out(actions.record, patient=found.patient, by=request.user):
        messages.success(
            request, f"{section.title}: {', '.join(row.definition.label for row in form.outcome)} recorded."
        )
        return redirect(f"{reverse('workup', args=[code])}#{area}")
    shown = {"form": form, "section": section, "lines": lines_about(found, section)}
    return render(request, "eligibility/record_area.html", _about(found.patient) | shown, status=form.status)


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

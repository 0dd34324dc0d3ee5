"""The end of a stay: checklist, summary, and recovery after it."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cycles import actions
from cycles.forms.after_discharge import CallForm, ChecklistForm, SummaryForm
from cycles.models import Cycle, DischargeSummary
from cycles.recovering import recovery_of
from cycles.shown import shown_to_sign_summary
from cycles.summing_up import summary_facts
from cycles.views.charts import about, cycle_or_404
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once


@permission_required(Permission.DISCHARGE, raise_exception=True)
@submitted_once
def checklist(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    lists = list(cycle.discharge_checklists.select_related("recorded_by"))
    form = ChecklistForm(request.POST or None, before=lists[-1] if lists else None)
    if form.carries_out(actions.record_checklist, cycle=cycle, by=request.user):
        return redirect(_recovery_page(cycle) if not cycle.is_running else cycle.get_absolute_url())
    context = {"form": form, "lists": lists}
    return render(request, "cycles/checklist.html", about(cycle.patient, cycle) | context, status=form.status)


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
def after_discharge(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    """What the stay left behind: checklist, signed summaries, what has recovered, the calls."""
    cycle = cycle_or_404(code, number)
    context = {
        "recovery": recovery_of(cycle),
        "lists": list(cycle.discharge_checklists.select_related("recorded_by")),
        "summaries": list(cycle.discharge_summaries.select_related("signature").order_by("-version")),
        "facts": summary_facts(cycle),
    }
    return render(request, "cycles/after_discharge.html", about(cycle.patient, cycle) | context)


@permission_required(Permission.SIGN_DISCHARGE, raise_exception=True)
@submitted_once
def sign_summary(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    before = cycle.discharge_summaries.last()
    initial = {"course": before.course, "plan": before.plan} if before else {}
    shown = shown_to_sign_summary(cycle)
    form = SummaryForm(request.POST or None, request=request, shown=shown, initial=initial)
    if form.carries_out(actions.sign_summary, cycle=cycle):
        return redirect(_recovery_page(cycle))
    meaning = DischargeSummary(cycle=cycle).meaning
    context = {"form": form, "facts": summary_facts(cycle), "meaning": meaning, "page": _recovery_page(cycle)}
    context["has_list"] = cycle.discharge_checklists.exists()
    context["changes"] = before.changed_since() if before else []
    return render(request, "cycles/sign_summary.html", about(cycle.patient, cycle) | context, status=form.status)


@permission_required(Permission.DISCHARGE, raise_exception=True)
@submitted_once
def recovery_call(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    form = CallForm(request.POST or None)
    if form.carries_out(actions.record_call, cycle=cycle, by=request.user):
        return redirect(_recovery_page(cycle))
    context = {"form": form, "recovery": recovery_of(cycle), "page": _recovery_page(cycle)}
    return render(request, "cycles/recovery_call.html", about(cycle.patient, cycle) | context, status=form.status)


def _recovery_page(cycle: Cycle) -> str:
    return reverse("after_discharge", args=[cycle.patient.code, cycle.number])

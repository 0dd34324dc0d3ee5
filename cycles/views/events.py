"""The events of a stay."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from cycles import actions
from cycles.forms.events import CorrectEventForm, EndEventForm, EventForm
from cycles.models import Cycle, Event
from cycles.views.charts import about, cycle_or_404
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
def events(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    """All events, struck and corrected ones too."""
    cycle = cycle_or_404(code, number)
    rows = cycle.events.select_related("end__recorded_by", "recorded_by", "replaced_by__recorded_by").order_by("-pk")
    standing = [row for row in rows if not row.struck and not hasattr(row, "replaced_by")]
    gone = [row for row in rows if hasattr(row, "replaced_by")]
    context = {"events": sorted(standing, key=lambda row: row.started_at), "gone": gone}
    return render(request, "cycles/events.html", about(cycle.patient, cycle) | context)


@permission_required(Permission.GRADE, raise_exception=True)
@submitted_once
def record_event(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    form = EventForm(request.POST or None)
    if form.carries_out(actions.record_event, cycle=cycle, by=request.user):
        return redirect(_page_of(cycle))
    context = {"form": form, "page": _page_of(cycle)}
    return render(request, "cycles/record_event.html", about(cycle.patient, cycle) | context, status=form.status)


@permission_required(Permission.GRADE, raise_exception=True)
@submitted_once
def end_event(request: HttpRequest, code: UUID, number: int, pk: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    event = get_object_or_404(Event.objects.select_related("end"), cycle=cycle, pk=pk)
    form = EndEventForm(request.POST or None)
    if form.carries_out(actions.end_event, event=event, by=request.user):
        return redirect(_page_of(cycle))
    context = {"form": form, "event": event, "page": _page_of(cycle)}
    return render(request, "cycles/end_event.html", about(cycle.patient, cycle) | context, status=form.status)


@permission_required(Permission.GRADE, raise_exception=True)
@submitted_once
def correct_event(request: HttpRequest, code: UUID, number: int, pk: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    event = get_object_or_404(Event.objects.select_related("end"), cycle=cycle, pk=pk)
    form = CorrectEventForm(request.POST or None, event=event)
    if form.carries_out(actions.correct_event, event=event, by=request.user):
        return redirect(_page_of(cycle))
    context = {"form": form, "event": event, "page": _page_of(cycle)}
    return render(request, "cycles/correct_event.html", about(cycle.patient, cycle) | context, status=form.status)


def _page_of(cycle: Cycle) -> str:
    return reverse("events", args=[cycle.patient.code, cycle.number])

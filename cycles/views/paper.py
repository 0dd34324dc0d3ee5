"""Typing in the downtime sheet."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cycles import actions
from cycles.forms.paper import PaperForm
from cycles.gate import next_slot
from cycles.views.charts import about, cycle_or_404
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once
from patients.models import Measurement
from patients.models.measurement import Source

NEWEST = 40


@permission_required(Permission.CHART_DOSES, raise_exception=True)
@submitted_once
def from_paper(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    form = PaperForm(request.POST or None)
    if form.carries_out(actions.record_from_paper, cycle=cycle, by=request.user):
        return redirect("from_paper", cycle.patient.code, cycle.number)
    rows = Measurement.objects.filter(patient=cycle.patient, source=Source.PAPER, taken_at__gte=cycle.admitted_at)
    typed = rows.select_related("recorded_by").order_by("-pk")[:NEWEST]
    context = {"form": form, "typed": typed, "slot": next_slot(cycle) if cycle.is_running else None}
    return render(request, "cycles/from_paper.html", about(cycle.patient, cycle) | context, status=form.status)

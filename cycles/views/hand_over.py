"""Handing one patient over, and taking over."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cycles import actions
from cycles.forms.hand_over import HandOverForm, TakeOverForm
from cycles.handing_over import sheets_of
from cycles.views.charts import about, cycle_or_404
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once

SHEET = "hand_over_sheet"


@permission_required(Permission.CHART_DOSES, raise_exception=True)
@submitted_once
def hand_over(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    form = HandOverForm(request.POST or None)
    if form.carries_out(actions.hand_over, cycle=cycle, by=request.user):
        return redirect(SHEET)
    [sheet] = sheets_of([cycle], timezone.now())
    context = about(cycle.patient, cycle) | {"form": form, "sheet": sheet}
    return render(request, "cycles/hand_over.html", context, status=form.status)


@permission_required(Permission.CHART_DOSES, raise_exception=True)
@submitted_once
def take_over(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    newest = cycle.hand_overs.select_related("given_by", "taken__taken_by").last()
    form = TakeOverForm(request.POST or None, initial={"seen": newest.pk if newest else 0})
    if form.carries_out(actions.take_over, cycle=cycle, by=request.user):
        return redirect(SHEET)
    [sheet] = sheets_of([cycle], timezone.now())
    context = about(cycle.patient, cycle) | {"form": form, "sheet": sheet, "newest": newest}
    return render(request, "cycles/take_over.html", context, status=form.status)

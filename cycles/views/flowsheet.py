"""The flowsheet of a stay, the values on it, and who was told of them."""

from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from cycles import actions
from cycles.flowsheet import Sheet, sheet_of, stay
from cycles.flowsheet.entry import entry_of, left_out_of
from cycles.flowsheet.grid import grid_of
from cycles.flowsheet.pictures import pictures_of
from cycles.flowsheet.sums import lines_of, now_of
from cycles.forms.flowsheet import AnswerForm, CallForm, ChartedForm, ColumnForm, LeftOutForm
from cycles.models import Cycle, ProviderCall
from cycles.views.charts import about, cycle_or_404
from il2program.accounts.roles import Permission
from il2program.submissions.once import View, submitted_once
from patients.models import Measurement


def sent_by_who_charts(view: View) -> View:
    """A page that many read, whose form is of those who chart."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not _may_chart(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
@sent_by_who_charts
@submitted_once
def flowsheet(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = _stay_or_404(code, number)
    may_chart = _may_chart(request)
    form = ColumnForm(request.POST or None)
    if form.carries_out(actions.chart_column, cycle=cycle, by=request.user):
        at = int(form.cleaned_data["taken_at"].timestamp()) // 60
        messages.success(request, _told(form))
        return redirect(f"{_page(cycle)}?marked={at}")
    sheet = sheet_of(cycle, timezone.now(), request.GET.get("days", ""))
    context = {
        "sheet": sheet,
        "grid": grid_of(sheet, entry_of(form) if may_chart else None, request.GET.get("marked", "")),
        "form": form if may_chart else None,
        "now": now_of(sheet.totals, cycle.dosing_weight_kg),
        "sums": [lines_of(day) for day in sheet.totals.days],
        "left_out": left_out_of(form) if may_chart else "",
        "asked": "".join(f"{day.on.isoformat()}," for day in sheet.days if day.is_shown),
    }
    return render(request, "cycles/flowsheet.html", about(cycle.patient, cycle) | context, status=form.status)


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
@sent_by_who_charts
@submitted_once
def charted(request: HttpRequest, code: UUID, number: int, pk: int) -> HttpResponse:
    """One value: who charted it, what it replaced, and the form that corrects it."""
    cycle = _stay_or_404(code, number)
    may_chart = _may_chart(request)
    rows = Measurement.objects.filter(stay(cycle)).select_related("recorded_by", "replaced_by")
    measurement = get_object_or_404(rows, pk=pk)
    stands = not measurement.struck and not hasattr(measurement, "replaced_by")
    form = ChartedForm(request.POST or None, measurement=measurement) if may_chart and stands else None
    if form is not None and form.carries_out(
        actions.correct_charted, cycle=cycle, measurement=measurement, by=request.user
    ):
        return redirect(_marked(cycle, form.outcome))
    context = {"measurement": measurement, "versions": _versions(measurement), "form": form}
    status = form.status if form else 200
    return render(request, "cycles/charted.html", about(cycle.patient, cycle) | context, status=status)


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
@sent_by_who_charts
@submitted_once
def left_out(request: HttpRequest, code: UUID, number: int, pk: int) -> HttpResponse:
    """One row that was left out, and why; and the form that corrects it."""
    cycle = _stay_or_404(code, number)
    people = ("recorded_by", "correction__recorded_by", "correction__instead", "corrects__entry__recorded_by")
    entry = get_object_or_404(cycle.not_done.select_related(*people), pk=pk)
    form = LeftOutForm(request.POST or None, entry=entry) if _may_chart(request) and entry.stands else None
    if form is not None and form.carries_out(actions.correct_left_out, entry=entry, by=request.user):
        at = entry.found_at
        return redirect(f"{_page(cycle)}?marked={int(at.timestamp()) // 60}&days={timezone.localdate(at)}")
    status = form.status if form else 200
    context = {"entry": entry, "form": form}
    return render(request, "cycles/left_out.html", about(cycle.patient, cycle) | context, status=status)


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
def pictures(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    """The capillary-leak strip and the trends, each with its table; the flowsheet shows them once they are reached."""
    cycle = _stay_or_404(code, number)
    before = Cycle.objects.counted().filter(patient=cycle.patient, admitted_at__lt=cycle.admitted_at)
    earlier = before.select_related("patient").order_by("admitted_at").last()
    context = {"pictures": pictures_of(cycle, earlier)}
    return render(request, "cycles/pictures.html", about(cycle.patient, cycle) | context)


@permission_required(Permission.CHART_DOSES, raise_exception=True)
@submitted_once
def call(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = _stay_or_404(code, number)
    sheet = sheet_of(cycle, timezone.now())
    form = CallForm(request.POST or None, passed=_passed(sheet))
    if form.carries_out(actions.record_provider_call, cycle=cycle, by=request.user):
        return redirect(f"{_page(cycle)}#calls")
    return render(
        request, "cycles/call.html", about(cycle.patient, cycle) | {"form": form, "sheet": sheet}, status=form.status
    )


@permission_required(Permission.CHART_DOSES, raise_exception=True)
@submitted_once
def answer(request: HttpRequest, code: UUID, number: int, pk: int) -> HttpResponse:
    cycle = _stay_or_404(code, number)
    found = get_object_or_404(ProviderCall.objects.select_related("cycle__patient"), cycle=cycle, pk=pk)
    form = AnswerForm(request.POST or None)
    if form.carries_out(actions.record_answer, call=found, by=request.user):
        return redirect(f"{_page(cycle)}#calls")
    context = {"form": form, "call": found}
    return render(request, "cycles/answer_call.html", about(cycle.patient, cycle) | context, status=form.status)


def _stay_or_404(code: UUID, number: int) -> Cycle:
    rows = Cycle.objects.select_related("patient__diagnosis").prefetch_related("doses")
    return cycle_or_404(code, number, rows)


def _may_chart(request: HttpRequest) -> bool:
    return bool(request.user.has_perm(Permission.CHART_DOSES))


def _page(cycle: Cycle) -> str:
    return reverse("flowsheet", args=[cycle.patient.code, cycle.number])


def _marked(cycle: Cycle, row: Measurement) -> str:
    """The page with the column of this value marked."""
    if row.taken_at is None:
        return _page(cycle)
    at = int(row.taken_at.timestamp()) // 60
    return f"{_page(cycle)}?marked={at}&days={timezone.localdate(row.taken_at)}"


def _told(form: ColumnForm) -> str:
    count = len(form.outcome)
    values = "1 value" if count == 1 else f"{count} values"
    at = timezone.localtime(form.cleaned_data["taken_at"])
    return f"{values} charted at {at:%H:%M}."


def _passed(sheet: Sheet) -> list[tuple[int, str]]:
    """The key of each value of which somebody is to be told, with its words."""
    return [(one.value.pk, one.told) for one in sheet.passed]


def _versions(measurement: Measurement) -> list[Any]:
    """A value and what it replaced, the newest first."""
    found = [measurement]
    while (before := found[-1].replaces_id) is not None:
        found.append(Measurement.objects.select_related("recorded_by").get(pk=before))
    while hasattr(found[0], "replaced_by"):
        found.insert(
            0, Measurement.objects.select_related("recorded_by", "replaced_by").get(pk=found[0].replaced_by.pk)
        )
    return found

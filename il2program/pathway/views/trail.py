"""The pages of the trail: of one chart for those who read charts, of the program for the administrator."""

import csv
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from il2program.accounts.roles import Permission
from il2program.audit.models import TrailEntry
from il2program.audit.quota import within_quota
from il2program.pathway import searches
from il2program.pathway.export import neutral
from il2program.pathway.history import acts, program
from il2program.pathway.requests import StaffRequest
from il2program.signatures.installation import public_keys
from patients.models import Patient

ON_A_PAGE, IN_A_FILE = 50, 20_000
# The record number names a patient and is posted; the rest of the question stands in the address.
WORDS, FILTERS = "record_number", ("person", "kind", "first", "last")


@require_safe
@permission_required(Permission.SEE_CHARTS, raise_exception=True)
def chart_trail(request: StaffRequest, code: UUID) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.select_related("diagnosis"), code=code)
    shown = request.GET.get("show", "all")
    page, older = _page(request, acts.acts_on(patient.code, shown))
    facts = {"patient": patient, "acts": acts.told(page), "older": older, "shown": shown, "kinds": acts.SHOWN}
    facts["key"], *facts["earlier_keys"] = public_keys()
    return render(request, "pathway/chart_trail.html", facts)


@require_safe
@permission_required([Permission.SEE_CHARTS, Permission.PRINT], raise_exception=True)
@within_quota
def chart_trail_export(request: StaffRequest, code: UUID) -> HttpResponse:
    patient = get_object_or_404(Patient, code=code)
    found = acts.told(acts.acts_on(patient.code, "all")[:IN_A_FILE])
    header = ("When", "Who", "Roles", "From", "What", "Why", "Changes")
    return _file("chart-trail", header, [_chart_row(act) for act in found])


def _chart_row(act: acts.Act) -> tuple[str, ...]:
    changes = [f"{change.what} {change.done}: {_values(change)}" for change in act.changes]
    return (_instant(act.at), act.who, act.roles, act.address, act.sentence, act.reason, "; ".join(changes))


def _values(change: acts.Change) -> str:
    return ", ".join(f"{told.what}: {told.before} → {told.after}" for told in change.values)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.READ_TRAIL, raise_exception=True)
def program_trail(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        return redirect(searches.address(request, WORDS, FILTERS))
    form = program.TrailForm(searches.asked(request, WORDS))
    page, older = _page(request, form.lines())
    facts = {"form": form, "lines": program.told(page), "older": older}
    facts["search_is_lost"] = searches.is_lost(request)
    return render(request, "pathway/program_trail.html", facts)


@require_safe
@permission_required(Permission.READ_TRAIL, raise_exception=True)
@within_quota
def program_trail_export(request: StaffRequest) -> HttpResponse:
    lines = program.TrailForm(searches.asked(request, WORDS)).lines()
    header = ("When", "Who", "Roles", "From", "What", "Record number", "Fields")
    rows = [
        (_instant(line.at), line.who, line.roles, line.address, line.done, line.record_number, line.fields)
        for line in program.told(lines[:IN_A_FILE])
    ]
    return _file("trail", header, rows)


def _page(request: StaffRequest, lines: QuerySet[TrailEntry]) -> tuple[list[TrailEntry], int | None]:
    """The lines of a page, and the key before which the next one begins."""
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        lines = lines.filter(pk__lt=int(before))
    page = list(lines[: ON_A_PAGE + 1])
    return page[:ON_A_PAGE], page[ON_A_PAGE - 1].pk if len(page) > ON_A_PAGE else None


def _instant(at: Any) -> str:
    return timezone.localtime(at).isoformat(sep=" ", timespec="seconds")


def _file(name: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(header)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return response

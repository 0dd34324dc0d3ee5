"""The toxicities of a cycle: confirmed grades, what the numbers suggest, and the worst by cycle."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from cycles import actions
from cycles.forms.toxicity import ConfirmForm, CorrectGradeForm, GradeForm, TermForm
from cycles.models import Cycle, ToxicityGrade
from cycles.rules.grading import HINTS
from cycles.rules.terms import Term, terms
from cycles.toxicities import graded_numbers, place_of, suggestions, toxicities_of, worst_by_cycle
from cycles.views.charts import about, cycle_or_404
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once

# So many of the newest values stand beside the grades of a term.
NEWEST = 6


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
def toxicity(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    found = toxicities_of(cycle)
    numbers, worst = worst_by_cycle(cycle.patient)
    context = {
        "toxicities": [one for one in found if one.course],
        "corrected": [row for one in found for row in one.corrected],
        "suggested": suggestions(cycle, found, timezone.now()),
        "numbers": numbers,
        "worst": worst,
        "terms": TermForm(),
    }
    return render(request, "cycles/toxicity.html", about(cycle.patient, cycle) | context)


@permission_required(Permission.GRADE, raise_exception=True)
@submitted_once
def confirm_grades(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    suggested = suggestions(cycle, toxicities_of(cycle), timezone.now())
    form = ConfirmForm(request.POST or None, suggested=suggested)
    if form.carries_out(actions.confirm_suggestions, cycle=cycle, by=request.user):
        return redirect(_page_of(cycle))
    context = {"form": form, "page": _page_of(cycle)}
    return render(request, "cycles/confirm_grades.html", about(cycle.patient, cycle) | context, status=form.status)


@permission_required(Permission.GRADE, raise_exception=True)
@submitted_once
def grade_toxicity(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    """First the term, in the address; then only its grades."""
    cycle = cycle_or_404(code, number)
    term = terms().get(request.GET.get("term", ""))
    context: dict[str, Any] = about(cycle.patient, cycle) | {"term": term, "page": _page_of(cycle)}
    if term is None:
        return render(request, "cycles/grade_toxicity.html", context | {"terms": TermForm()})
    form = GradeForm(request.POST or None, term=term)
    if form.carries_out(actions.grade_toxicity, cycle=cycle, term=term.name, by=request.user):
        return redirect(_page_of(cycle))
    context |= {"form": form} | _beside(cycle, term)
    return render(request, "cycles/grade_toxicity.html", context, status=form.status)


@permission_required(Permission.GRADE, raise_exception=True)
@submitted_once
def correct_grade(request: HttpRequest, code: UUID, number: int, pk: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    row = get_object_or_404(ToxicityGrade, cycle=cycle, pk=pk)
    form = CorrectGradeForm(request.POST or None, row=row)
    if form.carries_out(actions.correct_grade, row=row, by=request.user):
        return redirect(_page_of(cycle))
    context = {"form": form, "row": row, "place": place_of(cycle, row.found_at), "page": _page_of(cycle)}
    return render(request, "cycles/correct_grade.html", about(cycle.patient, cycle) | context, status=form.status)


def _beside(cycle: Cycle, term: Term) -> dict[str, Any]:
    """What helps to grade: a hint, the newest numbers with what they give, and what was confirmed already."""
    known = [one for one in toxicities_of(cycle) if one.term == term]
    found = graded_numbers(cycle, timezone.now()).get(term.name, ())
    return {"hint": HINTS.get(term.name, ""), "found": list(found)[: -NEWEST - 1 : -1], "known": known}


def _page_of(cycle: Cycle) -> str:
    return reverse("toxicity", args=[cycle.patient.code, cycle.number])

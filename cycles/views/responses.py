"""The response: what the scans say side by side, and the physician's decision on one."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cycles import actions
from cycles.body_map import markers
from cycles.curve import curve_of
from cycles.evaluation import best_of
from cycles.facts import Journey, journey_of
from cycles.forms.decisions import DecideForm
from cycles.lesion_curves import lesion_curves_of
from cycles.models import ResponseDecision, Scan, ScanOrder
from cycles.models.response import Continuation
from cycles.models.scan_changes import changes_between
from cycles.response_table import Column, table_of
from cycles.rules.lesions import ProtocolAnswer
from cycles.rules.next_step import Step
from cycles.shown import shown_to_decide
from cycles.views.charts import about, patient_or_404
from eligibility.facts import workup_of
from eligibility.readiness import Readiness, readiness
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once
from patients.models import Patient


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
def response(request: HttpRequest, code: UUID) -> HttpResponse:
    patient = patient_or_404(code)
    table, journey = table_of(patient), journey_of(patient)
    cycles = list(patient.cycles.counted())
    stays = [(row.number, row.admitted_on, row.discharged_on) for row in cycles]
    context = {
        "table": table,
        "curve": curve_of(table.sums, stays),
        "lesion_curves": lesion_curves_of(table, stays),
        "markers": markers(table),
        "best": best_of(table.answers, cycles),
        "journey": journey,
        "step": journey.step,
        "void": journey.void_decisions,
        "replaced": _replaced(patient),
        "renew": _renewal_before_course(journey),
        "order": _open_order(patient),
    }
    return render(request, "cycles/response.html", about(patient, cycles[-1] if cycles else None) | context)


def _open_order(patient: Patient) -> ScanOrder | None:
    orders = ScanOrder.objects.open().filter(patient=patient)
    order: ScanOrder | None = orders.select_related("ordered_by", "receipt").last()
    return order


def _replaced(patient: Patient) -> list[dict[str, object]]:
    """The scans that were corrected, each with what stands in its place."""
    replaced = list(Scan.objects.replaced().filter(patient=patient))
    now = {row.replaces_id: row for row in patient.scan_set.select_related("recorded_by") if row.replaces_id}
    return [{"scan": old, "changes": changes_between(old, now[old.pk])} for old in replaced]


def _renewal_before_course(journey: Journey) -> Readiness | None:
    """What of the workup has to be renewed before the course that the physician has ordered."""
    if not journey.step.needs_sign_off or journey.workup is None:
        return None
    return readiness(journey.workup, max(journey.step.target or timezone.localdate(), timezone.localdate()))


@permission_required(Permission.SIGN_RESPONSE, raise_exception=True)
@submitted_once
def decide(request: HttpRequest, code: UUID, cycle: int) -> HttpResponse:
    patient = patient_or_404(code)
    table = table_of(patient)
    column = table.after(cycle)
    if column is None:
        raise Http404("No scan has been recorded after this cycle.")
    decisions = _decisions(column)
    form = DecideForm(request.POST or None, request=request, decisions=decisions, shown=shown_to_decide(patient))
    if form.carries_out(actions.decide, scan=column.scan):
        return redirect("response", code)
    journey = journey_of(patient)
    void = [row for row in journey.void_decisions if row.after_cycle == cycle]
    is_due = bool(void) or (journey.step.step, journey.step.cycle) == (Step.DECIDE, cycle)
    context = {"form": form, "column": column, "step": journey.step, "is_due": is_due, "void": void}
    context |= {"table": table, "best": best_of(table.answers, list(patient.cycles.counted()))}
    context |= {"renew": _renewal_if_continued(patient, decisions) if is_due else None, "next_cycle": cycle + 1}
    return render(request, "cycles/decide.html", about(patient) | context, status=form.status)


def _renewal_if_continued(patient: Patient, decisions: Sequence[tuple[str, str]]) -> Readiness | None:
    """What the next course's sign-off would miss today; nothing where none can follow."""
    if Continuation.CONTINUE not in dict(decisions):
        return None
    today = timezone.localdate()
    return readiness(workup_of(patient, on=today), today)


def _decisions(column: Column) -> list[tuple[str, str]]:
    """The decisions that may be signed on a scan, each with its meaning; after progression only to stop."""
    response = column.response
    progressed = response is not None and ProtocolAnswer.STOP is response.protocol
    choices = [Continuation.STOP] if progressed else [Continuation.CONTINUE, Continuation.STOP]
    rows = [ResponseDecision(after_cycle=column.scan.after_cycle, decision=choice) for choice in choices]
    return [(row.decision, f"{row.get_decision_display()}: {row.meaning}") for row in rows]

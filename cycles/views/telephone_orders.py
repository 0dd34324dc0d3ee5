"""The pages on which a telephone order is recorded and countersigned."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cycles import actions
from cycles.forms.telephone_orders import CountersignForm, TelephoneOrderForm
from cycles.models import Countersignature, Cycle, TelephoneOrder
from cycles.rules.protocol import PROTOCOL
from cycles.shown import shown_of_order
from cycles.views.charts import about, cycle_or_404
from il2program.accounts.roles import Permission
from il2program.submissions.once import submitted_once


@permission_required(Permission.RECORD_ORDERS, raise_exception=True)
@submitted_once
def record_order(request: HttpRequest, code: UUID, number: int) -> HttpResponse:
    cycle = cycle_or_404(code, number)
    initial = {"taken_at": timezone.now(), "kind": request.GET.get("kind"), "slot": request.GET.get("slot")}
    form = TelephoneOrderForm(request.POST or None, request=request, slots=_open_slots(cycle), initial=initial)
    if form.carries_out(actions.record_order, cycle=cycle, by=request.user):
        return redirect(cycle)
    context = about(cycle.patient, cycle) | {"form": form, "hours": PROTOCOL.countersign_hours}
    return render(request, "cycles/record_order.html", context, status=form.status)


def _open_slots(cycle: Cycle) -> list[int]:
    return [slot for slot in range(1, PROTOCOL.slots_per_cycle + 1) if slot not in cycle.standing_doses]


@permission_required(Permission.COUNTERSIGN, raise_exception=True)
@submitted_once
def countersign(request: HttpRequest, code: UUID, number: int, pk: int) -> HttpResponse:
    rows = TelephoneOrder.objects.with_people().select_related("cycle__patient__diagnosis")
    order = get_object_or_404(rows, pk=pk, cycle__number=number, cycle__patient__code=code)
    answers = _answers(order, request.user)
    form = CountersignForm(request.POST or None, request=request, answers=answers, shown=shown_of_order(order))
    if form.carries_out(actions.countersign, order=order):
        return redirect(order.cycle)
    context = about(order.patient, order.cycle) | {"form": form, "order": order, "doses": order.doses.all()}
    return render(request, "cycles/countersign.html", context, status=form.status)


def _answers(order: TelephoneOrder, person: Any) -> list[tuple[str, str]]:
    """The two answers, each with what its signature means for this physician."""
    by_another = person.pk != order.physician_id
    signed = {
        word: Countersignature(order=order, confirmed=word == "yes", by_another=by_another) for word in ("yes", "no")
    }
    return [(word, f"{word.capitalize()}. “{row.meaning}”") for word, row in signed.items()]

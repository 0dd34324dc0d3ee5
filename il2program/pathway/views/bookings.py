"""Booking another day than the one that follows from the facts, and taking it back."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cycles import actions
from cycles.models import Booking
from cycles.rules.protocol import next_working_day
from il2program.accounts.roles import Permission
from il2program.pathway.forms import MoveForm, WithdrawForm
from il2program.pathway.requests import StaffRequest
from il2program.submissions.once import submitted_once


@permission_required(Permission.BOOK, raise_exception=True)
@submitted_once
def move_booking(request: StaffRequest, code: UUID, pk: int) -> HttpResponse:
    booking = _open_or_404(code, pk)
    day = booking.booked_on or next_working_day(booking.target)
    form = MoveForm(request.POST or None, initial={"booked_on": day, "seen": booking.version})
    if form.carries_out(actions.move_booking, booking=booking, by=request.user):
        return redirect(booking.patient)
    facts = {"patient": booking.patient, "booking": booking, "working_day": next_working_day(booking.target)}
    return render(request, "pathway/move_booking.html", facts | {"form": form}, status=form.status)


@permission_required(Permission.BOOK, raise_exception=True)
@submitted_once
def withdraw_booking(request: StaffRequest, code: UUID, pk: int) -> HttpResponse:
    booking = _open_or_404(code, pk)
    form = WithdrawForm(request.POST or None, initial={"seen": booking.version})
    if form.carries_out(actions.withdraw_booking, booking=booking, by=request.user):
        return redirect(booking.patient)
    return render(
        request,
        "pathway/withdraw_booking.html",
        {"patient": booking.patient, "booking": booking, "form": form},
        status=form.status,
    )


def _open_or_404(code: UUID, pk: int) -> Booking:
    rows = Booking.objects.open().select_related("patient__diagnosis")
    booking: Booking = get_object_or_404(rows, pk=pk, patient__code=code)
    return booking

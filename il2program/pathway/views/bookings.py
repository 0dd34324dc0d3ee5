"""Booking another day than the one that follows from the facts."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cycles import actions
from cycles.models import Booking
from cycles.rules.protocol import next_working_day
from il2program.accounts.roles import Permission
from il2program.pathway.forms import MoveForm
from il2program.pathway.requests import StaffRequest
from il2program.submissions.once import submitted_once


@permission_required(Permission.BOOK, raise_exception=True)
@submitted_once
def move_booking(request: StaffRequest, code: UUID, pk: int) -> HttpResponse:
    rows = Booking.objects.open().select_related("patient__diagnosis")
    booking = get_object_or_404(rows, pk=pk, patient__code=code)
    day = booking.booked_on or next_working_day(booking.target)
    form = MoveForm(request.POST or None, initial={"booked_on": day, "seen": booking.version})
    if form.carries_out(actions.move_booking, booking=booking, by=request.user):
        return redirect(booking.patient)
    facts = {"patient": booking.patient, "booking": booking, "working_day": next_working_day(booking.target)}
    return render(request, "pathway/move_booking.html", facts | {"form": form})

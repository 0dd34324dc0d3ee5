"""The hand-over sheet of the unit."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cycles.handing_over import sheets_of
from cycles.models import Cycle
from il2program.accounts.roles import Permission
from il2program.pathway.requests import StaffRequest


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
def hand_over_sheet(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    cycles = list(Cycle.objects.running().for_board().order_by("bed"))
    return render(request, "pathway/hand_over.html", {"sheets": sheets_of(cycles, now), "now": now})

"""Who is in the unit now."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.utils import timezone

from il2program.accounts.roles import Permission
from il2program.pathway.census import beds_now
from il2program.pathway.requests import StaffRequest, rendered


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
def census(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    beds = beds_now(now)
    facts = {"beds": beds, "now": now, "taken": sum(bed.cycle is not None for bed in beds)}
    return rendered(request, "pathway/census.html", "pathway/_census.html", facts)

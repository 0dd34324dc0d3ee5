"""The chart: one patient's journey, what comes next, and a summary of each part."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from il2program.accounts.roles import Permission
from il2program.pathway.chart import chart_of
from il2program.pathway.journey import picture, told
from il2program.pathway.letter import signed_by
from il2program.pathway.requests import StaffRequest


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
def chart(request: StaffRequest, code: UUID) -> HttpResponse:
    found = chart_of(code, timezone.now())
    patient, facts = found.patient, found.journey.facts
    banner = {"patient": patient, "cycle": found.cycle, "namesakes": found.has_namesake, "died_on": facts.died_on}
    shown = {
        "chart": found,
        "signed": signed_by(found.journey),
        "may_be_ordered": [one for one in found.may_be_ordered if request.user.has_perm(one.permission)],
        "picture": picture(facts, referred_on=patient.referred_on, today=found.today),
        "told": told(facts, referred_on=patient.referred_on, today=found.today),
    }
    return render(request, "pathway/chart.html", banner | shown)

"""The workup: what is recorded, and what it says for the admission that is next."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from eligibility.areas import first_to_expire
from eligibility.forms import ReadyForm
from eligibility.readiness import readiness
from il2program.accounts.roles import Permission
from il2program.pathway.letter import letter_of
from patients.models import Patient


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
def workup(request: HttpRequest, code: UUID) -> HttpResponse:
    letter = letter_of(code)
    asked = ReadyForm({"ready_on": request.GET.get("ready_on", "")}, label_suffix="")
    day = asked.cleaned_data["ready_on"] if asked.is_valid() else None
    shown = {
        "patient": letter.patient,
        "namesakes": Patient.objects.named_alike(letter.patient).exists(),
        "letter": letter,
        "workup": letter.workup,
        "asked": asked,
        "ready": readiness(letter.workup, day, accepted=letter.accepted) if day else None,
        "open_lines": [line for line in letter.lines if not line.is_met],
        "met_lines": letter.met,
        "first_to_expire": first_to_expire(letter.workup),
        "sign_off": letter.journey.sign_off,
        "changes": letter.journey.changes,
    }
    return render(request, "eligibility/workup.html", shown)

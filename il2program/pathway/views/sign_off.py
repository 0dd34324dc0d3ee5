"""The physician's sign-off: the whole workup on one page, and the signature."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from eligibility import actions
from il2program.accounts.roles import Permission
from il2program.pathway.forms import SignOffForm
from il2program.pathway.letter import Letter, letter_of
from il2program.pathway.requests import StaffRequest
from il2program.submissions.once import submitted_once

# The name of the button that returns the workup instead of signing it.
RETURN = "return"


@permission_required(Permission.SIGN_ELIGIBILITY, raise_exception=True)
@submitted_once
def sign_off(request: StaffRequest, code: UUID) -> HttpResponse:
    letter = letter_of(code)
    shown = {"letter": letter, "patient": letter.patient, "signed": letter.signed}
    if letter.course is None:
        # Signing where no signature is in question is refused, whatever was typed.
        return render(request, "pathway/no_sign_off.html", shown, status=409 if request.method == "POST" else 200)
    returning = RETURN in request.POST
    facts: dict[str, Any] = {"workup": letter.workup, "course": letter.course, "returning": returning}
    form = SignOffForm(request.POST or None, request=request, **facts)
    if form.carries_out(_give_back(request) if returning else actions.sign_off, **_about(letter)):
        return redirect(letter.patient)
    return render(request, "eligibility/sign_off.html", shown | {"form": form}, status=form.status)


def _about(letter: Letter) -> dict[str, Any]:
    return {"patient": letter.patient, "course": letter.course}


def _give_back(request: StaffRequest) -> Callable[..., Any]:
    return partial(actions.return_workup, by=request.user)

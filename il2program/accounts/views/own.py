"""The pages on which people look after their own account."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import user_passes_test
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from il2program.accounts import actions, passkeys, second_factor, sessions
from il2program.accounts.forms.own import EmergencyForm, PasswordChangeForm
from il2program.accounts.models import Person
from il2program.accounts.requests import StaffRequest
from il2program.accounts.roles import Permission
from il2program.audit.stored import printable
from il2program.submissions.once import submitted_once


def account(request: StaffRequest) -> HttpResponse:
    return render(
        request,
        "accounts/account.html",
        {
            "sessions": sorted(UserSession.objects.purge_and_list(request.user), key=lambda row: row.created_at),
            "factors": second_factor.names(request.user),
            "compulsory": second_factor.is_compulsory(request.user),
        },
    )


@sensitive_post_parameters("current", "password", "again")
@submitted_once
def change_password(request: StaffRequest) -> HttpResponse:
    form = PasswordChangeForm(request.POST or None, request=request)
    if form.carries_out(_change_own_password, request=request):
        messages.success(request, "Your password is changed. All your other sessions have ended.")
        return redirect("account")
    status = 400 if form.errors else 200
    return render(request, "account/password_change.html", {"form": form}, status=status)


def _change_own_password(*, request: StaffRequest, password: str) -> None:
    """Every session ends but this one, which gets a new key."""
    person = actions.change_password(person=request.user, password=password)
    update_session_auth_hash(request, person)
    UserSession.objects.create_from_request(request)


@require_POST
@submitted_once
def end_session(request: StaffRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.session_key == request.session.session_key:
        return redirect("account_logout")
    actions.end_session(session=session, by=request.user)
    messages.success(request, "That session has ended.")
    return redirect("account")


@require_http_methods(["GET", "POST"])
def here(request: StaffRequest) -> HttpResponse:
    """How many seconds are left of this session; a POST says that somebody is there."""
    left = sessions.left(request.session)
    return JsonResponse({"idle": left.idle, "limit": left.limit})


def _has_no_charts(person: Any) -> bool:
    """Whether emergency access is for this person; who has it open sees how long."""
    if person.has_perm(Permission.SEE_CHARTS) and not person.emergency:
        raise PermissionDenied
    return True


@user_passes_test(_has_no_charts)
@submitted_once
def emergency(request: StaffRequest) -> HttpResponse:
    form = EmergencyForm(request.POST or None)
    if form.carries_out(actions.open_emergency_access, by=request.user):
        return redirect("patients")
    return render(request, "accounts/emergency.html", {"form": form, "open": request.user.emergency})


@require_POST
def passkey(request: StaffRequest) -> JsonResponse:
    """What the browser asks a passkey at a signature: of this person, or of a second one by their user name.

    For a name that nobody has, or without a passkey, there is nothing to ask.
    """
    name = request.POST.get("name")
    person = (
        request.user
        if name is None
        else Person.objects.active().filter(username__iexact=printable(name.strip())).first()
    )
    return JsonResponse({"question": passkeys.question(request, person) if person else None})

"""The pages on which the administrator looks after people."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from il2program.accounts import actions, second_factor
from il2program.accounts.forms.people import ChangeForm, InviteForm, PlainForm, ReasonForm
from il2program.accounts.models import PasswordLink, Person
from il2program.accounts.roles import Permission
from il2program.forms import ActionForm
from il2program.submissions.once import submitted_once

administrator_only = permission_required(Permission.MANAGE_PEOPLE, raise_exception=True)
SHOWN_ONCE = "link_to_show"


@dataclass(frozen=True)
class Deed:
    """Something an administrator does to a person, with the words of its page."""

    does: Callable[..., Any]
    title: str
    explained: str
    done: str
    form: type[ActionForm] = PlainForm
    ends: bool = False


DEEDS = {
    "link": Deed(
        actions.issue_link,
        "Send a link for a new password",
        "They set a password of their own by it, once. A link that was sent before ends with it. "
        "An invitation is good for 72 hours, a link for a new password for one hour.",
        "The link is made.",
    ),
    "end-sessions": Deed(
        actions.end_all_sessions,
        "End all sessions",
        "They are logged out on every device at once, and can log in again.",
        "All their sessions have ended.",
    ),
    "revoke-second-factor": Deed(
        actions.revoke_second_factor,
        "Revoke the second factor",
        "For somebody who lost their telephone or key: app, passkeys and recovery codes are refused from now on, "
        "and all sessions end. They log in with their password and set up a new one.",
        "The second factor is revoked.",
        ReasonForm,
        ends=True,
    ),
    "untie": Deed(
        actions.untie_single_sign_on,
        "Untie from single sign-on",
        "Their next login through the hospital's single sign-on is matched anew.",
        "The single sign-on is untied.",
        ReasonForm,
        ends=True,
    ),
    "confirm": Deed(
        actions.attest,
        "Confirm for another year",
        "You confirm that they still belong to the program, in these roles. "
        "Without it nobody signs for longer than a year.",
        "They are confirmed.",
    ),
    "deactivate": Deed(
        actions.deactivate,
        "Deactivate",
        "They are logged out everywhere at once and cannot log in any more. What they did and signed stays theirs, "
        "and their user name is never given to anybody else.",
        "They can no longer log in.",
        ReasonForm,
        ends=True,
    ),
    "reactivate": Deed(
        actions.reactivate,
        "Reactivate",
        "They can log in again with the password and in the roles they had.",
        "They can log in again.",
    ),
}


@administrator_only
def people(request: HttpRequest) -> HttpResponse:
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type__in=second_factor.KINDS)
    rows = Person.objects.annotate(has_factor=Exists(factor)).prefetch_related("grants")
    listed = rows.order_by("-is_active", "full_name", "pk")
    return render(request, "accounts/people.html", {"people": listed})


@administrator_only
@submitted_once
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if form.carries_out(actions.invite, by=request.user):
        request.session[SHOWN_ONCE] = form.outcome.pk
        return redirect("person", form.outcome.person_id)
    return render(request, "accounts/invite.html", {"form": form})


@administrator_only
def person(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Person.objects.prefetch_related("grants"), pk=pk)
    return render(
        request,
        "accounts/person.html",
        {
            "person": shown,
            "factors": second_factor.names(shown),
            "compulsory": second_factor.is_compulsory(shown),
            "session_count": UserSession.objects.filter(user=shown).count(),
            "open_link": shown.password_links.open().first(),
            "link": shown.password_links.open().filter(pk=request.session.pop(SHOWN_ONCE, None)).first(),
            "tied": SocialAccount.objects.filter(user=shown).exists(),
        },
    )


@administrator_only
@submitted_once
def change(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Person.objects.prefetch_related("grants"), pk=pk)
    form = ChangeForm(request.POST or None, initial=ChangeForm.facts_of(shown))
    if form.carries_out(actions.change_person, person=shown, by=request.user):
        return redirect("person", pk)
    return render(request, "accounts/change.html", {"form": form, "person": shown})


@administrator_only
@submitted_once
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    if (chosen := DEEDS.get(deed)) is None:
        raise Http404
    shown = get_object_or_404(Person.objects.prefetch_related("grants"), pk=pk)
    form = chosen.form(request.POST or None)
    if form.carries_out(chosen.does, person=shown, by=request.user):
        if isinstance(form.outcome, PasswordLink):
            request.session[SHOWN_ONCE] = form.outcome.pk
        messages.success(request, chosen.done)
        return redirect("person", pk)
    return render(request, "accounts/act.html", {"form": form, "person": shown, "deed": chosen})

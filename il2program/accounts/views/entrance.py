"""The pages before somebody is logged in."""

import logging

from allauth.account import views as allauth_views
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib import messages
from django.contrib.auth import logout as end_session
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from il2program.accounts import actions, sessions
from il2program.accounts.forms.entrance import NewPasswordForm
from il2program.accounts.middleware import FORGET
from il2program.accounts.models import PasswordLink

log = logging.getLogger(__name__)

IN_SESSION = "password_link"


@login_not_required
def log_out(request: HttpRequest) -> HttpResponseBase:
    """Log out, and have the browser forget what it saw; the next person starts from nothing."""
    former = request.user.pk
    response = allauth_views.logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = FORGET
        if former is not None:
            request.session[sessions.FORMER] = former
    return response


@login_not_required
@require_safe
def password_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take a link's token out of the address, where it could be seen or sent on. Looking spends nothing."""
    request.session[IN_SESSION] = token
    return redirect("set_password")


@login_not_required
@sensitive_post_parameters("password", "again")
def set_password(request: HttpRequest) -> HttpResponse:
    link = PasswordLink.objects.of(request.session.get(IN_SESSION, ""))
    if link is None:
        return render(request, "account/link_spent.html", status=410)
    form = NewPasswordForm(request.POST or None)
    if form.carries_out(actions.set_password_by_link, link=link):
        end_session(request)
        messages.success(request, "Your password is set. Log in with it.")
        return redirect("account_login")
    return render(request, "account/set_password.html", {"form": form, "person": link.person})


@login_not_required
def sign_on(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Lead to the hospital's single sign-on; where it does not answer, say so."""
    try:
        return openid_connect.login(request, provider_id)
    except OSError:  # what the library that fetches raises for all that can go wrong
        log.exception("The single sign-on does not answer")
        return render(request, "socialaccount/authentication_error.html", status=503)

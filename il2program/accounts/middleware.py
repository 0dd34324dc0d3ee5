"""Between every request and its page: from where it comes, who it is, and whether they are still there."""

import contextlib
import ipaddress
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from il2program.accounts import second_factor, sessions
from il2program.submissions.once import kept_late

GetResponse = Callable[[HttpRequest], HttpResponse]
FORGET = '"cache", "storage"'
HAS_FACTOR = "has_second_factor"
# What somebody who must set up a second factor first can open until they have.
OPEN_WITHOUT_FACTOR = {
    "account_logout",
    "account_reauthenticate",
    "here",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
    "mfa_view_recovery_codes",
}


class AddressMiddleware:
    """Behind a proxy, the address that a request came from is the last one that the proxy wrote down.

    Elsewhere the header is whatever a stranger typed, and is not looked at.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.BEHIND_PROXY:
            told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
            with contextlib.suppress(ValueError):
                request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(told))
        return self.get_response(request)


class PresenceMiddleware:
    """Ends sessions that are over, asks for a second factor where it is compulsory, and lets nothing be kept."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        locked = request.user.is_authenticated and self.has_ended(request)
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        if locked:
            response["Clear-Site-Data"] = FORGET
        return response

    def has_ended(self, request: HttpRequest) -> bool:
        left = sessions.left(request.session)
        if not left.is_over:
            if not sessions.is_background(request):
                sessions.use(request.session)
            return False
        former = request.user.pk
        request.logged_out_because = left.why_over  # type: ignore[attr-defined]
        logout(request)
        request.session[sessions.FORMER] = former
        return True

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or not second_factor.is_compulsory(request.user):
            return None
        match = request.resolver_match
        if request.session.get(HAS_FACTOR) or (match and match.url_name in OPEN_WITHOUT_FACTOR):
            return None
        if second_factor.has_one(request.user):
            request.session[HAS_FACTOR] = True
            return None
        return redirect("mfa_index")


class LoginMiddleware(LoginRequiredMiddleware):
    """Leads to the login page, and from there back to the page that somebody was on, with what they typed."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        kept_late(request)
        query = QueryDict(mutable=True)
        query[REDIRECT_FIELD_NAME] = page_of(request)
        login = f"{resolve_url(settings.LOGIN_URL)}?{query.urlencode(safe='/')}"
        if "HX-Request" in request.headers:
            return HttpResponseClientRedirect(login)
        return redirect(login)


def page_of(request: HttpRequest) -> str:
    """The page that somebody was on: where a form or a fragment was asked for, the page it stands on."""
    whole_page = request.method == "GET" and "HX-Request" not in request.headers
    if whole_page:
        return request.get_full_path()
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(told, allowed_hosts={request.get_host()}):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(told)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path

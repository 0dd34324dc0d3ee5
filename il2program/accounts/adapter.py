"""How the hospital's people log in, told to django-allauth."""

from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from il2program.accounts import sessions, single_sign_on, strongbox
from il2program.accounts.models import Person


class StaffAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only a page of this program is gone on to, whatever hosts it answers to."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def post_login(self, request: HttpRequest, user: Person, **hooks: Any) -> HttpResponse:
        """Who comes back goes on where they were; somebody else does not see where that was."""
        if request.session.pop(sessions.FORMER, user.pk) != user.pk:
            hooks["redirect_url"] = self.get_login_redirect_url(request)
        return super().post_login(request, user, **hooks)


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return strongbox.closed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return strongbox.opened(encrypted_text)

    def get_totp_issuer(self) -> str:
        return f"IL-2 {settings.HOSPITAL_NAME}"

    def build_totp_svg(self, url: str) -> str:
        """The square to photograph, drawn without styles, which the policy of the page refuses."""
        square = qrcode.QRCode(border=4)
        square.add_data(url)
        square.make()
        rows = square.get_matrix()
        path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
        return render_to_string("mfa/totp/_qr.svg", {"size": len(rows), "path": path})

    def get_totp_label(self, user: Person) -> str:
        return user.get_username()


class SignOnAdapter(DefaultSocialAccountAdapter):
    """The hospital's single sign-on lets in people who were invited, and makes no others."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if not single_sign_on.admit(request, sociallogin):
            page = render(request, "socialaccount/not_invited.html", status=403)
            raise ImmediateHttpResponse(page)

    def serialize_instance(self, instance: Any) -> dict[str, Any]:
        """What waits in the session for the second factor: who it is, and nothing else of them."""
        if isinstance(instance, Person):
            instance = Person(pk=instance.pk, username=instance.username)
        return super().serialize_instance(instance)

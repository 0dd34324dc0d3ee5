"""What is asked at the door: name, password, code."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.mfa.base import forms as second
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError

from il2program.accounts import second_factor
from il2program.forms import ActionForm

WRONG_CODE = "That code is not right, or was used before. Wait for the next one."


class LoginForm(AllauthLoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "User name"
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class CodeField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        kwargs.setdefault("max_length", 20)
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)


class _CodeForm(forms.Form):
    """A code is looked up in the database, not in a cache that each process has of its own."""

    authenticator: Authenticator
    code = CodeField(label="Code", help_text="From your authenticator app, or one of your recovery codes.")

    def clean_code(self) -> str:
        found = second_factor.spend(self.user, self.cleaned_data["code"])  # type: ignore[attr-defined]
        if found is None:
            raise ValidationError(WRONG_CODE)
        self.authenticator = found
        return str(self.cleaned_data["code"])


class AuthenticateForm(_CodeForm, second.AuthenticateForm):
    """The second half of a login."""


class ReauthenticateForm(_CodeForm, second.ReauthenticateForm):
    """Proving again who one is, by a code."""


class ActivateAppForm(ActivateTOTPForm):
    code = CodeField(label="Code that the app shows")


class NewPasswordForm(ActionForm):
    """A password of one's own, typed twice."""

    password = forms.CharField(
        label="New password",
        strip=False,
        help_text="At least 12 characters; several words are easy to remember. It is also your signature.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="The same once more",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        again = cleaned.pop("again", None)
        if "password" in cleaned and again is not None and again != cleaned["password"]:
            self.add_error("again", "The two are not the same.")
        return cleaned

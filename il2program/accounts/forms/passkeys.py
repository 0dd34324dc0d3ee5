"""Passkeys as a browser sends them; what is not one is refused, and no error."""

from typing import Any

from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError

NOT_ONE = "This passkey could not be read. Try again."
# What the library raises for a credential that has not the shape of one.
MISSHAPEN = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class CredentialField(forms.JSONField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput, **kwargs)

    def to_python(self, value: Any) -> Any:
        try:
            credential = super().to_python(value)
        except MISSHAPEN as error:
            raise ValidationError(NOT_ONE) from error
        if credential is None:
            return None
        if not isinstance(credential, dict):
            raise ValidationError(NOT_ONE)
        return credential

    def bound_data(self, data: Any, initial: Any) -> Any:
        """A credential is good once, and is not shown again."""
        return initial


class _Authenticating(forms.Form):
    credential = CredentialField()

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except MISSHAPEN as error:
            raise ValidationError(NOT_ONE) from error


class AuthenticateForm(_Authenticating, webauthn.AuthenticateWebAuthnForm):
    """The second half of a login."""


class LoginForm(_Authenticating, webauthn.LoginWebAuthnForm):
    """A login by a passkey alone."""


class ReauthenticateForm(_Authenticating, webauthn.ReauthenticateWebAuthnForm):
    """Proving again who one is."""


class AddForm(webauthn.AddWebAuthnForm):
    name = forms.CharField(label="Name of the key", required=False, max_length=60)
    passwordless = forms.BooleanField(
        label="Log in with this key alone",
        required=False,
        help_text="It then stands for user name, password and second factor, and asks for your touch or PIN.",
    )
    credential = CredentialField()
    field_order = ["name", "passwordless", "credential"]

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except MISSHAPEN as error:
            raise ValidationError(NOT_ONE) from error

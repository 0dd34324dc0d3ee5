"""The base of every form that is signed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from il2program.forms import ActionForm
from il2program.signatures import proof


class SigningForm(ActionForm):
    """A form that the session's own person signs with their password; the action gets `proof`.

    Who has an authenticator app gives its code too.
    """

    never_kept = frozenset({"password", "code"})

    password = forms.CharField(
        label="Your password",
        strip=False,
        help_text="Signing asks for it every time.",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="From your authenticator app, or one of your recovery codes.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        if not proof.needs_code(request.user):
            del self.fields["code"]
        self.order_fields([name for name in self.fields if name not in ("password", "code")])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        password, code = cleaned.pop("password", None), cleaned.pop("code", "")
        # The password is proven last, and only where all else is right: a refused form costs no try.
        if password is not None and not self.errors:
            try:
                cleaned["proof"] = proof.of_session(self.request, password, code)
            except ValidationError as refusal:
                self.add_error("code" if refusal.code == proof.SECOND_FACTOR else "password", refusal)
        return cleaned

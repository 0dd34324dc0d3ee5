"""The base of every form that is signed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from il2program.forms import ActionForm
from il2program.signatures import proof


class SigningForm(ActionForm):
    """A form that the session's own person signs with their password; the action gets `proof`."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        help_text="Signing asks for it every time.",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.order_fields([name for name in self.fields if name != "password"] + ["password"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # The password is proven last, and only where all else is right: a refused form costs no try.
        if (password := cleaned.pop("password", None)) is not None and not self.errors:
            try:
                cleaned["proof"] = proof.of_session(self.request, password)
            except ValidationError as refusal:
                self.add_error("password", refusal)
        return cleaned

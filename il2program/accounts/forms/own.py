"""What people change about their own account."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest

from il2program.accounts.forms.entrance import NewPasswordForm
from il2program.forms import ActionForm


class PasswordChangeForm(NewPasswordForm):
    """A new password, with the current one. A wrong one counts as a failed login."""

    current = forms.CharField(
        label="Current password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["current", "password", "again"]

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        current = cleaned.pop("current", None)
        # Asked last: a form that is refused for something else costs no try.
        if current is not None and not self.errors:
            person = self.request.user
            if authenticate(self.request, username=person.get_username(), password=current) != person:
                self.add_error("current", "This is not your current password. Nothing was changed.")
        return cleaned


class EmergencyForm(ActionForm):
    reason = forms.CharField(
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays in the trail, with every chart that you open.",
    )

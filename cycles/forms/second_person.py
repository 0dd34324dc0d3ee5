"""The part of a form in which a second person proves who they are at the same screen."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from il2program.accounts import second_factor
from il2program.accounts.forms.passkeys import CredentialField
from il2program.forms import ActionForm
from il2program.signatures import proof
from il2program.signatures.proof import Proof


class SecondPersonForm(ActionForm):
    """Name, password and code of a second person; what they typed goes no further than their proof."""

    never_kept = frozenset({"second_person", "second_password", "second_code", "second_passkey"})

    second_person = forms.CharField(
        label="Second person's user name",
        max_length=40,
        help_text="They check patient, bag and dose with you, and type their own name and password.",
        error_messages={"required": "A second person must confirm a given dose with their own name."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    second_password = forms.CharField(
        label="Second person's password",
        strip=False,
        error_messages={"required": "The second person must type their own password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    second_code = forms.CharField(
        label="Second person's code",
        max_length=20,
        required=False,
        help_text="From their authenticator app, if they have one. Leave it empty to use their passkey.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    second_passkey = CredentialField(required=False)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        if not second_factor.anybody_has_one():
            del self.fields["second_code"], self.fields["second_passkey"]

    def proven(self, cleaned: dict[str, Any], *, asked: bool) -> Proof | None:
        """Take what the second person typed out of `cleaned`, and prove it where it is asked for.

        The password is proven last, and only where all else is right: a refused form costs no try.
        """
        username, password, code = (cleaned.pop(f"second_{name}", "") for name in ("person", "password", "code"))
        passkey = cleaned.pop("second_passkey", None)
        if not asked or self.errors:
            return None
        try:
            return proof.of_second_person(self.request, username, password, code, passkey)
        except ValidationError as refusal:
            self.add_error("second_code" if refusal.code == proof.SECOND_FACTOR else "second_person", refusal)
            return None

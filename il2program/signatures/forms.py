"""The base of every form that is signed."""

from typing import TYPE_CHECKING, Any, cast

from allauth.mfa.models import Authenticator
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from il2program.accounts import second_factor
from il2program.accounts.forms.passkeys import CredentialField
from il2program.forms import ActionForm
from il2program.signatures import proof
from il2program.signatures.seen import ChangedMeanwhile, Difference, Shown, ShownField, differences, shown_then

if TYPE_CHECKING:
    from il2program.accounts.models import Person


class SigningForm(ActionForm):
    """A form that the session's own person signs with their password; the action gets `proof`.

    Who has a second factor gives it too: the app's code, or the passkey, for which the browser asks when the
    form is sent without a code. Either will do for who has both; a recovery code always does.

    shown: what the page shows now of the record that is signed. A form that was opened on something else is
    refused with what is different; sent after that, it has seen it.
    """

    never_kept = frozenset({"password", "code", "passkey"})

    seen = ShownField(label="What the page showed")
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
    passkey = CredentialField(required=False)

    unseen: list[Difference] = []

    def __init__(self, *args: Any, request: HttpRequest, shown: Shown, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self._show(shown)
        if self.draft and (seen := shown_then(self.draft.typed.get("seen", ""))):
            self.unseen = differences(seen, shown)
        self._ask_for(second_factor.kinds(cast("Person", request.user)))
        self.order_fields([name for name in self.fields if name not in ("password", "code", "passkey")])

    def _ask_for(self, held: frozenset[str]) -> None:
        """Ask for the second factor that the person has."""
        if Authenticator.Type.WEBAUTHN not in held:
            del self.fields["passkey"]
            if not held:
                del self.fields["code"]
            return
        code = self.fields["code"]
        code.required, code.help_text = False, "Leave it empty to use your passkey."
        if Authenticator.Type.TOTP not in held:
            code.label = "Recovery code"
            code.help_text = "Only where your passkey is not at hand; otherwise leave it empty."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        password, code, passkey = (cleaned.pop(name, None) for name in ("password", "code", "passkey"))
        if cleaned.get("seen", self.shown) != self.shown:
            self.refuse(ChangedMeanwhile(self.shown))
        # The password is proven last, and only where all else is right: a refused form costs no try.
        if password is not None and not self.errors:
            try:
                cleaned["proof"] = proof.of_session(self.request, password, code or "", passkey)
            except ValidationError as refusal:
                self.add_error("code" if refusal.code == proof.SECOND_FACTOR else "password", refusal)
        return cleaned

    def refuse(self, refusal: ValidationError) -> None:
        super().refuse(refusal)
        seen = self.cleaned_data.get("seen")
        if isinstance(refusal, ChangedMeanwhile) and seen is not None:
            self._show(refusal.now)
            self.unseen = differences(seen, self.shown)

    def _show(self, shown: Shown) -> None:
        self.shown = self.initial["seen"] = dict(shown)

    @property
    def changed_labels(self) -> set[str]:
        """What is not as the page showed it when the form was sent."""
        return {one.label for one in self.unseen}

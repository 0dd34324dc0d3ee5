"""The forms on which a dose slot is decided and corrected."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from cycles.models import Decision, Dose
from cycles.models.dose import WithheldFor
from il2program.accounts import second_factor
from il2program.accounts.forms.passkeys import CredentialField
from il2program.forms import ActionForm, InstantField
from il2program.signatures import proof

NEEDED = {
    Decision.GIVEN.value: ("started_at", "second_person", "second_password"),
    Decision.WITHHELD.value: ("withheld_for",),
}


class ChartForm(ActionForm):
    """A slot as given, confirmed by a second person with their own password and code, or as withheld.

    The action gets `confirmed`; what the second person typed goes no further.
    """

    decision = forms.ChoiceField(
        choices=[(Decision.GIVEN.value, "Given"), (Decision.WITHHELD.value, "Withheld")], widget=forms.RadioSelect
    )
    started_at = InstantField(
        label="Infusion started at", required=False, error_messages={"required": "When did the infusion start?"}
    )
    ended_at = InstantField(label="Infusion ended at", required=False, help_text="Leave it empty while it runs.")
    second_person = forms.CharField(
        label="Second person's user name",
        max_length=40,
        required=False,
        help_text="They check patient, bag and dose with you, and type their own name and password.",
        error_messages={"required": "A second person must confirm a given dose with their own name."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    second_password = forms.CharField(
        label="Second person's password",
        strip=False,
        required=False,
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
    withheld_for = forms.ChoiceField(
        label="Reason it is withheld",
        choices=[("", "Choose"), *WithheldFor.choices],
        required=False,
        error_messages={"required": "Say why the dose is withheld."},
    )
    note = forms.CharField(max_length=300, required=False)

    never_kept = frozenset({"second_person", "second_password", "second_code", "second_passkey"})
    # What a given dose needs is not asked for by the browser where the slot is withheld, and the other way round.
    use_required_attribute = False

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        if not second_factor.anybody_has_one():
            del self.fields["second_code"], self.fields["second_passkey"]
        for name in NEEDED.get(self["decision"].value(), ()):
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        username, password, code = (cleaned.pop(f"second_{name}", "") for name in ("person", "password", "code"))
        passkey = cleaned.pop("second_passkey", None)
        # The password is proven last, and only where all else is right: a refused form costs no try.
        if cleaned.get("decision") == Decision.GIVEN and not self.errors:
            try:
                cleaned["confirmed"] = proof.of_second_person(self.request, username, password, code, passkey)
            except ValidationError as refusal:
                self.add_error("second_code" if refusal.code == proof.SECOND_FACTOR else "second_person", refusal)
        return cleaned


class CorrectForm(ChartForm):
    """The right decision of a slot in place of a wrong one; `dose` is the row that the form showed."""

    dose = forms.ModelChoiceField(Dose.objects.none(), widget=forms.HiddenInput)
    because = forms.CharField(label="Reason of the correction", max_length=300)

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Dose]", self.fields["dose"]).queryset = rows

    def refuse(self, refusal: ValidationError) -> None:
        """Where somebody else corrected meanwhile, the page shows what stands now; what is sent next has seen it."""
        super().refuse(refusal)
        if self.cleaned_data["dose"].pk != self.initial["dose"]:
            self.shows_anew("dose")

    @staticmethod
    def facts_of(dose: Dose) -> dict[str, Any]:
        """What the form shows of the row that is corrected."""
        decision = Decision.GIVEN if dose.was_given else Decision.WITHHELD
        names = ("started_at", "ended_at", "withheld_for", "note")
        return {name: getattr(dose, name) for name in names} | {"decision": decision.value, "dose": dose.pk}

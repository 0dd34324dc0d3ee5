"""The forms on which a dose slot is decided and corrected."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from cycles.forms.second_person import SecondPersonForm
from cycles.models import Bag, Decision, Dose
from cycles.models.dose import WithheldFor
from il2program.accounts import second_factor
from il2program.forms import InstantField
from il2program.signatures import proof

NEEDED = {
    Decision.GIVEN.value: ("started_at", "bag", "second_person", "second_password"),
    Decision.WITHHELD.value: ("withheld_for",),
}


class BagField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The bags that a dose can be given from, each as its label tells it apart."""

    def label_from_instance(self, obj: Bag) -> str:
        return obj.label

    def offer(self, bags: Sequence[Bag]) -> None:
        """Offer these; where there is one only, it is chosen."""
        self.queryset = Bag.objects.filter(pk__in=[bag.pk for bag in bags])
        if len(bags) == 1:
            self.initial = bags[0].pk


class ChartForm(SecondPersonForm):
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
    bag = BagField(
        Bag.objects.none(),
        required=False,
        empty_label="Choose",
        error_messages={
            "required": "Choose the bag that was given.",
            "invalid_choice": "This bag cannot be given any more. Choose another one.",
        },
    )
    withheld_for = forms.ChoiceField(
        label="Reason it is withheld",
        choices=[("", "Choose"), *WithheldFor.choices],
        required=False,
        error_messages={"required": "Say why the dose is withheld."},
    )
    infused_ml = forms.DecimalField(
        label="Infused before it was stopped",
        max_digits=5,
        decimal_places=1,
        min_value=0,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-unit": "mL"}),
    )
    stopped_because = forms.CharField(label="Why it was stopped", max_length=300, required=False)
    note = forms.CharField(max_length=300, required=False)
    reason = forms.CharField(label="Why it is given all the same", max_length=300, required=False)
    physician_name = forms.CharField(
        label="Physician's user name",
        max_length=40,
        required=False,
        help_text="The physician reads the advice here and signs with their own name and password.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    physician_password = forms.CharField(
        label="Physician's password",
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    physician_code = forms.CharField(
        label="Physician's code",
        max_length=20,
        required=False,
        help_text="From their authenticator app, if they have one.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    # What the page showed: the newest value, and the advice.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    shown = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    never_kept = SecondPersonForm.never_kept | {"physician_name", "physician_code"}

    # What a given dose needs is not asked for by the browser where the slot is withheld, and the other way round.
    use_required_attribute = False

    def __init__(self, *args: Any, bags: Sequence[Bag], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("BagField", self.fields["bag"]).offer(bags)
        needed = NEEDED.get(self["decision"].value(), ())
        for name in ("started_at", "bag", "second_person", "second_password", "withheld_for"):
            self.fields[name].required = name in needed
        if not second_factor.anybody_has_one():
            del self.fields["physician_code"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typed = tuple(cleaned.pop(f"physician_{part}", "") for part in ("name", "password", "code"))
        given = cleaned.get("decision") == Decision.GIVEN
        if confirmed := self.proven(cleaned, asked=given):
            cleaned["confirmed"] = confirmed
        if given and any(typed) and not self.errors:
            self._prove_physician(cleaned, typed)
        return cleaned

    def _prove_physician(self, cleaned: dict[str, Any], typed: tuple[str, ...]) -> None:
        """A second signature at the same screen; what was typed goes no further than its proof."""
        try:
            cleaned["physician"] = proof.of_second_person(self.request, *typed)
        except ValidationError as refusal:
            self.add_error("physician_code" if refusal.code == proof.SECOND_FACTOR else "physician_name", refusal)

    def refuse(self, refusal: ValidationError) -> None:
        """What needs a physician is told where they sign; what was charted meanwhile has been seen after that."""
        found = getattr(refusal, "error_dict", {})
        if "physician" in found:
            told = {name: errors for name, errors in refusal.message_dict.items() if name != "physician"}
            refusal = ValidationError(told | {"physician_name": refusal.message_dict["physician"]})
        super().refuse(refusal)
        if "seen" in self.initial:
            self.shows_anew("seen")
            self.shows_anew("shown")


class PaperForm(ChartForm):
    """A slot that was decided on paper while the program was away: also when it was decided."""

    decided_at = InstantField(
        label="Withheld at, as on the sheet",
        required=False,
        error_messages={"required": "When was it decided to withhold the dose?"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_at"].required = self["decision"].value() == Decision.WITHHELD

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        decided_at = cleaned.pop("decided_at", None)
        given = cleaned.get("decision") == Decision.GIVEN
        return cleaned | {"on_paper_at": cleaned.get("started_at") if given else decided_at}


class CorrectForm(ChartForm):
    """The right decision of a slot in place of a wrong one; `dose` is the row that the form showed."""

    dose = forms.ModelChoiceField(Dose.objects.none(), widget=forms.HiddenInput)
    because = forms.CharField(label="Reason of the correction", max_length=300)

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Dose]", self.fields["dose"]).queryset = rows
        del self.fields["seen"], self.fields["shown"]

    def refuse(self, refusal: ValidationError) -> None:
        """Where somebody else corrected meanwhile, the page shows what stands now; what is sent next has seen it."""
        super().refuse(refusal)
        if self.cleaned_data["dose"].pk != self.initial["dose"]:
            self.shows_anew("dose")

    @staticmethod
    def facts_of(dose: Dose) -> dict[str, Any]:
        """What the form shows of the row that is corrected."""
        decision = Decision.GIVEN if dose.was_given else Decision.WITHHELD
        names = ("started_at", "ended_at", "bag", "withheld_for", "note")
        stopped = getattr(dose, "stopped", None)
        told = {"infused_ml": stopped.infused_ml, "stopped_because": stopped.reason} if stopped else {}
        return {name: getattr(dose, name) for name in names} | {"decision": decision.value, "dose": dose.pk} | told

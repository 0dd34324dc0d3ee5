"""The forms of a telephone order: taking it down, and countersigning it."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from cycles.forms.second_person import SecondPersonForm
from cycles.models import OrderKind
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.forms import InstantField
from il2program.signatures.forms import SigningForm


class TelephoneOrderForm(SecondPersonForm):
    """An order read back and witnessed; the action gets `witnessed`. slots: those that are not decided yet."""

    kind = forms.ChoiceField(label="What is ordered", choices=[("", "Choose"), *OrderKind.choices])
    slot = forms.TypedChoiceField(
        label="Dose", coerce=int, empty_value=None, required=False, help_text="The dose that the order is about."
    )
    physician = forms.ModelChoiceField(
        Person.objects.holding(Role.PHYSICIAN), label="Physician on the telephone", empty_label="Choose"
    )
    taken_at = InstantField(label="Taken at")
    words = forms.CharField(
        label="The order in the physician’s words",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="As you wrote it down and read it back.",
    )
    read_back = forms.BooleanField(
        label="I read the order back, and the physician confirmed it",
        error_messages={"required": "Read the order back to the physician before you record it."},
    )

    def __init__(self, *args: Any, slots: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "None in particular"), *((number, f"Dose {number}") for number in slots)]
        cast(forms.ChoiceField, self.fields["slot"]).choices = choices
        witness = self.fields["second_person"]
        witness.label, witness.help_text = "Second nurse’s user name", "They heard the order read back."
        witness.error_messages["required"] = "A second nurse must witness the order with their own name."
        self.fields["second_password"].label = "Second nurse’s password"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if witnessed := self.proven(cleaned, asked=True):
            cleaned["witnessed"] = witnessed
        return cleaned


class CountersignForm(SigningForm):
    """answers: what may be signed, each with its meaning."""

    confirmed = forms.TypedChoiceField(
        label="Was it ordered so?", coerce=lambda answer: answer == "yes", widget=forms.RadioSelect
    )
    reason = forms.CharField(
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed where you do not confirm it, and where another physician gave the order.",
    )

    def __init__(self, *args: Any, answers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["confirmed"]).choices = answers

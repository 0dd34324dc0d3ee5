"""What an administrator fills in about people."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from il2program.accounts.actions.people import words
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.forms import ActionForm


class PersonForm(ActionForm):
    full_name = forms.CharField(label="Name as printed", max_length=120, help_text="As under a signature: “Dr. …”.")
    email = forms.EmailField(
        label="E-mail", required=False, help_text="For links and reminders; never for patients' data."
    )
    roles = forms.MultipleChoiceField(
        choices=[(role, role.capitalize()) for role in Role], widget=forms.CheckboxSelectMultiple
    )

    def clean_roles(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.cleaned_data["roles"])


class InviteForm(PersonForm):
    username = forms.CharField(
        label="User name",
        max_length=40,
        help_text="Letters, digits and @ . + - _ only. It is never changed, and never given to anybody else.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    field_order = ["username", "full_name", "email", "roles"]


class ChangeForm(PersonForm):
    seen = forms.CharField(widget=forms.HiddenInput)

    def refuse(self, refusal: ValidationError) -> None:
        """Roles that were changed meanwhile are told by the refusal; what is sent after that has seen them."""
        super().refuse(refusal)
        if self.cleaned_data["seen"] != self.initial["seen"]:
            self.shows_anew("seen")

    @classmethod
    def facts_of(cls, person: Person) -> dict[str, Any]:
        facts = {"full_name": person.full_name, "email": person.email, "roles": sorted(person.roles)}
        return facts | {"seen": words(person.roles)}


class ReasonForm(ActionForm):
    """An act that an administrator must give a reason for."""

    reason = forms.CharField(max_length=300, help_text="It stays in the trail.")


class PlainForm(ActionForm):
    """An act that needs nothing but to be meant."""

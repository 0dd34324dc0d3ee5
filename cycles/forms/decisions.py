"""The form of the decision on a response scan."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from il2program.signatures.forms import SigningForm


class DecideForm(SigningForm):
    """decisions: those that may be signed, each with its meaning."""

    decision = forms.ChoiceField(widget=forms.RadioSelect)
    reason = forms.CharField(
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where the decision is not the protocol's answer, or the protocol leaves it open.",
    )

    def __init__(self, *args: Any, decisions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["decision"]).choices = decisions

"""What a page showed when somebody began to sign on it, and what is different by now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from il2program.forms import Conflict

# What a page shows of a record, in words: the label of each fact with its value.
Shown = Mapping[str, str]

CHANGED = (
    "This record was changed while the page was open. Nothing was signed, and what you typed is still here: "
    "read what is different, then sign."
)
UNTOLD = "This form does not say what its page showed. Read the page, then sign."
NOTHING = "nothing"


@dataclass(frozen=True)
class Difference:
    """A fact that is not as the page showed it any more."""

    label: str
    shown: str
    now: str


class ChangedMeanwhile(Conflict):
    """The record is not as the page showed it any more, but as in `now`."""

    def __init__(self, now: Shown) -> None:
        super().__init__(CHANGED)
        self.now = now


def check_unchanged(seen: Shown | None, now: Shown) -> None:
    """Refuse to sign what was not seen; inside an act, once the patient's row is locked.

    seen: what the page showed, or None where a signature is given without a page.
    """
    if seen is not None and dict(seen) != dict(now):
        raise ChangedMeanwhile(now)


def differences(seen: Shown, now: Shown) -> list[Difference]:
    """What is different by now, in the order of the page; what came to it last."""
    labels = dict.fromkeys([*seen, *now])
    pairs = ((label, seen.get(label, NOTHING), now.get(label, NOTHING)) for label in labels)
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]


def shown_then(text: str) -> Shown | None:
    """What the page showed when something was half typed on it, as its draft kept it."""
    try:
        return dict(ShownField().clean(text))
    except ValidationError:
        return None


class ShownField(forms.JSONField):
    """What the page showed, sent back by its form. A form that comes back sends how things are now."""

    widget = forms.HiddenInput
    default_error_messages = {"required": UNTOLD, "invalid": UNTOLD}

    def clean(self, value: Any) -> Any:
        seen = super().clean(value)
        if not isinstance(seen, dict) or not all(isinstance(told, str) for told in seen.values()):
            raise ValidationError(UNTOLD)
        return seen

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial

    def prepare_value(self, value: Any) -> Any:
        """What a draft kept is text already."""
        return value if isinstance(value, str) else super().prepare_value(value)

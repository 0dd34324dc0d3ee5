"""The forms of a dose that waits."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cycles.models.gate import CorrectionKind
from il2program.forms import ActionForm, InstantField, SeenField

# A correction is given so long to work, unless the nurse says otherwise.
AGAIN_AFTER = timedelta(minutes=30)
WORDS = "Such as 250 mL, 0.4 µg/kg/min, 2 L/min or the medicine with its dose."


class HoldForm(ActionForm):
    """When to check again, and what is done about it now."""

    recheck_at = InstantField(label="Check again at")
    kind = forms.ChoiceField(
        label="What is done about it now", choices=[("", "Nothing yet"), *CorrectionKind.choices], required=False
    )
    words = forms.CharField(label="How much, or which", max_length=200, required=False, help_text=WORDS)
    # The newest round of the hold that the page showed.
    seen = SeenField(required=False)

    def __init__(self, *args: Any, seen: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"recheck_at": timezone.now() + AGAIN_AFTER, "seen": seen}, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("kind")) != bool(cleaned.get("words")):
            missing = "words" if cleaned.get("kind") else "kind"
            self.add_error(missing, "Say what was done and how much.")
        return cleaned


class CorrectionForm(ActionForm):
    """What was done about the finding that holds the dose."""

    kind = forms.ChoiceField(label="What was done", choices=[("", "Choose"), *CorrectionKind.choices])
    words = forms.CharField(label="How much, or which", max_length=200, help_text=WORDS)
    done_at = InstantField(label="Done at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"done_at": timezone.now()}, **kwargs)

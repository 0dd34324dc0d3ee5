"""The forms of the end of a stay, and of the calls after it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone

from cycles.models import DischargeChecklist
from cycles.models.discharge import ITEMS, Item
from il2program.forms import ActionForm, InstantField, SeenField
from il2program.signatures.forms import SigningForm
from patients.actions import Entry
from patients.forms import unit_field, value_field
from patients.rules.analytes import analyte

WORDS = {
    "line_out": "Which line, when, and how the site looks.",
    "medicines": "Which, with their dose; blood pressure medicines above all.",
    "laboratory": "Which tests, on which day, and where.",
    "instructions": "Which sheets, in which language.",
    "understood": "Who repeated them.",
}
HEARD = ("weight_kg", "creatinine_mg_dl")


class ChecklistForm(ActionForm):
    """Each item: done, or why not. `before` is the list that stands."""

    seen = SeenField()

    def __init__(self, *args: Any, before: DischargeChecklist | None, **kwargs: Any) -> None:
        known: dict[str, Any] = {"seen": before.pk if before else 0}
        for name in ITEMS:
            known |= {part: getattr(before, part, "") for part in (name, f"{name}_words")}
        super().__init__(*args, initial=known, **kwargs)
        for name, label in ITEMS.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=Item.choices, widget=forms.RadioSelect)
            self.fields[f"{name}_words"] = forms.CharField(
                label="In words", max_length=200, required=False, help_text=WORDS[name]
            )
        if before is not None:
            self.fields["because"] = forms.CharField(label="Why the list is changed", max_length=300)

    def items(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        for name in ITEMS:
            yield self[name], self[f"{name}_words"]


class SummaryForm(SigningForm):
    course = forms.CharField(
        label="Course of the stay",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In your words; what was charted stands above.",
    )
    plan = forms.CharField(
        label="What follows",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Medicines, laboratory and visits, for whoever sees the patient next.",
    )


class CallForm(ActionForm):
    called_at = InstantField(label="Called at")
    reached = forms.TypedChoiceField(
        label="Was somebody reached?",
        choices=[("yes", "Yes"), ("no", "No, try again")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    spoken_with = forms.CharField(
        label="Spoken with", max_length=100, required=False, help_text="Patient, or who else."
    )
    words = forms.CharField(label="What was said", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"called_at": timezone.now()}, **kwargs)
        for key in HEARD:
            self.fields[key] = value_field(analyte(key))
            self.fields[key].help_text = ""
            if unit := unit_field(analyte(key)):
                self.fields[f"{key}_unit"] = unit

    def values(self) -> Iterator[tuple[forms.BoundField, forms.BoundField | None]]:
        """Each number with the choice of its unit."""
        for key in HEARD:
            yield self[key], self[f"{key}_unit"] if f"{key}_unit" in self.fields else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typed = {key: (cleaned.pop(key, ""), cleaned.pop(f"{key}_unit", "")) for key in HEARD}
        if (at := cleaned.get("called_at")) is not None:
            day = timezone.localdate(at)
            values = [Entry(key, value, day, unit, at) for key, (value, unit) in typed.items() if value]
            cleaned["values"] = values
        return cleaned

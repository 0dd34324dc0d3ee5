"""The forms on which events are recorded, ended and corrected."""

from typing import Any

from django import forms
from django.utils import timezone

from cycles.models import Event, EventKind
from cycles.models.events import MOST_ML, Rhythm
from il2program.forms import ActionForm, InstantField


def _details() -> dict[str, forms.Field]:
    return {
        "rhythm": forms.ChoiceField(
            label="Which rhythm",
            choices=[("", "Choose"), *Rhythm.choices],
            required=False,
            help_text="Of an arrhythmia.",
        ),
        "volume_ml": forms.IntegerField(
            label="How much ran in",
            required=False,
            min_value=1,
            max_value=MOST_ML,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "data-unit": "mL"}),
            help_text="Of a fluid bolus.",
            error_messages={"invalid": "Type a whole number of mL, such as 250."},
        ),
    }


class EventForm(ActionForm):
    kind = forms.ChoiceField(label="What happened", choices=[("", "Choose"), *EventKind.choices])
    started_at = InstantField(label="Started at")
    ended_at = InstantField(label="Ended at", required=False, help_text="Leave it empty while it lasts.")
    note = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"started_at": timezone.now()}, **kwargs)
        self.fields |= _details()
        self.order_fields(["kind", "rhythm", "volume_ml", "started_at", "ended_at", "note"])


class EndEventForm(ActionForm):
    ended_at = InstantField(label="Ended at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"ended_at": timezone.now()}, **kwargs)


class CorrectEventForm(ActionForm):
    """The right facts of an event; its kind stays, one of another kind is struck and recorded anew."""

    started_at = InstantField(label="Started at")
    ended_at = InstantField(label="Ended at", required=False, help_text="Leave it empty while it lasts.")
    note = forms.CharField(max_length=300, required=False)
    strike = forms.BooleanField(
        label="It did not happen: strike this event", required=False, help_text="It stays visible, struck through."
    )
    because = forms.CharField(label="Why it is corrected", max_length=300)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        initial = {name: getattr(event, name) for name in ("rhythm", "volume_ml", "started_at", "note")}
        super().__init__(*args, initial=initial | {"ended_at": event.until}, **kwargs)
        asked = {EventKind.ARRHYTHMIA: ("rhythm",), EventKind.BOLUS: ("volume_ml",)}.get(EventKind(event.kind), ())
        self.fields |= {name: field for name, field in _details().items() if name in asked}
        self.order_fields(["rhythm", "volume_ml"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return {"rhythm": "", "volume_ml": None} | cleaned

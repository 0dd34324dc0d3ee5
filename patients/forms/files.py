"""Choosing a file of results, and deciding what of it is stored."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from il2program.forms import ActionForm, SeenField
from patients.importing import MOST_BYTES, Judged, Line, Verdict

# So many doubtful results are decided on one page; the others when the file is opened once more.
DECIDED_AT_ONCE = 300


class FileForm(ActionForm):
    """The file as the laboratory exported it."""

    file = forms.FileField(
        label="File from the laboratory",
        help_text="CSV or FHIR R4, at most 5 MB. Nothing is stored before you have seen what is in it.",
        error_messages={"empty": "The file is empty.", "required": "Choose a file."},
        max_length=None,
    )

    def clean_file(self) -> bytes:
        chosen = self.cleaned_data["file"]
        if chosen.size > MOST_BYTES:
            raise ValidationError("The file is larger than 5 MB. Export fewer days, or this patient only.")
        content: bytes = chosen.read()
        return content


class PreviewForm(ActionForm):
    """What is ticked of the doubtful results. What a result is stands on the server and is never sent."""

    confirmed = forms.BooleanField(required=False, label="I have checked that these results are this patient's")
    seen = SeenField()
    # Whose results they are is checked anew each time.
    never_kept = frozenset({"confirmed"})

    def __init__(self, *args: Any, judged: Judged, seen: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": seen}, **kwargs)
        self.judged = judged
        if not judged.to_confirm:
            del self.fields["confirmed"]
        for line in self.asked:
            self.fields[_name(line)] = _decision(line)

    @property
    def asked(self) -> list[Line]:
        """The doubtful lines that are decided on this page."""
        return self.judged.of(Verdict.DOUBTFUL)[:DECIDED_AT_ONCE]

    def doubtful(self) -> Iterator[tuple[Line, forms.BoundField | None]]:
        asked = {line.number for line in self.asked}
        for line in self.judged.of(Verdict.DOUBTFUL):
            yield line, self[_name(line)] if line.number in asked else None

    def groups(self) -> dict[str, list[Line]]:
        return {verdict.value: self.judged.of(verdict) for verdict in Verdict}

    def clean(self) -> dict[str, Any]:
        """The action's keywords."""
        cleaned = super().clean() or self.cleaned_data
        chosen = {line.number: _place(cleaned.get(_name(line))) for line in self.asked}
        taken = {number: place for number, place in chosen.items() if place is not None}
        return {"chosen": taken, "confirmed": bool(cleaned.get("confirmed")), "seen": cleaned.get("seen", -1)}


def _name(line: Line) -> str:
    return f"line_{line.number}"


def _decision(line: Line) -> forms.Field:
    """A tick where there is one way to store the line, a choice where there are several."""
    told = f"Store {line.label} of {line.place}"
    if len(line.options) == 1:
        return forms.BooleanField(required=False, label=told)
    ways = [(str(place), option.shown) for place, option in enumerate(line.options)]
    return forms.ChoiceField(required=False, label=told, choices=[("", "Leave out"), *ways])


def _place(sent: object) -> int | None:
    """Which option was chosen: a tick means the only one."""
    if isinstance(sent, bool):
        return 0 if sent else None
    return int(sent) if isinstance(sent, str) and sent else None

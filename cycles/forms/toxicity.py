"""The forms on which a toxicity is graded."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone

from cycles.models import ToxicityGrade
from cycles.rules.terms import GRADES, Term, terms
from cycles.toxicities import Suggestion
from il2program.forms import ActionForm, InstantField
from patients.actions import Entry
from patients.forms import value_field
from patients.rules.analytes import analyte

# What is typed with the grade that hangs on it, because it is charted nowhere else.
TYPED_WITH = {"Diarrhea": "stools_over_baseline"}


class TermForm(forms.Form):
    """Which toxicity: every term under its organ system."""

    term = forms.ChoiceField(label="Toxicity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
        by_system: dict[str, list[tuple[str, str]]] = {}
        for one in sorted(terms().values(), key=lambda one: (one.system, one.name)):
            by_system.setdefault(one.system, []).append((one.name, one.name))
        self.fields["term"].choices = [("", "Choose"), *by_system.items()]  # type: ignore[attr-defined]


def _grades(term: Term) -> list[tuple[int, str]]:
    """The term's own grades with their wording; grade 0 says that it is not there any more."""
    own = [(grade, f"Grade {grade}: {told}") for grade in GRADES if (told := term.wording(grade))]
    return [(0, "Grade 0: none of the grades applies"), *own]


class GradeForm(ActionForm):
    """One grade of one term."""

    grade = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect)
    found_at = InstantField(label="Found at")
    done = forms.CharField(
        label="What was done",
        max_length=200,
        required=False,
        help_text="Such as a fluid bolus, a medicine, a dose withheld.",
    )
    note = forms.CharField(
        max_length=300, required=False, help_text="Needed where the grade is not the one that the numbers give."
    )

    def __init__(self, *args: Any, term: Term, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"found_at": timezone.now()} | (initial or {}), **kwargs)
        self.term = term
        self.fields["grade"].choices = _grades(term)  # type: ignore[attr-defined]
        if key := TYPED_WITH.get(term.name):
            field = self.fields["value"] = value_field(analyte(key))
            field.required = False
            self.order_fields(["value", "grade", "found_at"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "value" in self.fields:
            cleaned["value"] = self._entry(cleaned)
        return cleaned

    def _entry(self, cleaned: dict[str, Any]) -> Entry | None:
        typed, at = cleaned.get("value"), cleaned.get("found_at")
        if not typed or at is None:
            return None
        return Entry(TYPED_WITH[self.term.name], typed, timezone.localdate(at), taken_at=at)


class CorrectGradeForm(GradeForm):
    strike = forms.BooleanField(
        label="It was not there: strike this grade", required=False, help_text="It stays visible, struck through."
    )
    because = forms.CharField(label="Why it is corrected", max_length=300)

    def __init__(self, *args: Any, row: ToxicityGrade, **kwargs: Any) -> None:
        initial = {"grade": row.grade, "found_at": row.found_at, "done": row.done, "note": row.note}
        super().__init__(*args, term=terms()[row.term], initial=initial, **kwargs)
        self.fields.pop("value", None)


class ConfirmForm(ActionForm):
    """The grades that the numbers give, each to be ticked by the person who confirms it."""

    chosen = forms.MultipleChoiceField(
        label="Grades that you confirm", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, suggested: Sequence[Suggestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggested = suggested
        sent = cast("QueryDict", self.data).getlist("chosen") if self.is_bound else []
        keys = dict.fromkeys([*(one.key for one in suggested), *sent])
        # What was sent and is not suggested any more is refused by the action, in words.
        self.fields["chosen"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]

    @property
    def rows(self) -> list[tuple[Suggestion, forms.boundfield.BoundWidget]]:
        """Each suggestion with its check box."""
        boxes = {str(box.data["value"]): box for box in self["chosen"].subwidgets}
        return [(one, boxes[one.key]) for one in self.suggested]

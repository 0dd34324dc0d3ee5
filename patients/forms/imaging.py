"""The form of an imaging study, with a row for each lesion that was measured on it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from il2program.forms import ActionForm, DayField
from patients.models import ImagingStudy, Measurement
from patients.rules.analytes import analyte
from patients.rules.imaging import MAX_MM, Modality, Region, SeenLesion, Study, answered_by

ROWS = range(1, 9)
# Of the rows, those from the fifth on are folded while they are empty.
FOLDED_FROM = 4
ANSWERED = ("ct_chest_abdomen_pelvis", "brain_imaging", "chest_xray", "pet_ct")
PARTS = ("organ", "description", "is_node", "mm")


def _results() -> list[tuple[str, Any]]:
    """The answers of each question, under its name; a choice is "question:answer"."""
    groups = [
        (analyte(key).label, [(f"{key}:{code}", words) for code, words in analyte(key).choices]) for key in ANSWERED
    ]
    return [("", "In words only"), *groups]


class LesionField(forms.DecimalField):
    """A diameter in mm, to 0.1."""

    def __init__(self, label: str) -> None:
        number = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-unit": "mm"})
        sentence = "Type the diameter in mm to 0.1, such as 12.5."
        errors = dict.fromkeys(("invalid", "max_decimal_places", "max_digits", "max_whole_digits"), sentence)
        limits: dict[str, Any] = {
            "min_value": Decimal("0.1"),
            "max_value": MAX_MM,
            "max_digits": 5,
            "decimal_places": 1,
        }
        super().__init__(label=label, required=False, widget=number, error_messages=errors, **limits)


class StudyForm(ActionForm):
    """One study: method, region, day, what it shows, and the lesions that can be measured on it."""

    modality = forms.ChoiceField(label="Method", choices=[("", "Choose"), *((one, one.label) for one in Modality)])
    region = forms.ChoiceField(choices=[("", "Choose"), *((one, one.label) for one in Region)])
    taken_on = DayField(label="Taken on")
    read_by = forms.CharField(label="Read by", max_length=120)
    result = forms.ChoiceField(
        label="What it shows",
        choices=_results,
        required=False,
        help_text="CT of chest, abdomen and pelvis, CT or MRI of the brain, chest X-ray and PET-CT are answered here.",
    )
    finding = forms.CharField(
        label="Finding in words", max_length=1900, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    measurable_disease = forms.ChoiceField(
        choices=[("", "Not said"), *analyte("measurable_disease").choices], required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organ = {"list": "organs", "autocomplete": "off"}
        for row in ROWS:
            widget = forms.TextInput(attrs=organ)
            label = f"Organ {row}"
            self.fields[f"organ_{row}"] = forms.CharField(label=label, max_length=40, required=False, widget=widget)
            self.fields[f"description_{row}"] = forms.CharField(
                label=f"Description {row}", max_length=120, required=False
            )
            self.fields[f"mm_{row}"] = LesionField(f"Diameter {row}")
            self.fields[f"is_node_{row}"] = forms.BooleanField(label=f"{row}: a lymph node", required=False)

    def rows(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each lesion."""
        return [{name: self[f"{name}_{row}"] for name in PARTS} for row in ROWS]

    @property
    def has_many(self) -> bool:
        """Whether a row is filled in that is folded otherwise."""
        return any(part.value() for row in self.rows()[FOLDED_FROM:] for part in row.values())

    def clean(self) -> dict[str, Any]:
        """The action's keywords: the study, and what the form showed."""
        cleaned = super().clean() or self.cleaned_data
        lesions = [lesion for row in ROWS if (lesion := self._lesion(row)) is not None]
        key = answered_by(cleaned.get("modality", ""), cleaned.get("region", ""))
        asked, _, answer = cleaned.get("result", "").partition(":")
        if asked and asked != key and not {"modality", "region"} & self.errors.keys():
            self.add_error("result", f"This answers “{analyte(asked).label}”, which is another method or region.")
        if self.errors:
            return cleaned
        told = {name: cleaned[name] for name in ("modality", "region", "taken_on", "read_by", "finding")}
        study = Study(result=answer, measurable_disease=cleaned["measurable_disease"], lesions=lesions, **told)
        return {"study": study} | {name: cleaned[name] for name in ("seen", "because") if name in cleaned}

    def refuse(self, refusal: ValidationError) -> None:
        """Where somebody else recorded meanwhile, what is sent after this has seen it."""
        super().refuse(refusal)
        if "seen" in self.initial and self.non_field_errors() and self.cleaned_data["seen"] < self.initial["seen"]:
            self.shows_anew("seen")

    def _lesion(self, row: int) -> SeenLesion | None:
        """The lesion of a row; None where the row is empty, or something of it is refused."""
        typed: dict[str, Any] = {name: self.cleaned_data.get(f"{name}_{row}") for name in PARTS}
        if not any(typed.values()) and typed["mm"] is None:
            return None
        for name, what in (("organ", "Name the organ."), ("mm", "Type the diameter in mm.")):
            if not typed[name] and f"{name}_{row}" not in self.errors:
                self.add_error(f"{name}_{row}", what)
        return SeenLesion(**typed) if typed["organ"] and typed["mm"] else None


class StudyCorrectionForm(StudyForm):
    """The right study in place of a wrong one."""

    because = forms.CharField(label="Reason of the correction", max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["seen"]

    @staticmethod
    def facts_of(study: ImagingStudy) -> dict[str, Any]:
        """What the fields show of the study that is corrected."""
        told = {name: getattr(study, name) for name in ("modality", "region", "taken_on", "read_by", "finding")}
        for row in Measurement.objects.filter(pk__in=study.measurements):
            if row.analyte in ANSWERED:
                told["result"] = f"{row.analyte}:{row.choice}"
            elif row.analyte == "measurable_disease":
                told["measurable_disease"] = row.choice
        for number, lesion in enumerate(study.lesions.all(), 1):
            told |= {f"{name}_{number}": getattr(lesion, name) for name in PARTS}
        return told

"""The forms of the baseline, of a response scan and of the decision on it."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from cycles.models import Lesion
from cycles.models.response import Modality, NonTarget, Target
from cycles.rules.targets import MAX_TARGETS, Measured, proposed_targets
from il2program.forms import ActionForm, DayField
from il2program.signatures.forms import SigningForm
from patients.models import ImagingStudy
from patients.rules.imaging import Region

ROWS = range(1, MAX_TARGETS + 1)


class DiameterField(forms.DecimalField):
    """A diameter in mm, to 0.1; whether it may be left empty is for the form to say."""

    def __init__(self, label: str, *, required: bool) -> None:
        number = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-unit": "mm"})
        sentences = {
            "invalid": "Type the diameter as a number in mm, such as 12.5.",
            "max_decimal_places": "Type the diameter to 0.1 mm, such as 12.5.",
            "max_digits": "Type the diameter in mm, such as 12.5.",
            "max_whole_digits": "Type the diameter in mm, such as 12.5.",
        }
        super().__init__(
            label=label, max_digits=5, decimal_places=1, required=required, widget=number, error_messages=sentences
        )

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class ReadingForm(ActionForm):
    """What is told of every scan."""

    scanned_on = DayField(label="Scanned on")
    modality = forms.ChoiceField(choices=Modality.choices)
    read_by = forms.CharField(label="Read by", max_length=120)
    note = forms.CharField(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class BaselineForm(ReadingForm):
    """The scan before treatment, with up to five target lesions, a row each."""

    has_non_targets = forms.BooleanField(label="There is non-target disease besides", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filled: list[int] = []
        organ = {"list": "organs", "autocomplete": "off"}
        for row in ROWS:
            self.fields[f"organ_{row}"] = forms.CharField(
                label=f"Organ of target {row}", max_length=40, required=False, widget=forms.TextInput(attrs=organ)
            )
            self.fields[f"description_{row}"] = forms.CharField(
                label=f"Description of target {row}", max_length=120, required=False
            )
            self.fields[f"is_node_{row}"] = forms.BooleanField(label=f"Target {row} is a lymph node", required=False)
            self.fields[f"mm_{row}"] = DiameterField(f"Diameter of target {row}", required=False)

    @staticmethod
    def proposed_by(study: ImagingStudy | None) -> dict[str, Any]:
        """What the fields show of a study of the workup, so that nothing is typed twice."""
        if study is None:
            return {}
        seen = [Measured(one.organ, one.mm, one.description, one.is_node) for one in study.lesions.all()]
        targets, others = proposed_targets(seen)
        known = study.modality if study.modality in Modality.values else Modality.OTHER
        told: dict[str, Any] = {"scanned_on": study.taken_on, "modality": known, "read_by": study.read_by}
        told |= {"note": study.finding[:1000], "has_non_targets": bool(others)}
        for row, target in enumerate(targets, 1):
            told |= {f"organ_{row}": target.organ, f"mm_{row}": target.mm}
            told |= {f"description_{row}": target.description, f"is_node_{row}": target.is_node}
        return told

    def rows(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each target lesion."""
        return [{name: self[f"{name}_{row}"] for name in ("organ", "description", "is_node", "mm")} for row in ROWS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["targets"] = []
        for row in ROWS:
            typed = {name: cleaned.pop(f"{name}_{row}", None) for name in ("organ", "description", "is_node", "mm")}
            if not any(typed.values()) and typed["mm"] is None:
                continue
            for name, what in (("organ", "Name the organ."), ("mm", "Type the diameter in mm.")):
                if not typed[name] and typed[name] != 0 and f"{name}_{row}" not in self.errors:
                    self.add_error(f"{name}_{row}", what)
            if typed["organ"] and typed["mm"] is not None:
                self.filled.append(row)
                cleaned["targets"].append(Target(**typed))
        return cleaned

    def refuse(self, refusal: ValidationError) -> None:
        """The action counts the targets that it got; the form has rows between them that are empty."""
        by_field = getattr(refusal, "error_dict", {})
        rows = {
            f"{name}_{number}": f"{name}_{row}" for number, row in enumerate(self.filled, 1) for name in ("organ", "mm")
        }
        if by_field:
            refusal = ValidationError({rows.get(field, field): errors for field, errors in by_field.items()})
        super().refuse(refusal)


class ScanForm(ReadingForm):
    """A scan after a cycle: a diameter, or "not assessed", for each target lesion of the baseline."""

    use_required_attribute = False

    region = forms.ChoiceField(
        choices=[(one, one.label) for one in (Region.CHEST_ABDOMEN_PELVIS, Region.WHOLE_BODY, Region.OTHER)]
    )
    new_lesion = forms.BooleanField(label="There is an unequivocal new lesion", required=False)
    non_target = forms.ChoiceField(label="Non-target disease", choices=[("", "Choose"), *NonTarget.choices])
    shrunk_by_reader = forms.TypedChoiceField(
        label="Reader's judgment: has the disease decreased?",
        choices=[("", "Not stated"), ("yes", "Yes"), ("no", "No")],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        required=False,
        help_text="There are no target lesions to measure.",
    )

    def __init__(self, *args: Any, lesions: Sequence[Lesion], has_non_targets: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lesions = lesions
        if not has_non_targets:
            del self.fields["non_target"]
        if lesions:
            del self.fields["shrunk_by_reader"]
        for lesion in lesions:
            axis = "short axis" if lesion.is_node else "longest diameter"
            self.fields[f"mm_{lesion.pk}"] = DiameterField(f"{lesion}, {axis}", required=True)
            self.fields[f"not_assessed_{lesion.pk}"] = forms.BooleanField(label="Not assessed", required=False)

    def rows(self) -> Iterable[tuple[Lesion, forms.BoundField, forms.BoundField]]:
        """Each lesion with its two fields."""
        return [(lesion, self[f"mm_{lesion.pk}"], self[f"not_assessed_{lesion.pk}"]) for lesion in self.lesions]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["diameters_mm"] = {}
        for lesion in self.lesions:
            field = f"mm_{lesion.pk}"
            mm, not_assessed = cleaned.pop(field, None), cleaned.pop(f"not_assessed_{lesion.pk}", False)
            if field not in self.errors and (mm is None) != not_assessed:
                self.add_error(field, "Type the diameter, or mark “Not assessed”; not both. Absent is 0.")
            cleaned["diameters_mm"][lesion.pk] = mm
        return cleaned


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

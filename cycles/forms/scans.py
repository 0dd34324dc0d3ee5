"""The forms of the scan after a course: what each lesion is on it, and what is new."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms

from cycles.forms.baselines import ReadingForm
from cycles.forms.diameters import SizesField
from cycles.models import Lesion, Scan
from cycles.models.scans import NonTarget
from cycles.rules.lesion_states import STATES, LesionState, Reading, Role, SeenAnew

NEW_ROWS = range(1, 5)
ANEW = (LesionState.NEW, LesionState.DOUBTFUL)
# What is said of a target without a size.
WITHOUT_SIZE = (LesionState.TOO_SMALL, LesionState.ABSENT, LesionState.MERGED, LesionState.NOT_ASSESSED)
KNOWN_ANEW = (LesionState.CONFIRMED, LesionState.DOUBTFUL, LesionState.REFUTED)
SAY_ONE = (
    "Type the diameter in mm, or say what the lesion is without one; not both."
    " Absent is 0, and fragments are joined by +."
)

Rows = list[dict[str, Any]]


class ScanForm(ReadingForm):
    """A scan after a cycle: what each lesion that is followed is on it."""

    use_required_attribute = False

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
        if not has_non_targets or self._of(Role.NON_TARGET):
            del self.fields["non_target"]
        if self._of(Role.TARGET):
            del self.fields["shrunk_by_reader"]
        for lesion in lesions:
            self._add_lesion(lesion)
        for row in NEW_ROWS:
            self._add_new(row)

    def _of(self, role: Role) -> list[Lesion]:
        return [lesion for lesion in self.lesions if lesion.role == role]

    def _add_lesion(self, lesion: Lesion) -> None:
        if not lesion.is_target:
            states = STATES[Role.NON_TARGET] if lesion.role == Role.NON_TARGET else KNOWN_ANEW
            choices = [("", "Choose"), *((one, one.in_words) for one in states)]
            self.fields[f"state_{lesion.pk}"] = forms.ChoiceField(label=str(lesion), choices=choices)
            return
        axis = "short axis" if lesion.is_node else "longest diameter"
        said = [("", "Measured, or split"), *((one, one.in_words) for one in WITHOUT_SIZE)]
        carriers = [("", "–"), *((one.pk, str(one)) for one in self._of(Role.TARGET) if one != lesion)]
        self.fields[f"mm_{lesion.pk}"] = SizesField(f"{lesion}, {axis}")
        self.fields[f"state_{lesion.pk}"] = forms.ChoiceField(
            label=f"{lesion.name} on this scan", choices=said, required=False
        )
        if len(carriers) > 1:
            self.fields[f"merged_{lesion.pk}"] = forms.TypedChoiceField(
                label=f"{lesion.name} merged with", choices=carriers, coerce=int, empty_value=None, required=False
            )

    def _add_new(self, row: int) -> None:
        organ = forms.TextInput(attrs={"list": "organs", "autocomplete": "off"})
        self.fields |= {
            f"new_organ_{row}": forms.CharField(
                label=f"Organ of new lesion {row}", max_length=40, required=False, widget=organ
            ),
            f"new_description_{row}": forms.CharField(
                label=f"Description of new lesion {row}", max_length=120, required=False
            ),
            f"new_state_{row}": forms.ChoiceField(
                label=f"How certain is new lesion {row}?",
                choices=[("", "Choose"), *((one, one.in_words) for one in ANEW)],
                required=False,
            ),
        }

    def targets(self) -> Rows:
        """Each target lesion with its fields."""
        return [self._row(lesion, "mm", "state", "merged") for lesion in self._of(Role.TARGET)]

    def non_targets(self) -> Rows:
        return [self._row(lesion, "state") for lesion in self._of(Role.NON_TARGET)]

    def doubtful(self) -> Rows:
        """Lesions that an earlier scan saw anew."""
        return [self._row(lesion, "state") for lesion in self._of(Role.NEW)]

    def new_rows(self) -> Rows:
        return [{name: self[f"new_{name}_{row}"] for name in ("organ", "description", "state")} for row in NEW_ROWS]

    def _row(self, lesion: Lesion, *names: str) -> dict[str, Any]:
        fields = {name: f"{name}_{lesion.pk}" for name in names}
        return {"lesion": lesion} | {name: self[field] for name, field in fields.items() if field in self.fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["readings"] = {lesion.pk: self._reading(lesion) for lesion in self.lesions}
        cleaned["seen_anew"] = [seen for row in NEW_ROWS if (seen := self._seen_anew(row)) is not None]
        return cleaned

    def _reading(self, lesion: Lesion) -> Reading | None:
        """What was typed of a lesion; None where something of it is missing, which is said at its field."""
        told = self.cleaned_data.pop(f"state_{lesion.pk}", None)
        if not lesion.is_target:
            return Reading(LesionState(told)) if told else None
        field = f"mm_{lesion.pk}"
        sizes = self.cleaned_data.pop(field, ())
        merged_with = self.cleaned_data.pop(f"merged_{lesion.pk}", None)
        if bool(sizes) == bool(told):
            if field not in self.errors:
                self.add_error(field, SAY_ONE)
            return None
        return Reading(LesionState(told), merged_with=merged_with) if told else _measured(sizes)

    def _seen_anew(self, row: int) -> SeenAnew | None:
        names = {name: f"new_{name}_{row}" for name in ("organ", "description", "state")}
        typed = {name: self.cleaned_data.pop(field, "") for name, field in names.items()}
        if not any(typed.values()):
            return None
        for name, what in (("organ", "Name the organ."), ("state", "Say how certain it is.")):
            if not typed[name]:
                self.add_error(names[name], what)
        if not typed["organ"] or not typed["state"]:
            return None
        return SeenAnew(typed["organ"], typed["description"], LesionState(typed["state"]))


class ScanCorrectionForm(ScanForm):
    """The right reading in place of a wrong one."""

    because = forms.CharField(label="Reason of the correction", max_length=300)

    def _add_lesion(self, lesion: Lesion) -> None:
        """A lesion that this scan saw anew may be certain, doubtful, or none after all."""
        super()._add_lesion(lesion)
        if lesion.role == Role.NEW:
            choices = [("", "Choose"), *((one, one.in_words) for one in STATES[Role.NEW])]
            cast(forms.ChoiceField, self.fields[f"state_{lesion.pk}"]).choices = choices

    @classmethod
    def facts_of(cls, scan: Scan) -> dict[str, Any]:
        """What the fields show of the scan that is corrected."""
        told = cls.technique_of(scan) | {"non_target": scan.non_target}
        if scan.shrunk_by_reader is not None:
            told["shrunk_by_reader"] = "yes" if scan.shrunk_by_reader else "no"
        for reading in scan.readings.all():
            key, state = reading.lesion_id, reading.found
            if not reading.lesion.is_target or state in WITHOUT_SIZE:
                told |= {f"state_{key}": state, f"merged_{key}": reading.merged_with_id}
            else:
                told[f"mm_{key}"] = reading.fragments_mm or reading.size
        return told


def _measured(sizes: Iterable[Decimal]) -> Reading:
    """One size is a diameter, and 0 is absent; several are the fragments of a split lesion."""
    found = tuple(sizes)
    if len(found) > 1:
        return Reading(LesionState.SPLIT, fragments_mm=found)
    return Reading(LesionState.MEASURED, found[0]) if found[0] else Reading(LesionState.ABSENT)

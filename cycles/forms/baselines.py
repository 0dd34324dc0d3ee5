"""The forms of the baseline: its target lesions, and what there is besides."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cycles.forms.diameters import DiameterField
from cycles.models import Scan
from cycles.models.scans import Contrast
from cycles.rules.lesion_states import Role
from cycles.rules.lesions import figure
from cycles.rules.targets import MAX_TARGETS, Irradiated, Kind, Measured, proposed_targets
from il2program.forms import ActionForm, DayField
from patients.models import ImagingStudy
from patients.rules.imaging import Modality, Region

ROWS = range(1, MAX_TARGETS + 1)
OTHER_ROWS = range(1, 13)
# Of the other lesions, those from here on are folded while they are empty.
FOLDED_FROM = 4
PARTS = ("lesion", "organ", "description", "kind", "mm", "irradiated")
OTHER = "other_"


class ReadingForm(ActionForm):
    """What is told of every scan: when, what, how, and by whom it was read."""

    scanned_on = DayField(label="Scanned on")
    modality = forms.ChoiceField(label="Method", choices=[(one, one.label) for one in Modality], initial=Modality.CT)
    region = forms.ChoiceField(
        label="What was imaged",
        choices=[(one, one.label) for one in Region],
        initial=Region.CHEST_ABDOMEN_PELVIS,
    )
    slice_mm = forms.DecimalField(
        label="Slice thickness",
        max_digits=4,
        decimal_places=1,
        min_value=Decimal("0.1"),
        max_value=50,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-unit": "mm"}),
        error_messages={"invalid": "Type the thickness of a slice as a number in mm, such as 5."},
    )
    contrast = forms.ChoiceField(label="Contrast", choices=[("", "Not stated"), *Contrast.choices], required=False)
    read_by = forms.CharField(label="Read by", max_length=120)
    note = forms.CharField(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def technique(self) -> list[forms.BoundField]:
        return [self[name] for name in ("scanned_on", "modality", "region", "slice_mm", "contrast", "read_by")]

    @staticmethod
    def technique_of(scan: Scan) -> dict[str, Any]:
        names = ("scanned_on", "modality", "region", "slice_mm", "contrast", "read_by", "note")
        told = {name: getattr(scan, name) for name in names}
        told |= {"slice_mm": scan.slice_mm and figure(scan.slice_mm)}
        return {name: value for name, value in told.items() if value not in ("", None)}


class BaselineForm(ReadingForm):
    """The scan before treatment: up to five target lesions, a row each, and the others."""

    has_non_targets = forms.BooleanField(label="There is non-target disease that is not listed", required=False)
    acknowledged = forms.BooleanField(label="I have looked at this, and it is recorded all the same", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filled: dict[str, list[int]] = {"": [], OTHER: []}
        self.keys: dict[str, list[int | None]] = {"": [], OTHER: []}
        for row in ROWS:
            self._add_row("", row, "target")
        for row in OTHER_ROWS:
            self._add_row(OTHER, row, "other lesion")

    def _add_row(self, prefix: str, row: int, named: str) -> None:
        organ = forms.TextInput(attrs={"list": "organs", "autocomplete": "off"})
        fields: dict[str, forms.Field] = {
            "lesion": forms.IntegerField(required=False, widget=forms.HiddenInput),
            "organ": forms.CharField(label=f"Organ of {named} {row}", max_length=40, required=False, widget=organ),
            "description": forms.CharField(label=f"Description of {named} {row}", max_length=120, required=False),
            "kind": forms.ChoiceField(
                label=f"Kind of {named} {row}", choices=[(one, one.in_words) for one in Kind], required=False
            ),
            "mm": DiameterField(f"Diameter of {named} {row}", required=False),
            "irradiated": forms.ChoiceField(
                label=f"Irradiation of {named} {row}",
                choices=[(one, one.in_words) for one in Irradiated],
                required=False,
            ),
        }
        self.fields |= {f"{prefix}{name}_{row}": field for name, field in fields.items()}

    def rows(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each target lesion."""
        return [self._row("", row) for row in ROWS]

    def other_rows(self) -> list[dict[str, forms.BoundField]]:
        return [self._row(OTHER, row) for row in OTHER_ROWS[: FOLDED_FROM - 1]]

    def folded_rows(self) -> list[dict[str, forms.BoundField]]:
        return [self._row(OTHER, row) for row in OTHER_ROWS[FOLDED_FROM - 1 :]]

    @property
    def has_many(self) -> bool:
        """Whether a row is filled in that is folded otherwise."""
        return any(row["organ"].value() for row in self.folded_rows())

    def _row(self, prefix: str, row: int) -> dict[str, forms.BoundField]:
        return {name: self[f"{prefix}{name}_{row}"] for name in PARTS}

    @classmethod
    def proposed_by(cls, study: ImagingStudy | None) -> dict[str, Any]:
        """What the fields show of a study of the workup, so that nothing is typed twice."""
        if study is None:
            return {}
        seen = [
            Measured(one.organ, one.mm, one.description, one.is_node, Kind.NODE if one.is_node else Kind.SOLID)
            for one in study.lesions.all()
        ]
        targets, others = proposed_targets(seen)
        told: dict[str, Any] = {name: getattr(study, name) for name in ("modality", "region", "read_by")}
        told |= {"scanned_on": study.taken_on, "note": study.finding[:1000]}
        return told | cls._shown("", enumerate(targets, 1)) | cls._shown(OTHER, enumerate(others, 1))

    @classmethod
    def facts_of(cls, scan: Scan) -> dict[str, Any]:
        """What the fields show of a baseline that is corrected."""
        told = cls.technique_of(scan)
        for prefix, role in (("", Role.TARGET), (OTHER, Role.NON_TARGET)):
            readings = scan.readings_of(role)
            lesions = [
                Measured(
                    one.lesion.organ,
                    one.mm or Decimal(0),
                    one.lesion.description,
                    one.lesion.is_node,
                    Kind(one.lesion.kind),
                    Irradiated(one.lesion.irradiated),
                )
                for one in readings
            ]
            told |= cls._shown(prefix, enumerate(lesions, 1))
            told |= {f"{prefix}lesion_{row}": one.lesion_id for row, one in enumerate(readings, 1)}
        return told | {"has_non_targets": scan.has_non_targets and not scan.readings_of(Role.NON_TARGET)}

    @staticmethod
    def _shown(prefix: str, lesions: Iterable[tuple[int, Measured]]) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for row, one in lesions:
            told |= {
                f"{prefix}organ_{row}": one.organ,
                f"{prefix}mm_{row}": figure(one.mm) if one.mm else None,
                f"{prefix}description_{row}": one.description,
                f"{prefix}kind_{row}": Kind.NODE if one.is_node else one.kind,
                f"{prefix}irradiated_{row}": one.irradiated,
            }
        return told

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["targets"] = self._lesions("", ROWS, needs_size=True)
        cleaned["others"] = self._lesions(OTHER, OTHER_ROWS, needs_size=False)
        return cleaned

    def _lesions(self, prefix: str, rows: Iterable[int], *, needs_size: bool) -> list[Measured]:
        """The lesions of the rows that are filled in."""
        lesions: list[Measured] = []
        for row in rows:
            typed = {name: self.cleaned_data.pop(f"{prefix}{name}_{row}", None) for name in PARTS}
            if not typed["organ"] and not typed["description"] and typed["mm"] is None:
                continue
            self._ask_for(prefix, row, typed, needs_size=needs_size)
            if typed["organ"] and (typed["mm"] is not None or not needs_size):
                self.filled[prefix].append(row)
                self.keys[prefix].append(typed["lesion"])
                lesions.append(_measured(typed))
        return lesions

    def _ask_for(self, prefix: str, row: int, typed: dict[str, Any], *, needs_size: bool) -> None:
        wanted = (("organ", "Name the organ."), ("mm", "Type the diameter in mm."))
        for name, what in wanted if needs_size else wanted[:1]:
            field = f"{prefix}{name}_{row}"
            if not typed[name] and typed[name] != 0 and field not in self.errors:
                self.add_error(field, what)

    def refuse(self, refusal: ValidationError) -> None:
        """The action counts the lesions that it got; the form has rows between them that are empty."""
        by_field = getattr(refusal, "error_dict", {})
        rows = {
            f"{prefix}{name}_{number}": f"{prefix}{name}_{row}"
            for prefix, filled in self.filled.items()
            for number, row in enumerate(filled, 1)
            for name in PARTS
        }
        if by_field:
            refusal = ValidationError({rows.get(field, field): errors for field, errors in by_field.items()})
        super().refuse(refusal)


class BaselineCorrectionForm(BaselineForm):
    """The right baseline in place of a wrong one; each lesion stays the one that it was."""

    because = forms.CharField(label="Reason of the correction", max_length=300)

    def clean(self) -> dict[str, Any]:
        return super().clean() | {"kept": self.keys[""], "kept_others": self.keys[OTHER]}


def _measured(typed: dict[str, Any]) -> Measured:
    kind = Kind(typed["kind"] or Kind.SOLID)
    return Measured(
        organ=typed["organ"],
        mm=typed["mm"] or Decimal(0),
        description=typed["description"] or "",
        is_node=kind is Kind.NODE,
        kind=kind,
        irradiated=Irradiated(typed["irradiated"] or Irradiated.NO),
    )

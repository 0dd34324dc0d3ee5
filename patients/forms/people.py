"""The forms of a patient's registration and taking part."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from il2program.forms import ActionForm, DayField
from patients.models import Patient
from patients.models.departure import LeaveReason
from patients.models.patient import Sex
from patients.rules.diseases import HISTOLOGIES, PRIMARY_CODES, SECONDARY_SITES, Disease

Choices = list[tuple[str, Any]]

SHOWN_AT_MOST = 10


def _histologies() -> Choices:
    return [("", "Choose")] + [
        (disease.label, [(name, name) for name in names]) for disease, names in HISTOLOGIES.items()
    ]


def _codes() -> Choices:
    groups = [
        (disease.label, [(c, f"{c} {name}") for c, name in codes.items()]) for disease, codes in PRIMARY_CODES.items()
    ]
    return [("", "Choose"), *groups]


def _side_by_side(*names: str) -> Row:
    return Row(*(Column(name, css_class=f"col-md-{12 // len(names)}") for name in names))


class PatientForm(ActionForm):
    """Who the patient is and what they were referred for."""

    family_name = forms.CharField(max_length=80)
    given_name = forms.CharField(max_length=80)
    born_on = DayField(label="Birth date")
    sex = forms.ChoiceField(choices=[("", "Choose"), *Sex.choices])
    record_number = forms.CharField(max_length=32, help_text="The hospital's number, on the patient's wristband.")
    phone = forms.CharField(label="Patient's telephone", max_length=40, required=False)
    contact = forms.CharField(label="Person to contact", max_length=200, required=False)
    disease = forms.ChoiceField(choices=[("", "Choose"), *((disease, disease.label) for disease in Disease)])
    histology = forms.ChoiceField(choices=_histologies)
    icd10 = forms.ChoiceField(label="ICD-10-CM code", choices=_codes)
    stage = forms.CharField(max_length=20, help_text="As in the referral, such as IV or M1b.")
    diagnosed_on = DayField(label="Date of diagnosis")
    sites = forms.MultipleChoiceField(
        label="Sites of metastasis",
        choices=[(code, f"{name} ({code})") for code, name in SECONDARY_SITES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    allergies = forms.CharField(max_length=300, required=False, help_text="Substance and reaction.")
    no_known_allergies = forms.BooleanField(label="No known allergies", required=False)
    referred_by = forms.CharField(label="Referring physician", max_length=120)
    referrer_contact = forms.CharField(
        label="Referring physician's address or telephone", max_length=200, required=False
    )
    referred_on = DayField(label="Referred on", initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What somebody typed about a patient is not offered to the next one at this workstation.
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")
        self.helper.layout = Layout(
            Fieldset(
                "Person",
                _side_by_side("family_name", "given_name"),
                _side_by_side("born_on", "sex"),
                "record_number",
                _side_by_side("phone", "contact"),
            ),
            Fieldset(
                "Disease",
                "disease",
                _side_by_side("histology", "icd10"),
                _side_by_side("stage", "diagnosed_on"),
                "sites",
            ),
            Fieldset("Allergies", "allergies", "no_known_allergies"),
            Fieldset("Referral", "referred_by", "referrer_contact", "referred_on"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("allergies")) == bool(cleaned.get("no_known_allergies")):
            self.add_error("allergies", "Name the allergies, or mark “No known allergies”; not both.")
        return cleaned


class RegisterForm(PatientForm):
    """A referral; somebody with the same name or birth date has to be looked at first."""

    is_another_person = forms.BooleanField(label="I have compared them: this is another person", required=False)

    namesakes: list[Patient] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        compared = cleaned.pop("is_another_person", False)
        if {"family_name", "given_name", "born_on"} <= cleaned.keys():
            names = {name: cleaned[name] for name in ("family_name", "given_name", "born_on")}
            alike = Patient.objects.like(**names).select_related("diagnosis")
            self.namesakes = sorted(alike, key=lambda one: _unlike(one, names))[:SHOWN_AT_MOST]
        if self.namesakes and not compared:
            raise ValidationError(
                "Somebody with this name or birth date is registered already. Compare before you go on."
            )
        return cleaned


def _unlike(patient: Patient, names: dict[str, Any]) -> int:
    """How much of names and birth date is different; who is most alike is compared first."""
    same_name = all(getattr(patient, name).lower() == names[name].lower() for name in ("family_name", "given_name"))
    return 2 * (not same_name) + (patient.born_on != names["born_on"])


@dataclass(frozen=True)
class Difference:
    """A field that says something else than what is saved by now."""

    label: str
    saved: str
    typed: str


class EditForm(PatientForm):
    """The registered details; `initial` is what is saved now, also while a change is refused."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    because = forms.CharField(
        label="Reason of the change",
        max_length=300,
        required=False,
        help_text="Needed where birth date, sex or disease changes: a signature that rests on it is void from then on.",
    )

    differences: list[Difference] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout.extend(["because", "seen"])

    @classmethod
    def facts_of(cls, patient: Patient) -> dict[str, Any]:
        """What the form shows of a registered patient."""
        facts = {name: getattr(patient, name) for name in cls.base_fields if hasattr(patient, name)}
        facts |= {
            name: getattr(patient.diagnosis, name) for name in cls.base_fields if hasattr(patient.diagnosis, name)
        }
        return facts | {"seen": patient.version}

    def refuse(self, refusal: ValidationError) -> None:
        """Where somebody else saved meanwhile, show what differs; what is sent after that has seen it."""
        super().refuse(refusal)
        if self.cleaned_data["seen"] != self.initial["seen"]:
            self.differences = [self._difference(name) for name in self.changed_data if name not in ("seen", "because")]
            self.shows_anew("seen")

    def _difference(self, name: str) -> Difference:
        field = self[name]
        return Difference(str(field.label), _words(field, self.initial[name]), _words(field, self.cleaned_data[name]))


def _words(field: forms.BoundField, value: Any) -> str:
    """A value as people read it: a choice by its words, several with commas, a day written out."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(_words(field, one) for one in value)
    if isinstance(value, date):
        return date_format(value)
    words = dict(getattr(field.field, "choices", ())).get(value, value)
    return str(words) if words else "nothing"


class ConsentForm(ActionForm):
    signed_on = DayField(label="Signed on")
    form_version = forms.CharField(label="Version of the consent form", max_length=20)
    explained_by = forms.CharField(label="Physician who explained it", max_length=120)
    witness = forms.CharField(max_length=120)
    interpreter = forms.CharField(max_length=120, required=False, help_text="Leave empty where none was needed.")


class LeaveForm(ActionForm):
    left_on = DayField(label="Left on")
    reason = forms.ChoiceField(choices=[("", "Choose"), *LeaveReason.choices])
    note = forms.CharField(max_length=300, required=False)

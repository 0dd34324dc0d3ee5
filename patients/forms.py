"""The forms of a patient's registration and taking part."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from il2program.forms import ActionForm, DayField
from patients.models import Patient
from patients.models.departure import LeaveReason
from patients.models.patient import Sex
from patients.rules.analytes import Analyte, Kind, analyte
from patients.rules.diseases import HISTOLOGIES, PRIMARY_CODES, SECONDARY_SITES, Disease

Choices = list[tuple[str, Any]]


def _histologies() -> Choices:
    return [("", "Choose")] + [
        (disease.label, [(name, name) for name in names]) for disease, names in HISTOLOGIES.items()
    ]


def _codes() -> Choices:
    groups = [
        (disease.label, [(c, f"{c} {name}") for c, name in codes.items()]) for disease, codes in PRIMARY_CODES.items()
    ]
    return [("", "Choose"), *groups]


class PatientForm(ActionForm):
    """Who the patient is and what they were referred for."""

    family_name = forms.CharField(max_length=80)
    given_name = forms.CharField(max_length=80)
    born_on = DayField(label="Birth date")
    sex = forms.ChoiceField(choices=[("", "Choose"), *Sex.choices])
    record_number = forms.CharField(max_length=32, help_text="The hospital's number, on the patient's wristband.")
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
    referred_on = DayField(label="Referred on")
    phone = forms.CharField(label="Patient's telephone", max_length=40, required=False)
    contact = forms.CharField(label="Person to contact", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("allergies")) == bool(cleaned.get("no_known_allergies")):
            self.add_error("allergies", "Name the allergies, or mark “No known allergies”; not both.")
        return cleaned


class RegisterForm(PatientForm):
    """A referral; somebody with the same name or birth date has to be looked at first."""

    is_another_person = forms.BooleanField(
        label="I have compared them: this is another person", required=False, widget=forms.HiddenInput
    )

    namesakes: list[Patient] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        compared = cleaned.pop("is_another_person", False)
        if {"family_name", "given_name", "born_on"} <= cleaned.keys() and not compared:
            names = {name: cleaned[name] for name in ("family_name", "given_name", "born_on")}
            self.namesakes = list(Patient.objects.like(**names)[:5])
        if self.namesakes:
            self.fields["is_another_person"].widget = forms.CheckboxInput()
            raise ValidationError(
                "Somebody with this name or birth date is registered already. Compare before you go on."
            )
        return cleaned


class EditForm(PatientForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def facts_of(cls, patient: Patient) -> dict[str, Any]:
        """What the form shows of a registered patient."""
        facts = {name: getattr(patient, name) for name in cls.base_fields if hasattr(patient, name)}
        facts |= {
            name: getattr(patient.diagnosis, name) for name in cls.base_fields if hasattr(patient.diagnosis, name)
        }
        return facts | {"seen": patient.version}


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


def value_field(definition: Analyte) -> forms.Field:
    """The field for one analyte, as its row of the table says."""
    if definition.kind is Kind.CHOICE:
        choices = [("", "Not recorded"), *definition.choices]
        return forms.ChoiceField(label=definition.label, choices=choices, required=False, help_text=definition.hint)
    if definition.kind is Kind.TEXT:
        area = forms.Textarea(attrs={"rows": 2})
        return forms.CharField(
            label=definition.label, max_length=2000, required=False, widget=area, help_text=definition.hint
        )
    number = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(
        label=definition.label, max_length=30, required=False, widget=number, help_text=definition.hint
    )


def unit_field(definition: Analyte) -> forms.ChoiceField | None:
    """The choice of unit beside a number that is measured in several."""
    if len(definition.units) < 2:
        return None
    units = [(unit.name, unit.name) for unit in definition.units]
    return forms.ChoiceField(label=f"Unit of {definition.label}", choices=units, required=False)


class CorrectionForm(ActionForm):
    """The right value in place of a wrong one."""

    entered = forms.CharField(label="Right value", max_length=2000)
    unit = forms.CharField(required=False, widget=forms.HiddenInput)
    taken_on = DayField(label="Taken on")
    because = forms.CharField(label="Reason of the correction", max_length=300)

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        definition = analyte(key)
        self.key = key
        self.fields["entered"] = value_field(definition)
        self.fields["entered"].label, self.fields["entered"].required = f"Right value of {definition.label}", True
        if unit := unit_field(definition):
            self.fields["unit"] = unit
        self.order_fields(["entered", "unit", "taken_on", "because"])

    def refuse(self, refusal: ValidationError) -> None:
        """What the action says about the analyte belongs to the field of the value."""
        if self.key in getattr(refusal, "error_dict", {}):
            refusal = ValidationError({"entered": refusal.message_dict[self.key]})
        super().refuse(refusal)

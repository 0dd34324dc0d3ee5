"""Registering patients, and what is recorded about their taking part."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.forms import Conflict
from patients.models import Consent, Departure, Diagnosis, Patient

PATIENT_FIELDS = (
    "record_number",
    "family_name",
    "given_name",
    "born_on",
    "sex",
    "phone",
    "contact",
    "referred_by",
    "referrer_contact",
    "referred_on",
    "allergies",
    "no_known_allergies",
)
DIAGNOSIS_FIELDS = ("disease", "histology", "icd10", "stage", "sites", "diagnosed_on")


@transaction.atomic
def register(*, by: Person, **facts: Any) -> Patient:
    """Open a patient's chart from a referral. The facts are PATIENT_FIELDS and DIAGNOSIS_FIELDS."""
    patient = Patient(registered_by=by, **{name: facts[name] for name in PATIENT_FIELDS})
    diagnosis = Diagnosis(patient=patient, **{name: facts[name] for name in DIAGNOSIS_FIELDS})
    _check(patient, diagnosis)
    with trail.action("registered", patient, by=by, sentence="Registered a referral"):
        patient.save()
        diagnosis.save()
    return patient


@transaction.atomic
def edit(*, patient: Patient, seen: int, by: Person, because: str = "", **facts: Any) -> Patient:
    """Change what was registered; refused where somebody else changed it meanwhile.

    because: asked for where something changes that decisions rest on.
    """
    patient = Patient.objects.locked(patient.pk)
    if patient.version != seen:
        raise Conflict(
            "Somebody changed this patient's details while the form was open. Nothing was saved: "
            "compare what differs, and save once more."
        )
    diagnosis = patient.diagnosis
    before = _decided_on(patient)
    for name in PATIENT_FIELDS:
        setattr(patient, name, facts[name])
    for name in DIAGNOSIS_FIELDS:
        setattr(diagnosis, name, facts[name])
    patient.version += 1
    _check(patient, diagnosis)
    if _decided_on(patient) != before and not because.strip():
        raise ValidationError({"because": "Say why: signatures rest on birth date, sex and disease."})
    with trail.action("edited", patient, by=by, sentence="Changed the registered details", reason=because):
        patient.save()
        diagnosis.save()
    return patient


def _decided_on(patient: Patient) -> tuple[date, str, str]:
    """What of the registered details the criteria read."""
    return patient.born_on, patient.sex, patient.diagnosis.disease


def _check(patient: Patient, diagnosis: Diagnosis) -> None:
    today = timezone.localdate()
    if patient.born_on > today:
        raise ValidationError({"born_on": "The birth date is in the future."})
    if patient.age_on(today) > 120:
        raise ValidationError({"born_on": "This birth date makes the patient older than 120 years."})
    if patient.referred_on > today:
        raise ValidationError({"referred_on": "The referral is in the future."})
    if not patient.born_on <= diagnosis.diagnosed_on <= today:
        raise ValidationError({"diagnosed_on": "The diagnosis must be between the birth date and today."})
    patient.full_clean()
    diagnosis.full_clean(exclude=["patient"])


def check_day(day: date, patient: Patient, field: str) -> None:
    """Refuse a day in the future or before the patient was born."""
    if day > timezone.localdate():
        raise ValidationError({field: "This day is in the future."})
    if day < patient.born_on:
        raise ValidationError({field: "This day is before the patient's birth."})


@transaction.atomic
def record_consent(*, patient: Patient, by: Person, **facts: Any) -> Consent:
    """Record that the patient signed the consent to treatment, on paper."""
    patient = Patient.objects.locked(patient.pk)
    consent = Consent(patient=patient, recorded_by=by, **facts)
    check_day(consent.signed_on, patient, "signed_on")
    consent.full_clean()
    with trail.action(
        "recorded consent", patient, by=by, sentence=f"Recorded the consent signed on {date_format(consent.signed_on)}"
    ):
        consent.save()
    return consent


@transaction.atomic
def leave(*, patient: Patient, left_on: date, reason: str, by: Person, note: str = "") -> Departure:
    """Record that a patient left the program; nothing more is booked."""
    patient = Patient.objects.locked(patient.pk)
    departure = Departure(patient=patient, left_on=left_on, reason=reason, note=note, recorded_by=by)
    check_day(left_on, patient, "left_on")
    departure.full_clean()
    with trail.action(
        "left", patient, by=by, sentence=f"Left the program: {departure.get_reason_display()}", reason=note
    ):
        departure.save()
    return departure

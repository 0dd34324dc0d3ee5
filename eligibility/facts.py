"""What the rules need of one patient's workup, read from the rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.formats import date_format

from eligibility.models.changes import REGISTERED, registered_in_words, registered_of
from eligibility.rules.criteria import Assessment, assess
from eligibility.rules.facts import Answer, Fact
from eligibility.rules.information import weigh
from eligibility.rules.judgements import Judgement
from eligibility.rules.workup import Period, validity_days, within_course
from patients.models import Consent, Measurement, Patient
from patients.rules.analytes import BEDSIDE_ONLY


def validity() -> dict[str, int]:
    """How many days each result counts in this hospital, by its key."""
    return validity_days({Period(name): days for name, days in settings.VALID_DAYS.items()})


@dataclass(frozen=True)
class Workup:
    """One patient's workup on one day: the newest value of each analyte, and what the criteria say."""

    patient: Patient
    latest: dict[str, Measurement]
    assessment: Assessment
    consent: Consent | None
    # Days for which each result counts here; before the second admission of a course, only of what is renewed.
    validity: Mapping[str, int]

    @property
    def newest_key(self) -> int:
        """The key of the newest measurement that was read; a form shows the workup as of it."""
        return max((row.pk for row in self.latest.values()), default=0)

    @property
    def is_complete(self) -> bool:
        """Every criterion has an answer, whatever it says, and the consent is signed."""
        answers = {judgement.answer for judgement in self.assessment.judgements}
        return self.consent is not None and not answers & {Answer.UNKNOWN, Answer.EXPIRED}

    @property
    def information(self) -> tuple[Judgement, ...]:
        """What the physician weighs beside the criteria."""
        signed = Fact("no") if self.consent is None else Fact("yes", source=str(self.consent))
        return weigh({**self.facts, "consent": signed}, on=self.assessment.on, validity=self.validity)

    @property
    def facts(self) -> dict[str, Fact]:
        """What the criteria read."""
        return facts_of(self.patient, self.latest, self.assessment.on)

    @property
    def exceptions(self) -> list[str]:
        """Ids of the criteria that need a reason where a physician signs eligible all the same."""
        return [found.criterion.id for found in self.assessment.judgements if found.answer is not Answer.MET]


def workup_of(patient: Patient, *, on: date, within_course_only: bool = False) -> Workup:
    """The workup as judged for this day.

    within_course_only: for the second admission of a course, before which only some results are renewed.
    """
    latest = Measurement.objects.filter(patient=patient).exclude(analyte__in=BEDSIDE_ONLY).latest_by_analyte()
    consent = Consent.objects.filter(patient=patient).first()
    days = within_course(validity()) if within_course_only else validity()
    return judged(patient, latest, consent, on=on, days=days)


def judged(
    patient: Patient, latest: dict[str, Measurement], consent: Consent | None, *, on: date, days: Mapping[str, int]
) -> Workup:
    """What the criteria say of these values on a day."""
    return Workup(patient, latest, assess(facts_of(patient, latest, on), on=on, validity=days), consent, days)


def workup_is_complete(patient: Patient, *, on: date) -> bool:
    return workup_of(patient, on=on).is_complete


def shown_of(workup: Workup) -> dict[str, str]:
    """What the sign-off page shows of a workup, in words, so that a signature is given for nothing else."""
    registered = registered_of(workup.patient)
    shown = {REGISTERED[name]: registered_in_words(name, value) for name, value in registered.items()}
    shown["Patient"] = f"{workup.patient.name}, record {workup.patient.record_number}"
    shown["Allergies"] = workup.patient.allergy_words
    for row in workup.latest.values():
        shown[row.definition.label] = f"{row.measured}, {date_format(row.taken_on)}"
    if workup.consent:
        shown["Consent"] = f"signed {date_format(workup.consent.signed_on)}"
    return shown | {"By the criteria": workup.assessment.verdict.replace("_", " ")}


def facts_of(patient: Patient, latest: dict[str, Measurement], on: date) -> dict[str, Fact]:
    """What the criteria read: the newest values, and what was registered."""
    facts = {key: _fact(row) for key, row in latest.items()}
    diagnosis = patient.diagnosis
    record: dict[str, int | str] = {
        "age_years": patient.age_on(on),
        "sex": patient.sex,
        "diagnosis": diagnosis.disease,
        "histology": diagnosis.histology,
        "metastatic_organs": len(diagnosis.sites),
        "months_from_diagnosis": _months_between(diagnosis.diagnosed_on, on),
        "allergies": patient.allergies or "No known allergies",
    }
    return facts | {key: Fact(value, source="registration") for key, value in record.items()}


def _fact(row: Measurement) -> Fact:
    return Fact(row.typed, on=row.taken_on, comparator=row.comparator, source=row.get_source_display())


def _months_between(day: date, later: date) -> int:
    """Completed months."""
    return 12 * (later.year - day.year) + later.month - day.month - (later.day < day.day)

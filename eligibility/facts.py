"""What the rules need of one patient's workup, read from the rows."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from eligibility.models.changes import REGISTERED, registered_in_words, registered_of
from eligibility.rules.criteria import Assessment, assess
from eligibility.rules.facts import Answer, Fact
from patients.models import Consent, Measurement, Patient


@dataclass(frozen=True)
class Workup:
    """One patient's workup on one day: the newest value of each analyte, and what the criteria say."""

    patient: Patient
    latest: dict[str, Measurement]
    assessment: Assessment
    consent: Consent | None

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
    def exceptions(self) -> list[str]:
        """Ids of the criteria that need a reason where a physician signs eligible all the same."""
        return [found.criterion.id for found in self.assessment.judgements if found.answer is not Answer.MET]


def workup_of(patient: Patient, *, on: date) -> Workup:
    """The workup as judged for this day."""
    latest = Measurement.objects.filter(patient=patient).latest_by_analyte()
    assessment = assess(facts_of(patient, latest, on), on=on)
    consent = Consent.objects.filter(patient=patient).first()
    return Workup(patient, latest, assessment, consent)


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
    record: dict[str, int | str] = {
        "age_years": patient.age_on(on),
        "sex": patient.sex,
        "diagnosis": patient.diagnosis.disease,
    }
    return facts | {key: Fact(value, source="registration") for key, value in record.items()}


def _fact(row: Measurement) -> Fact:
    return Fact(row.typed, on=row.taken_on, comparator=row.comparator, source=row.get_source_display())

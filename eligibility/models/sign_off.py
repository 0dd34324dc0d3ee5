"""The physician's signed answer: may this patient be treated?"""

from typing import Any

from django.db import models
from django.utils import timezone

from eligibility.models.changes import changes_of, registered_otherwise
from eligibility.rules.facts import Answer
from eligibility.rules.judgements import Judgement
from il2program.accounts.roles import Permission
from il2program.signatures.changes import Change
from il2program.signatures.models import Signed
from patients.models import Measurement, Patient
from patients.models.patient import OfPatient


class Eligible(models.TextChoices):
    ELIGIBLE = "eligible", "Eligible"
    NOT_ELIGIBLE = "not_eligible", "Not eligible"


class NotEligibleBecause(models.TextChoices):
    """Why a patient is not treated, in codes that can be counted. Source: clinical reference 7.3."""

    DISEASE = "disease", "Disease or histology outside the program"
    PERFORMANCE = "performance", "Performance status"
    HEART = "heart", "Heart"
    LUNG = "lung", "Lung function"
    KIDNEY = "kidney", "Kidney function"
    LIVER = "liver", "Liver function or hepatitis"
    BLOOD = "blood", "Blood counts or clotting"
    BRAIN = "brain", "Brain metastases or seizures"
    INFECTION = "infection", "Infection, HIV included"
    IMMUNE = "immune", "Autoimmune disease, allograft or steroids"
    PREGNANCY = "pregnancy", "Pregnancy or breast feeding"
    TOXICITY = "toxicity", "Earlier toxicity or hypersensitivity"
    SUPPORT = "support", "No caregiver or support at home"
    CHOICE = "choice", "Patient's choice"
    OTHER_TREATMENT = "other_treatment", "Another treatment is preferred"
    OTHER = "other", "Another reason"


class SignOff(OfPatient, Signed):
    """A decision on eligibility, for one course, with what it was based on frozen into it."""

    course = models.PositiveSmallIntegerField(editable=False)
    decision = models.CharField(max_length=12, choices=Eligible)
    decided_on = models.DateField(default=timezone.localdate, editable=False)
    # {criterion id: reason} for each criterion that is not met, unknown or expired.
    exceptions = models.JSONField(default=dict, blank=True)
    reason = models.CharField("reasons", max_length=600, blank=True)
    # Codes of NotEligibleBecause; none where it says "eligible", and in sign-offs from before there were codes.
    codes = models.JSONField("coded reasons", null=True, blank=True)
    # Each criterion's answer and reason as shown at signing, and the verdict.
    assessment = models.JSONField(editable=False)
    # Keys of the measurements that were judged.
    measurements = models.JSONField(editable=False, blank=True)
    # What was registered then of what the criteria read; sign-offs from before it was kept have none.
    registered = models.JSONField(default=dict, editable=False, blank=True)

    added_later = frozenset({"registered", "codes"})
    permission = Permission.SIGN_ELIGIBILITY

    def __str__(self) -> str:
        return f"{self.get_decision_display()}, course {self.course}"

    def signed_fields(self) -> dict[str, Any]:
        fields = {
            "patient": self.patient.code,
            "course": self.course,
            "decision": self.decision,
            "decided_on": self.decided_on,
            "exceptions": self.exceptions,
            "reason": self.reason,
            "assessment": self.assessment,
            "measurements": self.measurements,
        }
        fields |= {"registered": self.registered} if self.registered else {}
        return fields | ({} if self.codes is None else {"codes": self.codes})

    @property
    def meaning(self) -> str:
        if self.decision == Eligible.ELIGIBLE:
            return f"I have reviewed this workup and find the patient eligible for course {self.course}."
        return f"I have reviewed this workup and find the patient not eligible for course {self.course}."

    @property
    def why(self) -> str:
        """The reasons of "not eligible", the codes in words first."""
        coded = "; ".join(NotEligibleBecause(code).label for code in self.codes or ())
        return ". ".join(part for part in (coded, self.reason) if part)

    @property
    def is_eligible(self) -> bool:
        return self.decision == Eligible.ELIGIBLE

    def did_not_see(self, judgement: Judgement) -> bool:
        """Whether a criterion is not met, or has no answer, other than it was when this was signed."""
        signed = self.assessment["criteria"].get(judgement.criterion.id, {}).get("answer")
        return judgement.answer in (Answer.NOT_MET, Answer.UNKNOWN) and judgement.answer != signed

    def changed_since(self) -> list[Change]:
        """Signed values that were corrected since, and registered facts that changed: then this is void."""
        return changes_of([self])[self.pk]

    def is_void(self) -> bool:
        corrected = Measurement.objects.filter(pk__in=self.measurements, replaced_by__isnull=False)
        return bool(registered_otherwise(self)) or corrected.exists()


def newest_sign_off(patient: Patient, course: int) -> SignOff | None:
    """The latest decision on this course, whatever it says."""
    return SignOff.objects.filter(patient=patient, course=course).order_by("-pk").first()


def serving(patient: Patient, course: int) -> SignOff | None:
    """The sign-off that lets this patient be admitted in this course, or None.

    The newest one counts, and only while it says "eligible" and nothing it was based on has been
    corrected since.
    """
    newest = newest_sign_off(patient, course)
    if newest is None or not newest.is_eligible or newest.is_void():
        return None
    return newest

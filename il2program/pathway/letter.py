"""The whole workup as the physician reads it before signing, with the earlier signatures."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from cycles.actions.results import RENEWED, accepted_for
from cycles.facts import Journey, journeys
from cycles.rules.next_step import Step
from eligibility.areas import Line, Part, information_of, lines_of, parts_of
from eligibility.facts import Workup, workup_of
from eligibility.models import SignOff
from eligibility.rules.criteria import CRITERIA
from il2program.pathway.course import course_in_question, step_without_sign_off
from il2program.signatures.changes import Change
from patients.models import ImagingStudy, Patient
from patients.rules.diseases import SECONDARY_SITES

TITLES = {criterion.id: criterion.title for criterion in CRITERIA}


@dataclass(frozen=True)
class Signed:
    """A sign-off with the criteria that it accepts, each with its reason.

    changes: what became of the facts it rests on, told of the newest one only.
    """

    sign_off: SignOff
    accepted: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]

    @property
    def is_void(self) -> bool:
        return self.sign_off.is_eligible and bool(self.changes)


@dataclass(frozen=True)
class Letter:
    """A patient's workup today. `course` is None where no sign-off is in question, and `refusal` says why."""

    journey: Journey
    course: int | None
    refusal: str
    workup: Workup

    @property
    def patient(self) -> Patient:
        return self.journey.patient

    @property
    def renews_for(self) -> int | None:
        """The second admission of a course for which only some results are renewed, while it is awaited."""
        return self.journey.step.cycle if self.journey.renewal else None

    @property
    def question(self) -> str:
        """What the criteria are judged for, in a sentence; empty where no admission waits for them."""
        if self.renews_for:
            return f"For the admission to cycle {self.renews_for}: {RENEWED} are renewed, the rest carries over."
        return f"For course {self.course}." if self.course else ""

    @property
    def accepted(self) -> set[str]:
        """The criteria that a physician accepted as they are, for the course or for the admission that is awaited."""
        sign_off, step = self.journey.sign_off, self.journey.step
        signed = set(sign_off.exceptions) if sign_off and sign_off.is_eligible else set()
        excepted = accepted_for(self.workup, step.cycle) if step.step is Step.ADMIT and step.cycle else set()
        return signed | excepted

    @property
    def sites(self) -> str:
        return sites_of(self.patient)

    @property
    def lines(self) -> list[Line]:
        """The criteria, those that matter first."""
        return lines_of(self.workup)

    @property
    def met(self) -> list[Line]:
        return [line for line in self.lines if line.is_met]

    @property
    def information(self) -> list[Line]:
        """What is weighed beside the criteria, what asks for caution first."""
        return information_of(self.workup)

    @property
    def parts(self) -> list[Part]:
        """The eight areas."""
        return parts_of(self.workup)

    @property
    def studies(self) -> list[ImagingStudy]:
        """The imaging studies with their lesions."""
        return ImagingStudy.objects.standing().filter(patient=self.patient).read()

    @property
    def signed(self) -> list[Signed]:
        return signed_by(self.journey)


def letter_of(code: UUID) -> Letter:
    today: date = timezone.localdate()
    found = journeys(Patient.objects.filter(code=code), today)
    if not found:
        raise Http404("There is no patient with this code.")
    journey = found[0]
    course = course_in_question(journey, today)
    refusal = "" if course else step_without_sign_off(journey, today).reason
    workup = journey.workup or journey.renewal or workup_of(journey.patient, on=today)
    return Letter(journey, course, refusal, workup)


def signed_by(journey: Journey) -> list[Signed]:
    """The sign-offs of a journey, the newest first."""
    rows = list(journey.patient.signoff_set.all())[::-1]
    return [_signed(row, journey.changes if row == journey.sign_off else ()) for row in rows]


def _signed(row: SignOff, changes: tuple[Change, ...]) -> Signed:
    accepted = tuple((TITLES.get(key, key), why) for key, why in row.exceptions.items())
    return Signed(row, accepted, changes)


def sites_of(patient: Patient) -> str:
    """The sites of metastasis, in words."""
    return ", ".join(SECONDARY_SITES.get(code, code) for code in patient.diagnosis.sites).lower()

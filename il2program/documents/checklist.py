"""The eligibility checklist: each criterion with its value and answer, the decision, and who signed it.

Source: clinical reference 8, form 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from cycles.facts import Journey
from eligibility.areas import Found, found_of, parts_of
from eligibility.facts import Workup, validity, workup_of
from eligibility.models import SignOff
from eligibility.rules.criteria import CRITERIA, Answer, Assessment, Criterion, Verdict
from eligibility.rules.facts import row
from eligibility.rules.information import INFORMATION
from eligibility.rules.workup import SECTIONS, Area, Section
from il2program.documents.printed_form import BLANK, TODAY, Copy
from patients.models import ImagingStudy, Measurement, Patient
from patients.rules.analytes import Analyte
from patients.rules.diseases import SECONDARY_SITES

Judged = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """One criterion, or one row for information (its answer is empty)."""

    id: str
    title: str
    asks: tuple[str, ...]
    found: tuple[Found, ...]
    note: str = ""
    answer: str = ""
    reason: str = ""
    accepted: str = ""

    @property
    def blanks(self) -> tuple[Analyte, ...]:
        """What is written into this row by hand."""
        return tuple(row(key) for key in self.asks)


@dataclass(frozen=True)
class AreaRows:
    """One area: its criteria, what is read for information, and what else is recorded."""

    area: Area
    title: str
    sources: str
    criteria: tuple[Row, ...]
    information: tuple[Row, ...]
    others: tuple[Found, ...]
    # What else is written in by hand on a blank form.
    blanks: tuple[Analyte, ...]


def copies(journey: Journey) -> list[Copy]:
    """Each signed version, the newest first, and as it stands today, first where no signature stands; and blank."""
    signed = [Copy(str(row.pk), _named(row), row, _became(row, journey)) for row in reversed(_sign_offs(journey))]
    stands = bool(signed) and not journey.sign_off_is_void
    return [*signed, TODAY, BLANK] if stands else [TODAY, *signed, BLANK]


def signed_as(journey: Journey, of: str) -> SignOff | None:
    """The sign-off of which this is the copy; None for one as it stands today, or blank."""
    return next((row for row in _sign_offs(journey) if str(row.pk) == of), None)


def fill(journey: Journey, of: str) -> dict[str, Any]:
    """What the template prints of this copy."""
    sign_off = signed_as(journey, of)
    blank = of == BLANK.of
    workup = _as_signed(journey, sign_off) if sign_off else _today(journey)
    judged = _frozen(sign_off) if sign_off else _judged(workup)
    return {
        "workup": workup,
        "blank": blank,
        "studies": _studies(journey.patient, sign_off),
        "areas": [_area(section, workup, judged, sign_off.exceptions if sign_off else {}) for section in SECTIONS],
        "age": journey.patient.age_on(workup.assessment.on),
        "sites": ", ".join(SECONDARY_SITES.get(code, code) for code in journey.patient.diagnosis.sites),
        "sign_off": sign_off,
        "is_void": sign_off is not None and sign_off.is_eligible and sign_off.is_void(),
    }


def _studies(patient: Patient, sign_off: SignOff | None) -> list[ImagingStudy]:
    """The imaging studies, the newest first: those that stand, or stood when somebody signed."""
    if sign_off is None:
        return list(ImagingStudy.objects.standing().filter(patient=patient))
    return list(ImagingStudy.objects.standing_at(sign_off.signature.signed_at).filter(patient=patient))


def _named(sign_off: SignOff) -> str:
    return f"Signed version of {_instant(sign_off)}: {sign_off}"


def _became(sign_off: SignOff, journey: Journey) -> str:
    """What has become of a signed version since."""
    later = (row for row in _sign_offs(journey) if row.course == sign_off.course and row.pk > sign_off.pk)
    if (next_one := next(later, None)) is not None:
        return f"Superseded by the version signed {_instant(next_one)}. It still says what was signed then."
    if sign_off == journey.sign_off and journey.sign_off_is_void:
        return "Void: a value that was signed has been corrected since. No admission rests on this version."
    return ""


def _instant(sign_off: SignOff) -> str:
    return date_format(timezone.localtime(sign_off.signature.signed_at), "D j M Y H:i")


def _sign_offs(journey: Journey) -> Sequence[SignOff]:
    return list(journey.patient.signoff_set.all())


def _today(journey: Journey) -> Workup:
    return journey.workup or workup_of(journey.patient, on=timezone.localdate())


def _as_signed(journey: Journey, sign_off: SignOff) -> Workup:
    """The values that were signed, on the day of the signature; the answers are those frozen into it."""
    rows = Measurement.objects.filter(pk__in=sign_off.measurements).select_related("recorded_by")
    assessment = Assessment(sign_off.decided_on, (), Verdict(sign_off.assessment["verdict"]), ())
    consents = [one for one in journey.patient.consent_set.all() if one.signed_on <= sign_off.decided_on]
    return Workup(
        journey.patient, {row.analyte: row for row in rows}, assessment, next(iter(consents), None), validity()
    )


def _judged(workup: Workup) -> Judged:
    return {one.criterion.id: (one.answer.value, one.reason) for one in workup.assessment.judgements}


def _frozen(sign_off: SignOff) -> Judged:
    return {key: (told["answer"], told["reason"]) for key, told in sign_off.assessment["criteria"].items()}


def _area(section: Section, workup: Workup, judged: Judged, exceptions: dict[str, str]) -> AreaRows:
    criteria = [one for one in CRITERIA if one.area is section.area and one.id in judged]
    information = [one for one in INFORMATION if one.area is section.area]
    told = {key for one in criteria for key in one.inputs} | {key for one in information for key in one.inputs}
    part = next(part for part in parts_of(workup) if part.section is section)
    others = (found for found in part.found if found.definition.key not in told and _is_own(found, section))
    sources = [one.source for one in criteria] + [one.source for one in information]
    return AreaRows(
        section.area,
        section.title,
        ", ".join(dict.fromkeys(sources)),
        tuple(_criterion(one, workup, judged, exceptions) for one in criteria),
        tuple(Row(one.id, one.title, one.inputs, _found(workup, one.inputs), one.note) for one in information),
        tuple(others),
        tuple(row(key) for key in section.keys if key not in told),
    )


def _criterion(criterion: Criterion, workup: Workup, judged: Judged, exceptions: dict[str, str]) -> Row:
    answer, reason = judged[criterion.id]
    return Row(
        criterion.id,
        criterion.title,
        criterion.inputs,
        _found(workup, criterion.inputs),
        answer=answer,
        reason="" if answer == Answer.MET else reason,
        accepted=exceptions.get(criterion.id, ""),
    )


def _found(workup: Workup, keys: Sequence[str]) -> tuple[Found, ...]:
    found = (found_of(workup, key) for key in keys)
    return tuple(one for one in found if one is not None)


def _is_own(found: Found, section: Section) -> bool:
    """Whether a value is entered in this area or computed; what is shown from another area is printed there."""
    return found.definition.key in section.entered or found.definition.computed

"""Recording the baseline, and putting the right one in the place of a wrong one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from cycles.models import Lesion, LesionReading, Scan
from cycles.rules.lesion_states import LesionState, Role
from cycles.rules.targets import MAX_TARGETS, Kind, Measured, cautions, doubled, refusals
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.forms import Conflict
from patients.actions.people import check_day
from patients.models import Patient
from patients.rules.imaging import MAX_MM


@transaction.atomic
def record_baseline(
    *,
    patient: Patient,
    targets: Sequence[Measured],
    by: Person,
    others: Sequence[Measured] = (),
    acknowledged: bool = False,
    **facts: Any,
) -> Scan:
    """Record the scan against which every later one is judged: its target lesions, and what else there is.

    acknowledged: what the rule asks to be looked at has been looked at.
    """
    patient = Patient.objects.locked(patient.pk)
    if patient.scan_set.standing().filter(after_cycle=0).exists():
        raise Conflict("The baseline has been recorded already.")
    scan = Scan(patient=patient, after_cycle=0, recorded_by=by, **facts)
    told = _checked(scan, targets, others, acknowledged=acknowledged)
    sentence = f"Recorded the baseline scan of {date_format(scan.scanned_on)}"
    with trail.action("recorded baseline", patient, by=by, sentence=sentence, reason=told):
        scan.save()
        _write(scan, [(None, one) for one in targets], Role.TARGET)
        _write(scan, [(None, one) for one in others], Role.NON_TARGET)
    return scan


@transaction.atomic
def correct_baseline(
    *,
    old: Scan,
    targets: Sequence[Measured],
    because: str,
    by: Person,
    others: Sequence[Measured] = (),
    kept: Sequence[int | None] = (),
    kept_others: Sequence[int | None] = (),
    acknowledged: bool = False,
    **facts: Any,
) -> Scan:
    """Put the right baseline in the place of a wrong one, which stays; decisions that rest on it become void.

    kept, kept_others: for each lesion the key of the one on record that it is, so that it stays the same through time.
    """
    patient = Patient.objects.locked(old.patient_id)
    refuse_if_replaced(old)
    scan = Scan(patient=patient, after_cycle=0, recorded_by=by, replaces=old, because=because, **facts)
    told = _checked(scan, targets, others, acknowledged=acknowledged)
    sentence = f"Corrected the baseline scan of {date_format(old.scanned_on)}"
    with trail.action("corrected scan", patient, by=by, sentence=sentence, reason=f"{because} {told}".strip()):
        scan.save()
        known = {reading.lesion_id: reading.lesion for reading in old.readings.all()}
        _write(scan, _paired(targets, kept, known), Role.TARGET)
        _write(scan, _paired(others, kept_others, known), Role.NON_TARGET)
    return scan


def refuse_if_replaced(old: Scan) -> None:
    if Scan.objects.filter(replaces=old).exists():
        raise Conflict("Somebody corrected this scan meanwhile. Nothing was changed.")


def _paired(
    lesions: Sequence[Measured], keys: Sequence[int | None], known: dict[int, Lesion]
) -> list[tuple[Lesion | None, Measured]]:
    """Each lesion with the one on record that it is."""
    keys = [*keys, *[None] * (len(lesions) - len(keys))]
    return [(known.get(key or 0), one) for key, one in zip(keys, lesions, strict=True)]


def _write(scan: Scan, lesions: Sequence[tuple[Lesion | None, Measured]], role: Role) -> None:
    numbers = Lesion.objects.filter(patient=scan.patient, role=role).values_list("number", flat=True)
    number = max(numbers, default=0)
    for known, told in lesions:
        lesion = known if known is not None and known.role == role else None
        if lesion is None:
            number += 1
            lesion = Lesion(patient=scan.patient, role=role, number=number)
        _tell(lesion, told)
        mm = told.mm or None
        state = LesionState.MEASURED if role is Role.TARGET else LesionState.PRESENT
        LesionReading(scan=scan, lesion=lesion, mm=mm, state=state).save()


def _tell(lesion: Lesion, told: Measured) -> None:
    """Write what a lesion is, where that is new or different."""
    facts = {
        "organ": told.organ,
        "description": told.description,
        "is_node": told.is_node,
        "kind": Kind.NODE if told.is_node else told.kind,
        "irradiated": told.irradiated,
    }
    if lesion.pk and all(getattr(lesion, name) == value for name, value in facts.items()):
        return
    for name, value in facts.items():
        setattr(lesion, name, value)
    lesion.full_clean(exclude=["patient"])
    lesion.save()


def _checked(scan: Scan, targets: Sequence[Measured], others: Sequence[Measured], *, acknowledged: bool) -> str:
    """Refuse what cannot be, and what nobody has looked at. Returns what was looked at, in words.

    Source: RECIST 1.1, clinical reference 6.1.
    """
    scan.has_non_targets = scan.has_non_targets or bool(others)
    patient, first = scan.patient, scan.patient.cycles.counted().order_by("admitted_at").first()
    check_day(scan.scanned_on, patient, "scanned_on")
    if first and scan.scanned_on > first.admitted_on:
        raise ValidationError({"scanned_on": "The baseline is taken before the first cycle."})
    scan.full_clean(exclude=["patient", "recorded_by", "replaces", "study", "order"])
    _check_lesions(scan, targets, others)
    found = cautions(targets, others, scan.method, scan.scanned_on, _treated_from(scan, first))
    if found and not acknowledged:
        raise ValidationError({"acknowledged": found})
    return " ".join(found)


def _treated_from(scan: Scan, first: Any) -> date | None:
    day: date = first.admitted_on if first else timezone.localdate()
    return day


def _check_lesions(scan: Scan, targets: Sequence[Measured], others: Sequence[Measured]) -> None:
    """Which lesions may be targets, and that none stands twice."""
    if not targets and not scan.has_non_targets:
        raise ValidationError("Record at least one target lesion, or mark that there is non-target disease.")
    if len(targets) > MAX_TARGETS:
        raise ValidationError(f"At most {MAX_TARGETS} target lesions are chosen.")
    wrong = {f"{name}_{place}": told for place, (name, told) in refusals(targets, scan.method).items()}
    twice = doubled([*targets, *others])
    for place, (name, told) in twice.items():
        if place > len(targets):
            wrong[f"other_{name}_{place - len(targets)}"] = told
    for place, one in enumerate(others, 1):
        if one.mm > MAX_MM:
            wrong[f"other_mm_{place}"] = f"A diameter lies between 0 and {MAX_MM} mm."
    if wrong:
        raise ValidationError(wrong)

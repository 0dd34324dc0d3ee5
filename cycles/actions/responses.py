"""Recording scans."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format

from cycles.facts import step_of
from cycles.models import Lesion, LesionReading, Scan
from cycles.models.response import NonTarget, Target
from cycles.rules.lesions import figure
from cycles.rules.next_step import Step
from cycles.rules.targets import MAX_TARGETS, MAX_TARGETS_PER_ORGAN
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.forms import Conflict
from patients.actions.imaging import write_study
from patients.actions.people import check_day
from patients.models import Patient
from patients.rules.imaging import MAX_MM, MIN_NODE_MM, MIN_TARGET_MM, Region, SeenLesion, Study, answered_by

# The short axis, in mm, under which a lymph node is normal. Source: RECIST 1.1, clinical reference 6.1.
NORMAL_NODE_MM = Decimal(10)

__all__ = ["Target", "record_baseline", "record_scan"]


@transaction.atomic
def record_baseline(*, patient: Patient, targets: Sequence[Target], by: Person, **facts: Any) -> Scan:
    """Record the scan against which every later one is judged, and choose its target lesions."""
    patient = Patient.objects.locked(patient.pk)
    if patient.scan_set.standing().filter(after_cycle=0).exists():
        raise Conflict("The baseline has been recorded already.")
    scan = Scan(patient=patient, after_cycle=0, recorded_by=by, **facts)
    check_day(scan.scanned_on, patient, "scanned_on")
    _check_targets(targets, scan)
    first = patient.cycles.counted().order_by("admitted_at").first()
    if first and scan.scanned_on > first.admitted_on:
        raise ValidationError({"scanned_on": "The baseline is taken before the first cycle."})
    scan.full_clean(exclude=["patient", "recorded_by", "replaces"])
    with trail.action(
        "recorded baseline", patient, by=by, sentence=f"Recorded the baseline scan of {date_format(scan.scanned_on)}"
    ):
        scan.save()
        for number, target in enumerate(targets, 1):
            lesion = Lesion(
                patient=patient,
                number=number,
                organ=target.organ,
                description=target.description,
                is_node=target.is_node,
            )
            lesion.save()
            LesionReading(scan=scan, lesion=lesion, mm=target.mm).save()
    return scan


def _check_targets(targets: Sequence[Target], scan: Scan) -> None:
    """Which lesions may be targets. Source: RECIST 1.1, clinical reference 6.1."""
    if not targets and not scan.has_non_targets:
        raise ValidationError("Record at least one target lesion, or mark that there is non-target disease.")
    if len(targets) > MAX_TARGETS:
        raise ValidationError(f"At most {MAX_TARGETS} target lesions are chosen.")
    organs: list[str] = []
    for number, target in enumerate(targets, 1):
        organs.append("lymph nodes" if target.is_node else target.organ.strip().lower())
        if organs.count(organs[-1]) > MAX_TARGETS_PER_ORGAN:
            told = f"At most {MAX_TARGETS_PER_ORGAN} target lesions of one organ are chosen ({organs[-1]})."
            raise ValidationError({f"organ_{number}": told})
        least = MIN_NODE_MM if target.is_node else MIN_TARGET_MM
        if not least <= target.mm <= MAX_MM:
            kind = "node's short axis" if target.is_node else "lesion"
            told = f"A target {kind} measures {least} to {MAX_MM} mm; this is {figure(target.mm)} mm."
            raise ValidationError({f"mm_{number}": told})


@transaction.atomic
def record_scan(
    *,
    patient: Patient,
    after_cycle: int,
    diameters_mm: dict[int, Decimal | None],
    by: Person,
    region: str = Region.CHEST_ABDOMEN_PELVIS,
    **facts: Any,
) -> Scan:
    """Record the scan after a cycle. diameters_mm: by lesion key; None where it was not assessed.

    It is an imaging study too: the next course's workup takes it as its CT (clinical reference 0).
    """
    patient = Patient.objects.locked(patient.pk)
    step = step_of(patient)
    if (step.step, step.cycle) != (Step.SCAN, after_cycle):
        raise Conflict(f"No scan after cycle {after_cycle} is due. {step.reason}")
    baseline = patient.scan_set.standing().filter(after_cycle=0).first()
    if baseline is None:
        raise Conflict("Record the baseline scan first: without it nothing can be compared.")
    scan = Scan(patient=patient, after_cycle=after_cycle, recorded_by=by, **facts)
    _check_scan(patient, scan, baseline)
    _check_diameters(diameters_mm, {reading.lesion_id for reading in baseline.readings.all()})
    scan.has_non_targets = baseline.has_non_targets
    scan.full_clean(exclude=["patient", "recorded_by", "replaces"])
    with trail.action("recorded scan", patient, by=by, sentence=f"Recorded the scan after cycle {after_cycle}"):
        scan.save()
        for lesion_id, mm in diameters_mm.items():
            LesionReading(scan=scan, lesion_id=lesion_id, mm=mm).save()
        write_study(patient, _study_of(scan, region), by)
    return scan


def _study_of(scan: Scan, region: str) -> Study:
    """The scan as a study of the workup, with what is left of the target lesions."""
    readings = scan.readings.select_related("lesion")
    left = [row for row in readings if row.mm]
    enlarged = [row for row in left if not (row.lesion.is_node and row.mm < NORMAL_NODE_MM)]
    gone = not enlarged and not scan.new_lesion and scan.non_target in ("", NonTarget.CR)
    shows = "no_disease" if gone else "disease"
    return Study(
        modality=scan.modality,
        region=region,
        taken_on=scan.scanned_on,
        read_by=scan.read_by,
        result=shows if answered_by(scan.modality, region) else "",
        finding=f"Response scan after cycle {scan.after_cycle}. {scan.note}".strip(),
        lesions=[SeenLesion(row.lesion.organ, row.mm, row.lesion.description, row.lesion.is_node) for row in left],
    )


def _check_scan(patient: Patient, scan: Scan, baseline: Scan) -> None:
    check_day(scan.scanned_on, patient, "scanned_on")
    cycle = patient.cycles.counted().get(number=scan.after_cycle)
    if scan.scanned_on <= cycle.discharged_on:
        day = date_format(cycle.discharged_on)
        raise ValidationError(
            {"scanned_on": f"The scan must be after the discharge from cycle {cycle.number} on {day}."}
        )
    if baseline.has_non_targets and not scan.non_target:
        raise ValidationError({"non_target": "The baseline has non-target disease: say what the scan shows of it."})
    later = patient.scan_set.standing().filter(scanned_on__gte=scan.scanned_on).exclude(pk=baseline.pk)
    if later.exists():
        raise ValidationError({"scanned_on": "A scan of this day or later has been recorded already."})


def _check_diameters(diameters_mm: dict[int, Decimal | None], lesions: set[int]) -> None:
    if set(diameters_mm) != lesions:
        raise ValidationError("Say for each target lesion what it measures, or that it was not assessed.")
    for lesion_id, mm in diameters_mm.items():
        if mm is not None and not 0 <= mm <= MAX_MM:
            told = f"A diameter lies between 0 and {MAX_MM} mm; {figure(mm)} mm cannot be."
            raise ValidationError({f"mm_{lesion_id}": told})

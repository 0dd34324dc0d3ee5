"""Recording the scan after a course, and putting the right one in the place of a wrong one."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format

from cycles.actions.baselines import refuse_if_replaced
from cycles.facts import step_of
from cycles.models import Lesion, LesionReading, Scan, ScanOrder
from cycles.models.scans import NonTarget
from cycles.rules.lesion_states import STATES, LesionState, Reading, Role, SeenAnew, non_target_of
from cycles.rules.lesions import figure
from cycles.rules.next_step import Step
from cycles.rules.targets import NORMAL_NODE_UNDER_MM
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.forms import Conflict
from patients.actions.imaging import write_study
from patients.actions.people import check_day
from patients.models import Patient
from patients.rules.imaging import MAX_MM, Region, SeenLesion, Study, answered_by

# A new lesion is certain where it was seen as such, or confirmed.
CERTAIN = (LesionState.NEW, LesionState.CONFIRMED)


@transaction.atomic
def record_scan(
    *,
    patient: Patient,
    after_cycle: int,
    readings: Mapping[int, Reading],
    by: Person,
    seen_anew: Sequence[SeenAnew] = (),
    **facts: Any,
) -> Scan:
    """Record the scan after a cycle. readings: by the key of each lesion that is followed.

    It is an imaging study too: the next course's workup takes it as its CT (clinical reference 0).
    """
    patient = Patient.objects.locked(patient.pk)
    step = step_of(patient)
    if (step.step, step.cycle) != (Step.SCAN, after_cycle):
        raise Conflict(f"No scan after cycle {after_cycle} is due. {step.reason}")
    scan = Scan(patient=patient, after_cycle=after_cycle, recorded_by=by, **_told(facts))
    scan.order = ScanOrder.objects.open().filter(patient=patient, after_cycle=after_cycle).last()
    _check(scan, readings, seen_anew)
    with trail.action("recorded scan", patient, by=by, sentence=f"Recorded the scan after cycle {after_cycle}"):
        scan.study = write_study(patient, _study_of(scan, readings), by)
        _write(scan, readings, seen_anew)
    return scan


@transaction.atomic
def correct_scan(
    *,
    old: Scan,
    readings: Mapping[int, Reading],
    because: str,
    by: Person,
    seen_anew: Sequence[SeenAnew] = (),
    **facts: Any,
) -> Scan:
    """Put the right reading in the place of a wrong one, which stays; decisions that rest on it become void."""
    patient = Patient.objects.locked(old.patient_id)
    refuse_if_replaced(old)
    scan = Scan(patient=patient, after_cycle=old.after_cycle, recorded_by=by, replaces=old, **_told(facts))
    scan.because, scan.order = because, old.order
    _check(scan, readings, seen_anew)
    with trail.action("corrected scan", patient, by=by, sentence=f"Corrected the {old}", reason=because):
        scan.study = write_study(patient, _study_of(scan, readings), by, old=old.study, because=because)
        _write(scan, readings, seen_anew)
    return scan


def followed(patient: Patient, before: Scan | None = None) -> list[Lesion]:
    """The lesions that a scan reads: those of the baseline, and doubtful ones that no scan has settled.

    before: the scan that is corrected; what it saw anew is read again, too.
    """
    scans = list(patient.scan_set.standing().order_by("scanned_on", "pk"))
    baseline = next((scan for scan in scans if scan.after_cycle == 0), None)
    if baseline is None:
        return []
    if before is not None:
        scans = [scan for scan in scans if (scan.scanned_on, scan.pk) <= (before.scanned_on, before.pk)]
    latest = {reading.lesion: reading.found for scan in scans for reading in scan.readings_of(Role.NEW)}
    of_this = {reading.lesion for reading in before.readings_of(Role.NEW)} if before else set()
    open_ones = [lesion for lesion, state in latest.items() if state is LesionState.DOUBTFUL or lesion in of_this]
    return [*(reading.lesion for reading in baseline.readings.all()), *open_ones]


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    return {"region": Region.CHEST_ABDOMEN_PELVIS} | facts


def _check(scan: Scan, readings: Mapping[int, Reading], seen_anew: Sequence[SeenAnew]) -> None:
    """Refuse what cannot be, and fill in what follows from the readings."""
    baseline = scan.patient.scan_set.standing().filter(after_cycle=0).first()
    if baseline is None:
        raise Conflict("Record the baseline scan first: without it nothing can be compared.")
    _check_day(scan)
    lesions = {lesion.pk: lesion for lesion in followed(scan.patient, scan.replaces)}
    _check_readings(lesions, readings)
    scan.has_non_targets = baseline.has_non_targets
    states = [reading.state for pk, reading in readings.items() if lesions[pk].role == Role.NON_TARGET]
    scan.non_target = non_target_of(states) or scan.non_target
    if baseline.has_non_targets and not scan.non_target:
        raise ValidationError({"non_target": "The baseline has non-target disease: say what the scan shows of it."})
    anew = [one.state for one in seen_anew]
    known = [reading.state for pk, reading in readings.items() if lesions[pk].role == Role.NEW]
    scan.new_lesion = scan.new_lesion or any(state in CERTAIN for state in [*anew, *known])
    scan.full_clean(exclude=["patient", "recorded_by", "replaces", "study", "order"])


def _check_day(scan: Scan) -> None:
    """After the discharge of its cycle, and in its place among the other scans."""
    patient, wrong = scan.patient, "scanned_on"
    check_day(scan.scanned_on, patient, wrong)
    cycle = patient.cycles.counted().get(number=scan.after_cycle)
    if scan.scanned_on <= cycle.discharged_on:
        day = date_format(cycle.discharged_on)
        raise ValidationError({wrong: f"The scan must be after the discharge from cycle {cycle.number} on {day}."})
    old = scan.replaces
    others = patient.scan_set.standing().filter(after_cycle__gte=1).exclude(pk=old.pk if old else None)
    later = others.filter(scanned_on__gte=scan.scanned_on)
    if old is not None:
        later = later.filter(scanned_on__lte=old.scanned_on)
        after = others.filter(scanned_on__gte=old.scanned_on, scanned_on__lte=scan.scanned_on)
        later = later | after
    if later.exists():
        raise ValidationError({wrong: "A scan of this day or later has been recorded already."})


def _check_readings(lesions: Mapping[int, Lesion], readings: Mapping[int, Reading]) -> None:
    if set(readings) != set(lesions):
        raise ValidationError("Say for each lesion what it is on this scan, or that it was not assessed.")
    wrong: dict[str, str] = {}
    for pk, reading in readings.items():
        if why := _why_not(lesions[pk], reading, lesions, readings):
            wrong[f"mm_{pk}" if lesions[pk].is_target else f"state_{pk}"] = why
    if wrong:
        raise ValidationError(wrong)


def _why_not(
    lesion: Lesion, reading: Reading, lesions: Mapping[int, Lesion], readings: Mapping[int, Reading]
) -> str | None:
    """What is wrong with the reading of one lesion, in a sentence."""
    if reading.state not in STATES[Role(lesion.role)]:
        return f"{lesion} cannot be “{reading.state.in_words}”."
    if not lesion.is_target:
        return None
    if reading.state is LesionState.MERGED:
        return _why_not_merged(lesion, reading, lesions, readings)
    try:
        total = reading.total_mm
    except ValueError as error:
        return str(error)
    if any(mm < 0 for mm in (total or Decimal(0), *reading.fragments_mm)) or (total and total > MAX_MM):
        return f"A diameter lies between 0 and {MAX_MM} mm; {figure(total or Decimal(0))} mm cannot be."
    return None


def _why_not_merged(
    lesion: Lesion, reading: Reading, lesions: Mapping[int, Lesion], readings: Mapping[int, Reading]
) -> str | None:
    carrier = lesions.get(reading.merged_with or 0)
    if carrier is None or carrier == lesion or not carrier.is_target:
        return "Say with which other target it has merged; that one carries the longest diameter of the whole."
    if readings[carrier.pk].state is not LesionState.MEASURED:
        return f"{carrier.name} carries the diameter of the merged lesion: type it there."
    return None


def _write(scan: Scan, readings: Mapping[int, Reading], seen_anew: Sequence[SeenAnew]) -> None:
    scan.save()
    roles = dict(Lesion.objects.filter(pk__in=readings).values_list("pk", "role"))
    for lesion_id, reading in readings.items():
        LesionReading(
            scan=scan,
            lesion_id=lesion_id,
            mm=reading.total_mm if roles[lesion_id] == Role.TARGET else reading.mm,
            state=reading.state,
            fragments_mm=" + ".join(figure(mm) for mm in reading.fragments_mm),
            merged_with_id=reading.merged_with,
        ).save()
    numbers = Lesion.objects.filter(patient=scan.patient, role=Role.NEW).values_list("number", flat=True)
    for number, one in enumerate(seen_anew, max(numbers, default=0) + 1):
        is_node = "node" in one.organ.lower()
        told = {"organ": one.organ, "description": one.description, "is_node": is_node}
        lesion = Lesion(patient=scan.patient, role=Role.NEW, number=number, **told)
        lesion.save()
        LesionReading(scan=scan, lesion=lesion, state=one.state).save()


def _study_of(scan: Scan, readings: Mapping[int, Reading]) -> Study:
    """The scan as a study of the workup, with what is left of the target lesions."""
    lesions = Lesion.objects.filter(pk__in=readings, role=Role.TARGET).in_bulk()
    left = [(lesions[pk], mm) for pk, reading in readings.items() if pk in lesions and (mm := reading.total_mm)]
    enlarged = [mm for lesion, mm in left if not (lesion.is_node and mm < NORMAL_NODE_UNDER_MM)]
    gone = not enlarged and not scan.new_lesion and scan.non_target in ("", NonTarget.CR)
    shows = "no_disease" if gone else "disease"
    return Study(
        modality=scan.modality,
        region=scan.region,
        taken_on=scan.scanned_on,
        read_by=scan.read_by,
        result=shows if answered_by(scan.modality, scan.region) else "",
        finding=f"Response scan after cycle {scan.after_cycle}. {scan.note}".strip(),
        lesions=[SeenLesion(lesion.organ, mm, lesion.description, lesion.is_node) for lesion, mm in left],
    )

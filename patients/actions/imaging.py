"""Recording an imaging study with its answer and its lesions, and correcting it."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format

from il2program.accounts.models import Person
from il2program.audit import trail
from patients.actions.measurements import Entry, refuse_unseen, row_of
from patients.actions.people import check_day
from patients.models import ImagedLesion, ImagingStudy, Measurement, Patient
from patients.models.measurement import Source
from patients.rules.imaging import MAX_MM, Modality, Study, answered_by, named


@transaction.atomic
def record_study(*, patient: Patient, study: Study, by: Person, seen: int | None = None) -> ImagingStudy:
    """Record a study; what it answers in code is what the criteria read from then on.

    seen: key of the newest measurement that the form showed.
    """
    patient = Patient.objects.locked(patient.pk)
    entries = _checked(patient, study)
    if seen is not None:
        refuse_unseen(patient, entries, seen, by)
    with trail.action("recorded", patient, by=by, sentence=f"Recorded an imaging study: {_told(study)}"):
        return write_study(patient, study, by)


@transaction.atomic
def correct_study(*, old: ImagingStudy, study: Study, because: str, by: Person) -> ImagingStudy:
    """Replace a study by the right one, with its answers; the old one stays."""
    patient = Patient.objects.locked(old.patient_id)
    if ImagingStudy.objects.filter(replaces=old).exists():
        raise ValidationError("Somebody corrected this study meanwhile. Nothing was changed.")
    if not because.strip():
        raise ValidationError({"because": "Say why the study is corrected."})
    _checked(patient, study)
    sentence = f"Corrected an imaging study: {_told(study)}"
    with trail.action("corrected", patient, by=by, sentence=sentence, reason=because):
        return write_study(patient, study, by, old=old, because=because)


def write_study(
    patient: Patient, study: Study, by: Person, *, old: ImagingStudy | None = None, because: str = ""
) -> ImagingStudy:
    """Write the rows of a study, inside an act that holds the patient's row."""
    rows = [row_of(patient, entry, by, Source.TYPED) for entry in _checked(patient, study)]
    for row, wrong in _replaced(rows, old):
        row.replaces, row.because = wrong, because
    trail.insert_many(rows)
    told = {name: getattr(study, name) for name in ("modality", "region", "taken_on", "read_by", "finding")}
    written = ImagingStudy(
        patient=patient,
        **told,
        measurements=[row.pk for row in rows],
        recorded_by=by,
        replaces=old,
        because=because,
    )
    written.full_clean(exclude=["patient", "replaces"])
    written.save()
    for number, lesion in enumerate(study.lesions, 1):
        facts = {name: getattr(lesion, name) for name in ("organ", "mm", "description", "is_node")}
        ImagedLesion(study=written, number=number, **facts).save()
    return written


def _checked(patient: Patient, study: Study) -> list[Entry]:
    """The study's answers as they are recorded; refuses what cannot be, at its field."""
    check_day(study.taken_on, patient, "taken_on")
    for number, lesion in enumerate(study.lesions, 1):
        if not 0 < lesion.mm <= MAX_MM:
            raise ValidationError({f"mm_{number}": f"A diameter lies between 0 and {MAX_MM} mm."})
    return [Entry(key, value, study.taken_on) for key, value in _answers(study).items() if value]


def _answers(study: Study) -> dict[str, str]:
    key = answered_by(study.modality, study.region)
    if key is None and not study.finding.strip():
        raise ValidationError({"finding": "Say in words what this study shows."})
    if key is None:
        told = {"other_imaging": f"{named(study.modality, study.region)}: {study.finding}"}
    elif not study.result:
        raise ValidationError({"result": "Say what this study shows."})
    else:
        told = {key: study.result}
    method = study.modality if key == "brain_imaging" and study.modality in (Modality.CT, Modality.MRI) else ""
    return told | {"brain_imaging_method": method, "measurable_disease": study.measurable_disease}


def _replaced(rows: Sequence[Measurement], old: ImagingStudy | None) -> list[tuple[Measurement, Measurement]]:
    """Each new answer with the wrong one that it replaces."""
    if old is None:
        return []
    wrong = {row.analyte: row for row in Measurement.objects.filter(pk__in=old.measurements, replaced_by=None)}
    if lost := wrong.keys() - {row.analyte for row in rows}:
        label = ", ".join(wrong[key].definition.label for key in sorted(lost))
        raise ValidationError(f"The study that is corrected answered: {label}. Correct it with the same kind of study.")
    return [(row, wrong[row.analyte]) for row in rows if row.analyte in wrong]


def _told(study: Study) -> str:
    return f"{named(study.modality, study.region)}, {date_format(study.taken_on)}"

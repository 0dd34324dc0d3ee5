"""Laboratory results out of a file: opened for one patient, looked at, and stored as a person decides."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from il2program.accounts.models import Person
from il2program.audit import trail
from patients.actions.measurements import Entry, row_of
from patients.facts import chart_of
from patients.importing import Judged, Line, Option, Unreadable, Verdict, judge, of_this_patient, read_file
from patients.models import FilePreview, ImportedFile, ImportedResult, Measurement, Patient
from patients.models.measurement import Source


@transaction.atomic
def open_file(*, patient: Patient, file: bytes, by: Person) -> FilePreview:
    """Read a file and keep its results for a while, for this person and this patient; nothing is stored yet."""
    try:
        found = read_file(file)
    except Unreadable as refusal:
        raise ValidationError({"file": str(refusal)}) from None
    patient = Patient.objects.locked(patient.pk)
    chart, _ = chart_of(patient, now=timezone.now())
    kept = of_this_patient(found, chart)
    FilePreview.objects.filter(person=by, patient=patient).delete()
    sentence = f"Opened a file of {len(found.results)} results ({found.kind.label})"
    with trail.action("opened a file", patient, by=by, sentence=sentence):
        return FilePreview.objects.create(
            patient=patient,
            person=by,
            sha256=hashlib.sha256(file).hexdigest(),
            kind=found.kind,
            results=[result.kept() for result in kept.results],
            left_alone=list(found.left_alone),
        )


@transaction.atomic
def store_results(
    *, preview: FilePreview, chosen: Mapping[int, int], confirmed: bool, seen: int, by: Person
) -> ImportedFile:
    """Store what is right and what was chosen of the doubtful; keep of the rest why it was not stored.

    chosen: for the number of a doubtful line, which of its options. seen: key of the newest measurement that
    the preview showed. The file is judged again here: nothing that a browser sends says what a result is.
    """
    patient = Patient.objects.locked(preview.patient_id)
    kept = FilePreview.objects.open_to(by.pk, patient).filter(pk=preview.pk).first()
    if kept is None:
        raise ValidationError("This preview was stored already, or is older than an hour. Choose the file again.")
    chart, newest = chart_of(patient, now=timezone.now())
    if newest != seen:
        raise ValidationError(
            "Somebody recorded other results while this preview was open. Nothing was stored: "
            "compare with the chart as it is now below, then store."
        )
    judged = judge(kept.found, chart)
    if judged.to_confirm and not confirmed:
        raise ValidationError({"confirmed": "Confirm that the results are this patient's, or choose another file."})
    taken = [(line, option) for line in judged.lines if (option := _option(line, chosen)) is not None]
    if not taken:
        raise ValidationError("Nothing was chosen. Tick what is right among the doubtful results.")
    with trail.action("imported results", patient, by=by, sentence=_sentence(kept, len(taken))):
        file = _store(kept, judged, taken, by)
    kept.delete()
    return file


def _option(line: Line, chosen: Mapping[int, int]) -> Option | None:
    """How a line is to be stored, if it is."""
    if line.verdict is Verdict.STORE:
        return line.options[0]
    place = chosen.get(line.number)
    if line.verdict is Verdict.DOUBTFUL and place is not None and 0 <= place < len(line.options):
        return line.options[place]
    return None


def _sentence(kept: FilePreview, count: int) -> str:
    results = "1 result" if count == 1 else f"{count} results"
    return f"Imported {results} from a file ({kept.get_kind_display()} {kept.sha256[:8]})"


def _store(kept: FilePreview, judged: Judged, taken: list[tuple[Line, Option]], by: Person) -> ImportedFile:
    stored = {line.number for line, _ in taken}
    file = ImportedFile(
        patient=kept.patient,
        sha256=kept.sha256,
        kind=kept.kind,
        stored=len(taken),
        left_out=[_left_out(line) for line in judged.lines if line.number not in stored],
        confirmed=list(judged.to_confirm),
        imported_by=by,
    )
    trail.insert_many([file])
    rows = [row_of(kept.patient, _entry(line, option), by, Source.IMPORTED) for line, option in taken]
    trail.insert_many(rows)
    trail.insert_many(
        [
            ImportedResult(
                patient=kept.patient,
                file=file,
                measurement=row,
                place=line.place[:80],
                written=line.written,
                content=_content(row),
            )
            for row, (line, _) in zip(rows, taken, strict=True)
        ]
    )
    return file


def _entry(line: Line, option: Option) -> Entry:
    if line.taken_on is None:
        raise ValueError(f"{line.place} has no day.")
    return Entry(line.key, line.entered, line.taken_on, option.unit, line.taken_at, means=option.means)


def _left_out(line: Line) -> dict[str, Any]:
    """What is kept of a line that was not stored; of somebody else's only its place."""
    reasons = list(line.reasons)
    if line.verdict is Verdict.DOUBTFUL:
        reasons.append("It was not ticked.")
    return {"place": line.place, "test": line.test, "written": line.written, "reasons": reasons}


def _content(row: Measurement) -> str:
    """The digest of what a result says; it is unique, so that the database takes each result of a file once."""
    at = row.taken_at.isoformat() if row.taken_at else ""
    said = (row.patient_id, row.analyte, row.taken_on, at, row.value, row.comparator, row.choice)
    return hashlib.sha256("|".join(map(str, said)).encode()).hexdigest()

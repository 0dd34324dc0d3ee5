"""Files of laboratory results: what is being looked at before it is stored, and what was stored of which file."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from il2program.audit.recorded import RecordedOnce
from patients.importing import FileKind, FoundFile, Result
from patients.models.measurement import Measurement
from patients.models.patient import OfPatient, Patient

# So long a preview is kept for the person who opened the file.
PREVIEW_KEPT = timedelta(hours=1)
KINDS = [(kind.value, kind.label) for kind in FileKind]


class FilePreviewQuerySet(models.QuerySet["FilePreview"]):
    def open_to(self, person_id: int | None, patient: Patient) -> "FilePreviewQuerySet":
        """What this person opened for this patient, and may still store."""
        since = timezone.now() - PREVIEW_KEPT
        return self.filter(person_id=person_id, patient=patient, opened_at__gt=since)

    def forget_old(self) -> int:
        return self.filter(opened_at__lte=timezone.now() - PREVIEW_KEPT).delete()[0]


class FilePreview(models.Model):
    """The results of a file that somebody opened and has not stored yet. The file itself is not kept."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=4, choices=KINDS)
    results = models.JSONField(default=list)
    left_alone = models.JSONField(default=list)
    opened_at = models.DateTimeField(default=timezone.now)

    objects = FilePreviewQuerySet.as_manager()

    def __str__(self) -> str:
        return f"preview {self.code}"

    @property
    def found(self) -> FoundFile:
        results = tuple(Result.from_kept(kept) for kept in self.results)
        return FoundFile(FileKind(self.kind), results, tuple(self.left_alone))


class ImportedFile(OfPatient, RecordedOnce):
    """A file of which results were stored. Its name is not kept: it may be a patient's."""

    sha256 = models.CharField("digest of the file", max_length=64)
    kind = models.CharField(max_length=4, choices=KINDS)
    stored = models.PositiveIntegerField()
    # What was not stored: place, test and value as in the file, and the reasons.
    left_out = models.JSONField(default=list)
    # What a person confirmed of the whole file, such as whose it is.
    confirmed = models.JSONField(default=list)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.sha256[:8]}"

    @property
    def told(self) -> str:
        """What became of the file, in a sentence."""
        stored = "1 result was" if self.stored == 1 else f"{self.stored} results were"
        left = f"; {len(self.left_out)} left out, each with its reason" if self.left_out else ""
        return f"{stored} stored from the file{left}."


class ImportedResult(OfPatient, RecordedOnce):
    """Where in which file a measurement comes from; `content` lets the database itself take each result once."""

    file = models.ForeignKey(ImportedFile, models.PROTECT, related_name="results")
    measurement = models.OneToOneField(Measurement, models.PROTECT, related_name="imported")
    place = models.CharField("place in the file", max_length=80)
    written = models.CharField("as in the file", max_length=200)
    content = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.file}, {self.place}"

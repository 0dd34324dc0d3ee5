"""What was printed of a signed record, kept as it was."""

from hashlib import sha256

from django.db import models
from django.utils import timezone

from il2program.audit.recorded import RecordedOnce
from il2program.documents.printed_form import Paper
from il2program.signatures.models import Signature
from patients.models.patient import OfPatient


class SealedDocument(OfPatient, RecordedOnce):
    """The original of a signed form on one paper: printed once, sealed, and handed out unchanged ever after."""

    signature = models.ForeignKey(Signature, models.PROTECT, related_name="+", editable=False)
    form = models.CharField(max_length=60)
    form_version = models.CharField(max_length=20)
    paper = models.CharField(max_length=10, choices=[(paper.value, paper.label) for paper in Paper])
    sealed_at = models.DateTimeField(default=timezone.now)
    digest = models.CharField("SHA-256 of the file", max_length=64)
    certificate = models.CharField("SHA-256 of the seal's certificate", max_length=64)
    pdf = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signature", "form", "paper"], name="one_original_per_paper"),
        ]

    def __str__(self) -> str:
        return f"{self.form}, version {self.form_version}, {self.get_paper_display()}"

    def computed_digest(self) -> str:
        return sha256(self.pdf).hexdigest()

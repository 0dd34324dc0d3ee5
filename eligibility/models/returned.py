"""A workup that the physician gave back to the coordinator: no signature, but an act on the trail."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from eligibility.models.sign_off import SignOff
from il2program.audit.recorded import RecordedOnce, RecordedQuerySet
from patients.models import Consent, Measurement
from patients.models.patient import OfPatient


class ReturnedQuerySet(RecordedQuerySet):
    def open(self) -> "ReturnedQuerySet":
        """Those after which nothing has been recorded and nothing signed."""
        of_patient = {"patient": models.OuterRef("patient")}
        later = {"recorded_at__gt": models.OuterRef("returned_at")}
        signed = SignOff.objects.filter(**of_patient, signature__signed_at__gt=models.OuterRef("returned_at"))
        return self.filter(
            ~models.Exists(Measurement.objects.filter(**of_patient, **later)),
            ~models.Exists(Consent.objects.filter(**of_patient, **later)),
            ~models.Exists(signed),
        )


class Returned(OfPatient, RecordedOnce):
    """What the physician misses in a workup; it waits until something is recorded, or it is returned again."""

    course = models.PositiveSmallIntegerField(editable=False)
    missing = models.CharField("what is missing", max_length=600)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    returned_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReturnedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "returned workup"

    def __str__(self) -> str:
        return f"workup returned for course {self.course}"

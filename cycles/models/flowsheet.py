"""What the flowsheet keeps beside values: what was not done and why, and who was told of a value."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from cycles.models.admission_orders import OfCycle
from cycles.models.cycle import Cycle
from cycles.rules.flowsheet import TITLES
from il2program.audit.recorded import RecordedOnce, RecordedQuerySet


class NotDoneBecause(models.TextChoices):
    """Why a row was left out: it was not done, or could not be obtained."""

    ASLEEP = "asleep", "Not done: asleep, and left so"
    AWAY = "away", "Not done: away from the unit"
    REFUSED = "refused", "Not done: patient declined"
    NOT_DUE = "not_due", "Not done: ordered less often"
    EMERGENCY = "emergency", "Not done: an emergency came first"
    OTHER = "other", "Not done: another reason"
    NO_READING = "no_reading", "Could not obtain: the device reads nothing"
    NO_SAMPLE = "no_sample", "Could not obtain: no sample, or not usable"
    NOT_TESTABLE = "not_testable", "Could not obtain: patient cannot take part"
    NOT_MEASURABLE = "not_measurable", "Could not obtain: lost or mixed, not measurable"


@dataclass(frozen=True)
class LeftOut:
    """A row or a group of rows that was not done or could not be obtained, and why."""

    what: str
    because: str
    words: str = ""


class NotDone(OfCycle, RecordedOnce):
    """A row, or a group of rows, that has no value at a time, and why."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="not_done", editable=False)
    # A row of the table of analytes, or a group of the flowsheet.
    what = models.CharField(max_length=40, editable=False)
    found_at = models.DateTimeField(editable=False)
    because = models.CharField(max_length=16, choices=NotDoneBecause)
    words = models.CharField("in words", max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["found_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(because=NotDoneBecause.OTHER) | ~models.Q(words=""),
                name="another_reason_is_told",
                violation_error_message="Say which other reason.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.told}"

    @property
    def title(self) -> str:
        return TITLES[self.what]

    @property
    def stands(self) -> bool:
        return not hasattr(self, "correction")

    @property
    def told(self) -> str:
        """Why, with what was added in words."""
        label = str(NotDoneBecause(self.because).label)
        return f"{label} ({self.words})" if self.words else label


class NotDoneCorrection(RecordedOnce):
    """That a reason was wrong: which entry stands instead, or none where it was charted by mistake."""

    entry = models.OneToOneField(NotDone, models.PROTECT, related_name="correction", editable=False)
    instead = models.OneToOneField(NotDone, models.PROTECT, null=True, related_name="corrects", editable=False)
    because = models.CharField("reason of the correction", max_length=300)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"correction of {self.entry}"

    @property
    def chart(self) -> object:
        return self.entry.chart


class ProviderCallQuerySet(RecordedQuerySet):
    def standing(self) -> "ProviderCallQuerySet":
        """Calls as they were told last: the row with the answer in place of the one without."""
        return self.filter(replaced_by=None)

    def unanswered(self) -> "ProviderCallQuerySet":
        return self.standing().filter(answer="")


class ProviderCall(OfCycle, RecordedOnce):
    """A physician was told of values: who, when, and the answer; one that comes later is a row in this one's place."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="provider_calls", editable=False)
    # The values by their keys, and the words with which they were told.
    measurements = models.JSONField(default=list, editable=False)
    about = models.CharField("about", max_length=500)
    provider = models.CharField("who was called", max_length=120)
    called_at = models.DateTimeField("called at")
    answer = models.CharField("answer", max_length=500, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", editable=False
    )

    objects = ProviderCallQuerySet.as_manager()

    class Meta:
        ordering = ["called_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(replaces=None) | ~models.Q(answer=""),
                name="second_row_of_a_call_has_its_answer",
                violation_error_message="Write the answer down.",
            )
        ]

    def __str__(self) -> str:
        return f"call of {date_format(timezone.localtime(self.called_at), 'D j M Y H:i')}"

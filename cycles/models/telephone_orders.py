"""What a physician orders by telephone at the bedside, read back, and the signature that follows it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from cycles.models.cycle import Cycle
from cycles.rules.protocol import PROTOCOL
from il2program.accounts.roles import Permission, Role
from il2program.audit.recorded import RecordedOnce, RecordedQuerySet
from il2program.signatures.models import Signed
from patients.models import Patient
from patients.models.patient import OfPatient

COUNTERSIGN_WITHIN = timedelta(hours=PROTOCOL.countersign_hours)


class OrderKind(models.TextChoices):
    """What may be ordered by telephone; a permanent stop may not. Source: clinical reference 0."""

    AGAINST_ADVICE = "against_advice", "Give the dose against the advice"
    CLOSER = "closer", "Give the dose less than six hours after another"
    SHIFT = "shift", "Give the dose more than two hours late and shift the rest"
    OTHER = "other", "Another order"


class TelephoneOrderQuerySet(RecordedQuerySet):
    def with_people(self) -> "TelephoneOrderQuerySet":
        return self.select_related("physician", "recorded_by", "witnessed_by", "answer__signature")

    def waiting(self) -> "TelephoneOrderQuerySet":
        """Orders that no physician has answered, the oldest first."""
        return self.filter(answer=None).select_related("cycle__patient", "physician").order_by("taken_at", "pk")


class TelephoneOrder(RecordedOnce):
    """An order as the nurse took it down and read it back, witnessed by a second nurse."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="telephone_orders", editable=False)
    slot = models.PositiveSmallIntegerField(
        "dose",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(PROTOCOL.slots_per_cycle, "A cycle has at most 14 doses.")],
    )
    kind = models.CharField("what is ordered", max_length=16, choices=OrderKind)
    physician = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # As they were when the order was taken.
    physician_roles = models.CharField(max_length=120, editable=False)
    taken_at = models.DateTimeField("taken at")
    words = models.CharField("the order in the physician's words", max_length=500)
    read_back = models.BooleanField("read back and confirmed", default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    witnessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    witnessed_how = models.CharField(max_length=40, editable=False)

    objects = TelephoneOrderQuerySet.as_manager()

    class Meta:
        ordering = ["taken_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(witnessed_by=models.F("recorded_by")),
                name="order_is_witnessed_by_another",
                violation_error_message="The witness must be somebody else.",
            ),
            models.CheckConstraint(
                condition=~models.Q(physician=models.F("recorded_by")) & ~models.Q(physician=models.F("witnessed_by")),
                name="ordering_physician_is_on_the_telephone",
                violation_error_message="The physician who orders is neither who records the order nor its witness.",
            ),
            models.CheckConstraint(
                condition=models.Q(physician_roles__contains=Role.PHYSICIAN.value), name="a_physician_orders"
            ),
            models.CheckConstraint(
                condition=models.Q(read_back=True),
                name="order_is_read_back",
                violation_error_message="Read the order back first.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=OrderKind.OTHER, slot__isnull=True)
                | models.Q(slot__isnull=False, slot__gte=1, slot__lte=PROTOCOL.slots_per_cycle),
                name="order_names_its_dose",
                violation_error_message="Say which dose it is about.",
            ),
        ]

    def __str__(self) -> str:
        about = f", dose {self.slot}" if self.slot else ""
        return f"telephone order of {date_format(timezone.localtime(self.taken_at), 'D j M Y H:i')}{about}"

    @property
    def chart(self) -> object:
        return self.cycle.patient.code

    @property
    def patient(self) -> Patient:
        return self.cycle.patient

    @property
    def due_at(self) -> datetime:
        """Until when it is countersigned."""
        return self.taken_at + COUNTERSIGN_WITHIN

    @property
    def answered(self) -> "Countersignature | None":
        answer: Countersignature | None = getattr(self, "answer", None)
        # One that is only about to be signed is none yet.
        return answer if answer and answer.pk else None

    @property
    def stands(self) -> bool:
        """Whether a dose may rest on it: the physician has not denied it."""
        return self.answered is None or self.answered.confirmed

    def is_overdue(self, now: datetime | None = None) -> bool:
        return self.answered is None and (now or timezone.now()) > self.due_at


class Countersignature(OfPatient, Signed):
    """A physician's answer to a telephone order: that it was given so, or that it was not."""

    order = models.OneToOneField(TelephoneOrder, models.PROTECT, related_name="answer", editable=False)
    confirmed = models.BooleanField()
    # Signed by another physician than the one who ordered.
    by_another = models.BooleanField(default=False, editable=False)
    reason = models.CharField(max_length=300, blank=True)

    permission = Permission.COUNTERSIGN

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed=True, by_another=False) | ~models.Q(reason=""),
                name="answer_has_its_reason",
                violation_error_message="Say why.",
            )
        ]

    def __str__(self) -> str:
        return f"{'confirmed' if self.confirmed else 'not confirmed'}: {self.order}"

    def signed_fields(self) -> dict[str, Any]:
        return {
            "patient": self.patient.code,
            "cycle": self.order.cycle.number,
            "order": self.order_id,
            "words": self.order.words,
            "taken_at": self.order.taken_at,
            "confirmed": self.confirmed,
            "by_another": self.by_another,
            "reason": self.reason,
        }

    @property
    def meaning(self) -> str:
        at = date_format(timezone.localtime(self.order.taken_at), "D j M Y H:i")
        whose = f"the telephone order of {self.order.physician} taken on {at}" if self.by_another else ""
        if self.confirmed:
            return f"I countersign {whose}." if whose else f"I gave this telephone order, taken on {at}."
        return f"I do not confirm {whose}." if whose else f"I did not give this order as it was taken on {at}."

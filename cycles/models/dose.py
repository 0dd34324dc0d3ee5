"""What was decided for one dose slot."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from cycles.models.admission_orders import Bag
from cycles.models.cycle import Cycle
from cycles.rules.dosing import DOSE_IU_PER_KG
from cycles.rules.protocol import PROTOCOL
from il2program.audit.recorded import RecordedOnce
from patients.models import Patient


class Decision(models.TextChoices):
    GIVEN = "given", "Given"
    GIVEN_LATE = "given_late", "Given late"
    WITHHELD = "withheld", "Withheld"


class WithheldFor(models.TextChoices):
    """Organ system of the finding that kept a dose back. Source: clinical reference 4.1."""

    HEART = "heart", "Heart or rhythm"
    PRESSURE = "pressure", "Low blood pressure"
    LUNG = "lung", "Oxygen or lung"
    NEURO = "neuro", "Mental state"
    KIDNEY = "kidney", "Kidney or urine"
    LIVER = "liver", "Liver"
    GUT = "gut", "Stomach or bowel"
    SKIN = "skin", "Skin"
    INFECTION = "infection", "Infection"
    LATE = "late", "More than two hours late"
    PATIENT = "patient", "Patient's choice"
    OTHER = "other", "Another reason"


GIVEN = models.Q(decision__in=[Decision.GIVEN, Decision.GIVEN_LATE])


class Dose(RecordedOnce):
    """The charted decision of a slot; a correction is a new row that replaces this one."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="doses", editable=False)
    slot = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(PROTOCOL.slots_per_cycle, "A cycle has at most 14 doses.")]
    )
    decision = models.CharField(max_length=12, choices=Decision)
    due_at = models.DateTimeField(editable=False)
    dose_iu = models.PositiveIntegerField("dose (IU)", null=True, editable=False)
    # The database refuses a given dose without a bag of verified orders of this cycle.
    bag = models.ForeignKey(Bag, models.PROTECT, related_name="doses", null=True, editable=False)
    started_at = models.DateTimeField("infusion started at", null=True, blank=True)
    ended_at = models.DateTimeField("infusion ended at", null=True, blank=True)
    withheld_for = models.CharField(max_length=12, choices=WithheldFor, blank=True)
    note = models.CharField(max_length=300, blank=True)
    charted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    charted_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    confirmed_how = models.CharField(max_length=40, blank=True, editable=False)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by", editable=False)
    because = models.CharField("reason of the correction", max_length=300, blank=True)
    struck = models.BooleanField(default=False, editable=False)
    # The physician's order without which this time would have been refused.
    order = models.ForeignKey("cycles.TelephoneOrder", models.PROTECT, null=True, related_name="doses", editable=False)
    # From this dose on the slots hang on its own start, as the order says.
    shifts_rest = models.BooleanField(default=False, editable=False)

    added_later = frozenset({"order", "shifts_rest", "bag"})

    class Meta:
        ordering = ["slot", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "slot"],
                condition=models.Q(replaces=None),
                name="one_decision_per_slot",
                violation_error_message="This dose has been charted already.",
            ),
            models.CheckConstraint(
                condition=models.Q(slot__gte=1, slot__lte=PROTOCOL.slots_per_cycle), name="fourteen_doses_at_most"
            ),
            models.CheckConstraint(
                condition=~GIVEN
                | models.Q(
                    # Asked for by itself: for SQL no amount is neither over zero nor not, and no check refuses that.
                    dose_iu__isnull=False,
                    started_at__isnull=False,
                    dose_iu__gt=0,
                    confirmed_by__isnull=False,
                    withheld_for="",
                ),
                name="given_dose_is_confirmed",
            ),
            # Ten times too much or too little for anybody whose weight a form takes: 25 to 300 kg.
            models.CheckConstraint(
                condition=models.Q(dose_iu=None)
                | models.Q(dose_iu__gt=25 * DOSE_IU_PER_KG, dose_iu__lt=300 * DOSE_IU_PER_KG),
                name="dose_is_of_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(replaces=None) | ~models.Q(because=""),
                name="dose_correction_has_a_reason",
                violation_error_message="Say why the dose is corrected.",
            ),
            models.CheckConstraint(
                condition=~models.Q(decision=Decision.WITHHELD)
                | (models.Q(started_at=None, ended_at=None, dose_iu=None) & ~models.Q(withheld_for="")),
                name="withheld_dose_has_a_reason",
                violation_error_message="Say why the dose is withheld.",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("charted_by")),
                name="two_people_per_dose",
                violation_error_message="The second person must be somebody else.",
            ),
            models.CheckConstraint(
                condition=models.Q(shifts_rest=False) | (GIVEN & models.Q(order__isnull=False)),
                name="shift_rests_on_an_order",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gt=models.F("started_at")),
                name="infusion_ends_after_start",
                violation_error_message="The infusion must end after it started.",
            ),
        ]

    def __str__(self) -> str:
        return f"dose {self.slot}"

    @property
    def chart(self) -> object:
        return self.cycle.patient.code

    @property
    def patient(self) -> Patient:
        return self.cycle.patient

    @property
    def corrects(self) -> "Dose | None":
        """The decision that this row puts right; one that was struck out is none any more."""
        return self.replaces if self.replaces and not self.replaces.struck else None

    @property
    def was_given(self) -> bool:
        return self.decision != Decision.WITHHELD

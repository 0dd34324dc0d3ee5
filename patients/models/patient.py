"""The person who is treated."""

from datetime import date
from uuid import UUID, uuid4

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from il2program.audit.recorded import Recorded, RecordedQuerySet


class PatientQuerySet(RecordedQuerySet):
    def locked(self, pk: int) -> "Patient":
        """This patient, read again and locked until the transaction ends.

        Every action locks the patient first: the one lock order of the program.
        """
        patient: Patient = self.select_for_update().get(pk=pk)
        return patient

    def like(self, *, family_name: str, given_name: str, born_on: date) -> "PatientQuerySet":
        """Patients who could be taken for this one: the same name, or the same birth date."""
        same_name = models.Q(family_name__iexact=family_name, given_name__iexact=given_name)
        return self.filter(same_name | models.Q(born_on=born_on))

    def named_alike(self, patient: "Patient") -> "PatientQuerySet":
        return self.filter(family_name__iexact=patient.family_name).exclude(pk=patient.pk)


class Sex(models.TextChoices):
    FEMALE = "female", "Female"
    MALE = "male", "Male"


class Patient(Recorded):
    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    record_number = models.CharField(
        max_length=32,
        unique=True,
        validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9-]*$", "Use letters, digits and hyphens.")],
        error_messages={"unique": "A patient with this record number is registered already."},
    )
    family_name = models.CharField(max_length=80)
    given_name = models.CharField(max_length=80)
    born_on = models.DateField("birth date")
    sex = models.CharField(max_length=6, choices=Sex)
    phone = models.CharField("telephone", max_length=40, blank=True)
    contact = models.CharField("person to contact", max_length=200, blank=True)
    referred_by = models.CharField("referring physician", max_length=120)
    referrer_contact = models.CharField("referring physician's address", max_length=200, blank=True)
    referred_on = models.DateField("referred on", default=timezone.localdate)
    allergies = models.CharField(max_length=300, blank=True)
    no_known_allergies = models.BooleanField(default=False)
    code_status = models.CharField(max_length=40, default="Full code")
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    registered_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = ["family_name", "given_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(no_known_allergies=True, allergies="")
                | (models.Q(no_known_allergies=False) & ~models.Q(allergies="")),
                name="allergies_are_known_or_none",
                violation_error_message="Name the allergies, or mark “No known allergies”; not both.",
            ),
            models.CheckConstraint(
                condition=models.Q(referred_on__gte=models.F("born_on")),
                name="referred_after_birth",
                violation_error_message="The referral cannot be before the birth date.",
            ),
        ]

    def __str__(self) -> str:
        return f"patient {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("chart", args=[self.code])

    @property
    def chart(self) -> UUID:
        return self.code

    @property
    def name(self) -> str:
        return f"{self.family_name}, {self.given_name}"

    @property
    def allergy_words(self) -> str:
        return "No known allergies" if self.no_known_allergies else f"Allergies: {self.allergies}"

    def age_on(self, day: date) -> int:
        """Completed years."""
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))

    @property
    def age(self) -> int:
        return self.age_on(timezone.localdate())


class OfPatient(models.Model):
    """Mixed into rows that belong to a patient's chart."""

    patient = models.ForeignKey(Patient, models.PROTECT, editable=False)

    class Meta:
        abstract = True

    @property
    def chart(self) -> UUID:
        return self.patient.code

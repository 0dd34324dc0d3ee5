"""How grave a toxicity was, as a person confirmed it."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

from cycles.models.admission_orders import OfCycle
from cycles.models.cycle import Cycle
from il2program.audit.recorded import Corrected

GRAVEST = 5


class ToxicityGrade(OfCycle, Corrected):
    """The grade of one term at one instant of a cycle or after it; where it changes later there is another row."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="toxicity_grades", editable=False)
    term = models.CharField(max_length=60)
    grade = models.PositiveSmallIntegerField(validators=[MaxValueValidator(GRAVEST)])
    found_at = models.DateTimeField("found at")
    # What the numbers said when it was confirmed, and which.
    computed = models.PositiveSmallIntegerField(null=True, editable=False)
    basis = models.CharField(max_length=200, blank=True, editable=False)
    done = models.CharField("what was done", max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    confirmed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["found_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(grade__lte=GRAVEST), name="grade_is_0_to_5"),
            models.CheckConstraint(
                condition=models.Q(replaces=None) | ~models.Q(because=""),
                name="grade_correction_has_a_reason",
                violation_error_message="Say why the grade is corrected.",
            ),
            # Where the numbers say another grade, the person who confirmed this one says why.
            models.CheckConstraint(
                condition=models.Q(computed=None)
                | models.Q(computed=models.F("grade"))
                | models.Q(struck=True)
                | ~models.Q(note=""),
                name="another_grade_than_computed_has_a_note",
                violation_error_message="Say why the grade is not the one that the numbers give.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term}, grade {self.grade}"

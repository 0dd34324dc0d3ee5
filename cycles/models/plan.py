"""Where each patient stands, kept beside the facts so that lists can be searched.

Never read as truth and never late: it holds nothing that changes at midnight. It is refreshed in the
transaction of every act on a chart, and rebuilt at any time by `manage.py replan`.
"""

from django.db import models

from cycles.rules.next_step import Step
from patients.models import Patient

WORDS = {
    Step.WORKUP: "Workup",
    Step.SIGN_OFF: "Sign-off",
    Step.ADMIT: "Admission",
    Step.DISCHARGE: "In the unit",
    Step.SCAN: "Response scan",
    Step.DECIDE: "Decision on the scan",
    Step.FOLLOW_UP: "Follow-up",
    Step.LEFT: "Left the program",
}


class Plan(models.Model):
    patient = models.OneToOneField(Patient, models.CASCADE, related_name="plan")
    step = models.CharField(
        max_length=12, choices=[(step.value, words) for step, words in WORDS.items()], db_index=True
    )
    cycle = models.PositiveSmallIntegerField(null=True)
    earliest = models.DateField(null=True)
    target = models.DateField(null=True, db_index=True)
    latest = models.DateField(null=True)

    def __str__(self) -> str:
        return self.get_step_display()

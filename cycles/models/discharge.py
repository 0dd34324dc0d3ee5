"""How a stay was brought to its end: the checklist, the signed summary, and the calls that follow."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from cycles.models.admission_orders import OfCycle
from cycles.models.cycle import Cycle
from il2program.accounts.roles import Permission
from il2program.audit.recorded import RecordedOnce
from il2program.signatures.changes import Change
from il2program.signatures.models import Signed


class Item(models.TextChoices):
    DONE = "done", "Done"
    NOT_DONE = "not_done", "Not done, because …"
    NOT_NEEDED = "not_needed", "Not needed, because …"


# What is done before a patient goes home. Source: clinical reference 8, form 6.
ITEMS = {
    "line_out": "Central line taken out",
    "medicines": "Medicines that were stopped are restarted",
    "laboratory": "Laboratory follow-up arranged",
    "instructions": "Instructions given, spoken and on paper",
    "understood": "The patient says in own words when to call, and whom",
}


def _words() -> Any:
    return models.CharField(max_length=200, blank=True)


class DischargeChecklist(OfCycle, RecordedOnce):
    """What was done before the patient went home; where something changes, there is a newer one with the reason."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="discharge_checklists", editable=False)
    line_out = models.CharField(ITEMS["line_out"], max_length=12, choices=Item)
    line_out_words = _words()
    medicines = models.CharField(ITEMS["medicines"], max_length=12, choices=Item)
    medicines_words = _words()
    laboratory = models.CharField(ITEMS["laboratory"], max_length=12, choices=Item)
    laboratory_words = _words()
    instructions = models.CharField(ITEMS["instructions"], max_length=12, choices=Item)
    instructions_words = _words()
    understood = models.CharField(ITEMS["understood"], max_length=12, choices=Item)
    understood_words = _words()
    because = models.CharField("reason of the change", max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(**{name: Item.DONE}) | ~models.Q(**{f"{name}_words": ""}),
                name=f"{name}_says_why_not",
                violation_error_message=f"{label}: say why not.",
            )
            for name, label in ITEMS.items()
        ]

    def __str__(self) -> str:
        return f"discharge checklist of {self.cycle}"

    @property
    def told(self) -> list[tuple[str, str]]:
        """Each item with what was said of it."""
        return [(label, self._told(name)) for name, label in ITEMS.items()]

    def _told(self, name: str) -> str:
        state, words = Item(getattr(self, name)), getattr(self, f"{name}_words")
        said = {Item.DONE: "done", Item.NOT_DONE: "not done", Item.NOT_NEEDED: "not needed"}[state]
        return f"{said}: {words}" if words else said


class DischargeSummary(OfCycle, Signed):
    """What a physician signed about a stay, as it was charted then; a later version has a signature of its own."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="discharge_summaries", editable=False)
    version = models.PositiveSmallIntegerField(editable=False)
    # [[heading, [[label, value], …]], …]: what was charted, in the words that were read.
    facts = models.JSONField(editable=False)
    course = models.TextField("course of the stay", max_length=2000)
    plan = models.TextField("what follows", max_length=2000, blank=True)

    permission = Permission.SIGN_DISCHARGE
    to_patient = "cycle__patient"

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "version"],
                name="one_summary_per_version",
                violation_error_message="Somebody signed this summary meanwhile.",
            )
        ]

    def __str__(self) -> str:
        return f"discharge summary of {self.cycle}"

    def signed_fields(self) -> dict[str, Any]:
        return {
            "patient": self.cycle.patient.code,
            "cycle": self.cycle.number,
            "version": self.version,
            "facts": self.facts,
            "course": self.course,
            "plan": self.plan,
        }

    def changed_since(self) -> list[Change]:
        """What of the stay was corrected, or charted afterwards: this says it as it was, a new version says it anew."""
        from cycles.summing_up import changes_of

        return changes_of(self)

    @property
    def meaning(self) -> str:
        return f"I have reviewed this summary of cycle {self.cycle.number}. It is complete and right."


class RecoveryCall(OfCycle, RecordedOnce):
    """A call to the patient at home after a stay."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="recovery_calls", editable=False)
    called_at = models.DateTimeField("called at")
    reached = models.BooleanField("patient or family reached")
    spoken_with = models.CharField(max_length=100, blank=True)
    words = models.TextField("what was said", max_length=1000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["called_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reached=False) | ~models.Q(spoken_with=""),
                name="call_says_who_was_spoken_with",
                violation_error_message="Say who was spoken with.",
            )
        ]

    def __str__(self) -> str:
        return f"recovery call after {self.cycle}"

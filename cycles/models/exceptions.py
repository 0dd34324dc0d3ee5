"""What a physician accepts at an admission although it stands in the way, signed."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from eligibility.rules.judgements import Judgement
from il2program.accounts.roles import Permission
from il2program.signatures.models import Signed
from patients.models import Measurement
from patients.models.patient import OfPatient


class AdmissionException(OfPatient, Signed):
    """An admission although results are too old or a criterion is not met, overridden by a physician.

    It holds for the values that were read: a newer one has to be judged anew.
    """

    cycle_number = models.PositiveSmallIntegerField()
    # {criterion id: what stood in the way, in the sentence that was read}
    findings = models.JSONField(editable=False)
    # Keys of the measurements that these rest on.
    measurements = models.JSONField(editable=False)
    reason = models.CharField(max_length=300)

    permission = Permission.SIGN_OVERRIDES

    def __str__(self) -> str:
        return f"exception for the admission to cycle {self.cycle_number}"

    def signed_fields(self) -> dict[str, Any]:
        return {
            "patient": self.patient.code,
            "cycle": self.cycle_number,
            "findings": self.findings,
            "measurements": self.measurements,
            "reason": self.reason,
        }

    @property
    def meaning(self) -> str:
        return f"I order the admission to cycle {self.cycle_number} all the same: {', '.join(self.findings)} accepted."

    def covers(self, found: Judgement, latest: Mapping[str, Measurement]) -> bool:
        """Whether this was accepted, and still rests on the values that were read."""
        return found.criterion.id in self.findings and set(resting_on([found], latest)) <= set(self.measurements)


def resting_on(judgements: list[Judgement], latest: Mapping[str, Measurement]) -> list[int]:
    """Keys of the measurements that these judgements read."""
    keys = {one.key for found in judgements for one in found.inputs}
    return sorted(latest[key].pk for key in keys if key in latest)

"""Contrast within two weeks of a dose, which a physician orders all the same."""

from typing import Any

from django.db import models
from django.utils.formats import date_format

from il2program.accounts.roles import Permission
from il2program.signatures.models import Signed
from patients.models.patient import OfPatient


class EarlyContrast(OfPatient, Signed):
    """It holds for the last dose that was known when it was signed: after another dose it counts no more.

    Source: clinical reference 0 (a physician's reason and signature) and 3.5.
    """

    last_dose_on = models.DateField("last dose of IL-2", editable=False)
    reason = models.CharField(max_length=300)

    permission = Permission.SIGN_OVERRIDES

    def __str__(self) -> str:
        return f"contrast soon after the dose of {date_format(self.last_dose_on)}"

    def signed_fields(self) -> dict[str, Any]:
        return {"patient": self.patient.code, "last_dose_on": self.last_dose_on, "reason": self.reason}

    @property
    def meaning(self) -> str:
        dose = f"the last dose of IL-2, of {date_format(self.last_dose_on)}"
        return f"I order contrast for a scan within two weeks of {dose}. I know of the reactions that can follow."

    @property
    def words(self) -> str:
        """For the order: who signed it, and why."""
        return f"Contrast within two weeks is ordered all the same by {self.signature.printed_name}: {self.reason}"

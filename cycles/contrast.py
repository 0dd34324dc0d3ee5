"""What is known of a patient that counts when contrast is ordered."""

import re
from datetime import date

from django.utils import timezone

from cycles.models import Dose, EarlyContrast, ScanReceipt
from cycles.models.dose import Decision
from cycles.rules.contrast import ContrastFacts
from patients.models import Measurement, Patient

GIVEN = (Decision.GIVEN, Decision.GIVEN_LATE)
NAMES_CONTRAST = re.compile(r"contrast|iodine|iohexol|iopamidol|gadolin", re.IGNORECASE)


def contrast_facts(patient: Patient) -> ContrastFacts:
    """Last dose, earlier reactions, uneventful scans since, allergies and steroids, and what a physician signed."""
    last = Dose.objects.filter(cycle__patient=patient, decision__in=GIVEN, struck=False, replaced_by=None)
    started_at = last.order_by("started_at").values_list("started_at", flat=True).last()
    last_dose_on = timezone.localdate(started_at) if started_at else None
    receipts = list(ScanReceipt.objects.filter(order__patient=patient, contrast_given=True).order_by("scanned_on"))
    reactions = [receipt.reaction for receipt in receipts if receipt.reaction]
    uneventful = [one for one in receipts if not one.reaction and (not last_dose_on or one.scanned_on > last_dose_on)]
    steroids = Measurement.objects.filter(patient=patient, analyte="systemic_steroids").standing().newest_first()
    answer = steroids.values_list("choice", flat=True).first()
    return ContrastFacts(
        last_dose_on=last_dose_on,
        earlier_reaction=reactions[-1] if reactions else "",
        allergies_name_contrast=bool(NAMES_CONTRAST.search(patient.allergies)),
        uneventful_scans=len(uneventful),
        steroids=None if answer is None else answer == "yes",
        ordered_early=_ordered_early(patient, last_dose_on) if last_dose_on else "",
    )


def _ordered_early(patient: Patient, last_dose_on: date) -> str:
    """What a physician signed for contrast within two weeks of this dose; empty where nobody did."""
    orders = EarlyContrast.objects.filter(patient=patient, last_dose_on=last_dose_on).select_related("signature")
    order = orders.order_by("-pk").first()
    return order.words if order else ""

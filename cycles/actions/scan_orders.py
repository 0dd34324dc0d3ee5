"""Ordering a scan, taking its images in, and taking an order back."""

from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from cycles.contrast import contrast_facts
from cycles.facts import step_of
from cycles.models import EarlyContrast, ScanOrder, ScanReceipt, ScanWithdrawal
from cycles.rules.contrast import is_too_soon, warnings, why_no_contrast
from cycles.rules.next_step import Step
from cycles.shown import shown_to_order_contrast
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.forms import Conflict
from il2program.signatures.proof import Proof
from il2program.signatures.seen import Shown, check_unchanged
from patients.actions.people import check_day
from patients.models import Patient


@transaction.atomic
def order_scan(
    *, patient: Patient, after_cycle: int, planned_on: date, with_contrast: bool, by: Person, **facts: str
) -> ScanOrder:
    """Order the scan that is due. What is said of contrast is kept with the order as it was said.

    Contrast after an earlier reaction is refused, and too soon after IL-2 unless a physician has signed for it.
    Source: clinical reference 0 and 3.5.
    """
    patient = Patient.objects.locked(patient.pk)
    step = step_of(patient)
    if (step.step, step.cycle) != (Step.SCAN, after_cycle):
        raise Conflict(f"No scan after cycle {after_cycle} is due. {step.reason}")
    if ScanOrder.objects.open().filter(patient=patient, after_cycle=after_cycle).exists():
        raise Conflict("This scan is ordered already. Withdraw that order first.")
    if planned_on < timezone.localdate():
        raise ValidationError({"planned_on": "Choose a day from today on."})
    known = contrast_facts(patient)
    known = known if with_contrast else replace(known, ordered_early="")
    refusal = why_no_contrast(known, planned_on) if with_contrast else None
    if refusal:
        raise ValidationError({"with_contrast": refusal})
    order = ScanOrder(
        patient=patient,
        after_cycle=after_cycle,
        planned_on=planned_on,
        with_contrast=with_contrast,
        warnings=warnings(known, planned_on),
        last_dose_on=known.last_dose_on,
        ordered_by=by,
        **facts,
    )
    order.full_clean(exclude=["patient", "ordered_by"])
    sentence = f"Ordered the scan after cycle {after_cycle} for {date_format(planned_on)}"
    with trail.action("ordered scan", patient, by=by, sentence=sentence):
        order.save()
    return order


@transaction.atomic
def order_early_contrast(*, patient: Patient, reason: str, proof: Proof, seen: Shown | None = None) -> EarlyContrast:
    """Let a scan within two weeks of the last dose be ordered with contrast; the physician signs it with a reason."""
    patient = Patient.objects.locked(patient.pk)
    check_unchanged(seen, shown_to_order_contrast(patient))
    known, today = contrast_facts(patient), timezone.localdate()
    if known.last_dose_on is None or not is_too_soon(known, today):
        raise Conflict("The last dose is two weeks ago: contrast needs no such order.")
    if known.ordered_early:
        raise Conflict("Contrast is ordered already for these two weeks.")
    if known.earlier_reaction:
        raise ValidationError(f"This patient has reacted to contrast before ({known.earlier_reaction}) and gets none.")
    order = EarlyContrast(patient=patient, last_dose_on=known.last_dose_on, reason=reason)
    order.full_clean(exclude=["signature"])
    sentence = f"Ordered {order}"
    with trail.action("ordered early contrast", patient, by=proof.person, sentence=sentence, reason=reason):
        order.sign_with(proof)
    return order


@transaction.atomic
def receive_scan(
    *,
    order: ScanOrder,
    scanned_on: date,
    contrast_given: bool,
    by: Person,
    observed: bool | None = None,
    reaction: str = "",
) -> ScanReceipt:
    """The images have come in, to be read. A reaction to contrast is known to every later order."""
    patient = Patient.objects.locked(order.patient_id)
    _refuse_closed(order)
    if ScanReceipt.objects.filter(order=order).exists():
        raise Conflict("The images of this order have come in already.")
    check_day(scanned_on, patient, "scanned_on")
    if scanned_on < timezone.localdate(order.ordered_at):
        raise ValidationError(
            {"scanned_on": f"The scan was ordered on {date_format(order.ordered_at)}, after this day."}
        )
    if reaction and not contrast_given:
        raise ValidationError({"contrast_given": "A reaction to contrast needs contrast: mark that it was given."})
    receipt = ScanReceipt(
        order=order,
        scanned_on=scanned_on,
        contrast_given=contrast_given,
        observed=observed if contrast_given else None,
        reaction=reaction,
        received_by=by,
    )
    receipt.full_clean(exclude=["order", "received_by"])
    sentence = f"Received the images of {date_format(scanned_on)}, after cycle {order.after_cycle}"
    with trail.action("received scan", patient, by=by, sentence=sentence):
        receipt.save()
    return receipt


@transaction.atomic
def withdraw_scan_order(*, order: ScanOrder, because: str, by: Person) -> ScanWithdrawal:
    """Take an order back, with the reason; another one can be written then."""
    patient = Patient.objects.locked(order.patient_id)
    _refuse_closed(order)
    withdrawal = ScanWithdrawal(order=order, because=because, withdrawn_by=by)
    withdrawal.full_clean(exclude=["order", "withdrawn_by"])
    sentence = f"Withdrew the order of the scan after cycle {order.after_cycle} for {date_format(order.planned_on)}"
    with trail.action("withdrew scan order", patient, by=by, sentence=sentence, reason=because):
        withdrawal.save()
    return withdrawal


def _refuse_closed(order: ScanOrder) -> None:
    if not ScanOrder.objects.open().filter(pk=order.pk).exists():
        raise Conflict("This order was withdrawn or its scan was read meanwhile. Nothing was done.")

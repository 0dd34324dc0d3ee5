"""What the pages show on which a physician signs, in words, so that a signature is given for nothing else."""

from collections.abc import Sequence

from django.utils.formats import date_format

from cycles.contrast import contrast_facts
from cycles.evaluation import responses
from cycles.facts import screening_weight_kg, step_of
from cycles.models import AdmissionOrder, Cycle, PermanentStop, TelephoneOrder
from cycles.models.admission_orders import current_order_set
from cycles.rules.contrast import warnings
from cycles.rules.lesions import figure
from cycles.summing_up import summary_facts
from eligibility.rules.judgements import Judgement
from il2program.signatures.seen import NOTHING
from patients.models import Patient


def shown_of_patient(patient: Patient) -> dict[str, str]:
    """Who is signed about, as the signature block names them."""
    return {"Patient": f"{patient.name}, record {patient.record_number}, born {date_format(patient.born_on)}"}


def shown_to_order(patient: Patient) -> dict[str, str]:
    """For an early admission and the end of a course: where the patient stands, and how the last admission ended."""
    step = step_of(patient)
    last = patient.cycles.counted().exclude(discharged_at=None).last()
    return shown_of_patient(patient) | {
        "Next step": step.reason,
        "Earliest day": date_format(step.earliest) if step.earliest else NOTHING,
        "Last discharge": date_format(last.discharged_on) if last else NOTHING,
        "Early admissions ordered": str(patient.earlyadmission_set.count()),
    }


def shown_to_order_contrast(patient: Patient) -> dict[str, str]:
    """What is known that speaks for or against contrast."""
    return shown_of_patient(patient) | {"Contrast": " ".join(warnings(contrast_facts(patient)))}


def shown_to_accept(patient: Patient, findings: Sequence[Judgement]) -> dict[str, str]:
    """For an exception: what stands in the way of an admission."""
    return shown_of_patient(patient) | {found.criterion.title: found.reason for found in findings}


def shown_to_sign_summary(cycle: Cycle) -> dict[str, str]:
    """Every line of the summary, and which version it will be."""
    shown = shown_of_patient(cycle.patient) | {"Version": str(cycle.discharge_summaries.count() + 1)}
    for heading, rows in summary_facts(cycle):
        shown |= {f"{heading}: {label}": value for label, value in rows}
    return shown


def shown_to_stop(patient: Patient) -> dict[str, str]:
    """Doses and findings that are charted meanwhile never stand in the way of a stop."""
    stop = PermanentStop.objects.filter(patient=patient).first()
    return shown_of_patient(patient) | {"Permanent stop": str(stop or NOTHING)}


def shown_to_decide(patient: Patient) -> dict[str, str]:
    """Each scan with its lesions, and what it says."""
    shown = shown_of_patient(patient)
    for scan in patient.scan_set.standing().order_by("scanned_on", "pk"):
        shown[f"{scan}".capitalize()] = date_format(scan.scanned_on)
        for reading in scan.readings.all():
            shown[f"{reading.lesion}, {scan}"] = reading.in_words
    for scan, response in responses(patient):
        shown[f"Category, {scan}"] = response.category.value
        shown[f"Protocol’s answer, {scan}"] = response.protocol.in_words
    return shown


def shown_of_order(order: TelephoneOrder) -> dict[str, str]:
    """An order is never changed; who it is about and whether somebody has answered it may be."""
    return shown_of_patient(order.patient) | {"Answer": str(order.answered or NOTHING)}


def shown_to_order_admission(cycle: Cycle) -> dict[str, str]:
    """What the orders are written on: those that stand, the allergies, the order set, the weight at screening."""
    order, screening_kg = cycle.admission_order, screening_weight_kg(cycle)
    return shown_of_patient(cycle.patient) | {
        "Orders": f"version {order.version}" if order else NOTHING,
        "Allergies": cycle.patient.allergy_words,
        "Order set": f"version {current_order_set().version}",
        "Weight at screening": f"{figure(screening_kg)} kg" if screening_kg else NOTHING,
    }


def shown_to_verify(order: AdmissionOrder) -> dict[str, str]:
    """Signed orders are never changed; a newer version may stand, and somebody may have verified this one."""
    verified = order.verified.signature.printed_name if order.verified else NOTHING
    return shown_of_patient(order.patient) | {"Orders": f"version {order.version}", "Verified by": verified}

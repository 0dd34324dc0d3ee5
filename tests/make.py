"""What tests need in the database, made through the program's own actions."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import time_machine
from django.db import transaction
from django.utils import timezone

from cycles.actions import (
    admit,
    chart_dose,
    decide,
    discharge,
    order_scan,
    prepare_bag,
    receive_scan,
    record_baseline,
    record_order,
    record_scan,
    sign_orders,
    verify_orders,
)
from cycles.models import (
    AdmissionOrder,
    Bag,
    Cycle,
    Dose,
    LesionReading,
    Scan,
    ScanOrder,
    ScanReceipt,
    TelephoneOrder,
)
from cycles.rules.holding import EVENTS, INPUTS
from cycles.rules.lesion_states import read_as
from cycles.rules.targets import Measured
from eligibility.actions import sign_off
from eligibility.facts import workup_of
from eligibility.models import SignOff
from eligibility.rules.workup import within_course
from il2program.accounts.actions import add_person
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.audit import trail
from il2program.demo.load import nothing_done_twice
from il2program.signatures.proof import Proof
from patients.actions import Entry, record, record_consent, record_study, register
from patients.models import ImagingStudy, Measurement, Patient
from patients.rules.imaging import SeenLesion, Study

PASSWORD = "correct horse battery staple"
SECOND_CYCLES = (2, 4, 6)
_numbers = count(1001)
_is_preparing: ContextVar[bool] = ContextVar("is_preparing", default=False)

# A pre-dose check after which every criterion is answered and none fires, as typed.
GOOD_CHECK: dict[str, str] = {
    "sbp_mmhg": "118",
    "dbp_mmhg": "68",
    "heart_rate": "88",
    "rhythm": "sinus",
    "spo2_percent": "97",
    "oxygen_l_min": "0",
    "temperature_c": "37.1",
    "mental_status": "normal",
    "pressor_ug_kg_min_at_dose": "0",
    "pressor_ug_kg_min_max": "0",
    "creatinine_mg_dl": "1.1",
    "platelets_per_ul": "180000",
    "bicarbonate_mmol_l": "24",
    "weight_kg": "80",
    "urine_ml": "400",
} | {key: "no" if INPUTS[key].row.codes else "0" for key in EVENTS}

# A workup in which every criterion is met, as typed.
GOOD_WORKUP: dict[str, str] = {
    "histology_confirmed": "yes",
    "prior_permanent_stop": "no",
    "hypersensitivity": "no",
    "organ_allograft": "no",
    "systemic_steroids": "no",
    "autoimmune_disease": "no",
    "active_infection": "no",
    "seizure_disorder": "no",
    "breast_feeding": "no",
    "weight_kg": "80",
    "height_cm": "175",
    "ecog": "0",
    "wbc_per_ul": "6500",
    "hemoglobin_g_dl": "13.5",
    "platelets_per_ul": "220000",
    "inr": "1.0",
    "hiv": "negative",
    "hcg": "negative",
    "creatinine_mg_dl": "1.0",
    "bilirubin_total_mg_dl": "0.7",
    "ast_u_l": "25",
    "alt_u_l": "22",
    "ast_uln": "40",
    "alt_uln": "40",
    "hbsag": "negative",
    "hcv": "negative",
    "brain_imaging": "negative",
    "ct_chest_abdomen_pelvis": "disease",
    "ecg": "normal",
    "stress_test": "normal",
    "lvef_percent": "62",
    "wall_motion": "normal",
    "fev1_l": "3.1",
    "spo2_percent": "98",
}


@contextmanager
def prepared() -> Iterator[None]:
    """Prepare a test with nothing done twice; what follows from all the acts is worked out at the end."""
    if _is_preparing.get():
        yield
        return
    token = _is_preparing.set(True)
    try:
        with nothing_done_twice() as charts:
            yield
    finally:
        _is_preparing.reset(token)
    with transaction.atomic():
        for chart, by in charts.items():
            trail.follow_up(chart, by)


def person(role: Role, username: str = "", **facts: Any) -> Person:
    name = username or role.value
    full_name = facts.pop("full_name", f"Testa {name.capitalize()}")
    facts.setdefault("email", f"{name}@example.org")
    return add_person(username=name, full_name=full_name, roles=frozenset({role}), password=PASSWORD, by=None, **facts)


def someone(role: Role) -> Person:
    """The person of this role, made once a test."""
    return Person.objects.filter(username=role.value).first() or person(role)


def proof_of(role: Role) -> Proof:
    return Proof(someone(role), "test")


def referral(**facts: Any) -> dict[str, Any]:
    """The facts of a referral, as the form gives them."""
    number = next(_numbers)
    return {
        "record_number": f"T{number}",
        "family_name": f"Example{number}",
        "given_name": "Testa",
        "born_on": date(1966, 5, 4),
        "sex": "female",
        "phone": "",
        "contact": "",
        "referred_by": "Dr. Invented Referrer",
        "referrer_contact": "",
        "referred_on": timezone.localdate() - timedelta(days=20),
        "allergies": "",
        "no_known_allergies": True,
        "disease": "metastatic_rcc",
        "histology": "Clear cell",
        "icd10": "C64.1",
        "stage": "IV",
        "sites": ["C78.00"],
        "diagnosed_on": date(2025, 1, 15),
    } | facts


@prepared()
def patient(**facts: Any) -> Patient:
    return register(by=someone(Role.COORDINATOR), **referral(**facts))


@prepared()
def workup(patient: Patient, on: date | None = None, **values: str) -> None:
    """Record a good workup; `values` change or, where empty, leave out single results."""
    day = on or timezone.localdate()
    typed = {key: value for key, value in (GOOD_WORKUP | values).items() if value}
    record(patient=patient, entries=[Entry(key, value, day) for key, value in typed.items()], by=someone(Role.NURSE))


@prepared()
def studied(patient: Patient, *mm: str, on: date | None = None) -> ImagingStudy:
    """Record a CT of today with lesions of the lung of these sizes."""
    lesions = [SeenLesion("Lung", Decimal(size)) for size in mm]
    study = Study(
        modality="ct",
        region="chest_abdomen_pelvis",
        taken_on=on or timezone.localdate(),
        read_by="Dr. Invented Reader",
        result="disease",
        lesions=lesions,
    )
    return record_study(patient=patient, study=study, by=someone(Role.COORDINATOR))


@prepared()
def consent(patient: Patient, on: date | None = None) -> None:
    record_consent(
        patient=patient,
        signed_on=on or timezone.localdate(),
        form_version="1",
        explained_by="Dr. Invented",
        witness="Testa Witness",
        interpreter="",
        by=someone(Role.COORDINATOR),
    )


@prepared()
def eligible(patient: Patient, course: int = 1, **facts: Any) -> SignOff:
    """Sign the workup as it stands now, each exception with a reason."""
    seen = workup_of(patient, on=timezone.localdate())
    decision = facts.pop("decision", "eligible")
    return sign_off(
        patient=patient,
        course=course,
        decision=decision,
        codes=facts.pop("codes", ["other"] if decision == "not_eligible" else []),
        exceptions=dict.fromkeys(seen.exceptions, "Accepted in this test."),
        reason=facts.pop("reason", ""),
        proof=proof_of(Role.PHYSICIAN),
    )


@prepared()
def ready_patient(**facts: Any) -> Patient:
    """A patient who may be admitted to cycle 1 today."""
    made = patient(**facts)
    workup(made)
    consent(made)
    eligible(made)
    return made


@prepared()
def renewal(patient: Patient, on: date, **values: str) -> None:
    """Record what is renewed before the second admission of a course, as good as in GOOD_WORKUP."""
    keys = within_course()
    workup(patient, on, **dict.fromkeys(GOOD_WORKUP.keys() - keys.keys(), ""), **values)


@prepared()
def cycle(patient: Patient, number: int = 1, at: datetime | None = None, *, renew: bool = True, **facts: Any) -> Cycle:
    """Admit; before the second cycle of a course what has to be renewed is, and the toxicity reviewed."""
    admitted_at = at or timezone.now()
    if number in SECOND_CYCLES:
        facts.setdefault("toxicity_reviewed_by", someone(Role.PHYSICIAN))
        if renew:
            renewal(patient, timezone.localdate(admitted_at))
    return admit(
        patient=patient,
        number=number,
        bed=facts.pop("bed", f"T{patient.pk}"),
        admitted_at=admitted_at,
        dosing_weight_kg=facts.pop("dosing_weight_kg", Decimal(80)),
        first_dose_due_at=facts.pop("first_dose_due_at", admitted_at),
        by=someone(Role.NURSE),
        **facts,
    )


@prepared()
def orders(cycle: Cycle, **facts: Any) -> AdmissionOrder:
    """Orders as the admission planned them, signed by the physician."""
    cycle = Cycle.objects.for_board().get(pk=cycle.pk)
    return sign_orders(
        cycle=cycle,
        dosing_weight_kg=facts.pop("dosing_weight_kg", cycle.dosing_weight_kg),
        weight_reason=facts.pop("weight_reason", "A reason of this test."),
        max_doses=facts.pop("max_doses", 14),
        first_dose_at=facts.pop("first_dose_at", cycle.first_dose_due_at),
        code_status=facts.pop("code_status", "Full code"),
        because=facts.pop("because", "A reason of this test." if cycle.admission_order else ""),
        proof=proof_of(Role.PHYSICIAN),
    )


@prepared()
def verified(order: AdmissionOrder) -> AdmissionOrder:
    """The orders, which the pharmacist has computed and verified."""
    right = order.computed
    verify_orders(
        order=order,
        dose_million_units=right.dose_million_units,
        volume_ml=right.volume_ml,
        bag_ml=right.bag_ml,
        vials=right.vials,
        proof=proof_of(Role.PHARMACIST),
    )
    return order


@prepared()
def ordered(cycle: Cycle, at: datetime | None = None, **facts: Any) -> Cycle:
    """The cycle with orders that are signed and verified."""
    with time_machine.travel(at or timezone.now(), tick=False):
        verified(orders(cycle, **facts))
    return Cycle.objects.for_board().get(pk=cycle.pk)


@prepared()
def bag(cycle: Cycle, at: datetime | None = None, **facts: Any) -> Bag:
    """A bag that is ready for the next dose; orders are made where there are none."""
    at = at or timezone.now()
    cycle = Cycle.objects.for_board().get(pk=cycle.pk)
    if not cycle.order_is_verified:
        ordered(cycle, at)
    with time_machine.travel(at, tick=False):
        return prepare_bag(
            cycle=cycle,
            lot=facts.pop("lot", "LOT1"),
            drug_expires_on=facts.pop("drug_expires_on", timezone.localdate() + timedelta(days=300)),
            prepared_at=at,
            by=someone(Role.PHARMACIST),
        )


@prepared()
def check(cycle: Cycle, at: datetime | None = None, **values: str) -> list[Measurement]:
    """A good pre-dose check; `values` change or, where empty, leave out single values."""
    at = at or timezone.now()
    typed = {key: value for key, value in (GOOD_CHECK | values).items() if value}
    day = timezone.localdate(at)
    entries = [Entry(key, value, day, taken_at=at) for key, value in typed.items()]
    return record(patient=cycle.patient, entries=entries, by=someone(Role.NURSE))


@prepared()
def given(cycle: Cycle, slot: int, at: datetime) -> Dose:
    """A dose that was given after a good check, from a bag that is made where none is ready."""
    check(cycle, at)
    cycle = Cycle.objects.for_board().get(pk=cycle.pk)
    free = [one for one in cycle.free_bags(at) if one.prepared_at <= at]
    return chart_dose(
        cycle=cycle,
        slot=slot,
        decision="given",
        started_at=at,
        ended_at=None,
        bag=free[0] if free else bag(cycle, at - timedelta(minutes=30)),
        by=someone(Role.NURSE),
        confirmed=proof_of(Role.PHYSICIAN),
    )


@prepared()
def order(cycle: Cycle, slot: int | None = 1, kind: str = "against_advice", **facts: Any) -> TelephoneOrder:
    """A telephone order of the physician, taken down by the nurse and witnessed by a second one."""
    second = Person.objects.filter(username="witness").first() or person(Role.NURSE, "witness")
    return record_order(
        cycle=cycle,
        slot=slot,
        kind=kind,
        physician=facts.pop("physician", None) or someone(Role.PHYSICIAN),
        taken_at=facts.pop("taken_at", None) or timezone.now(),
        words=facts.pop("words", "Give it, pressure is stable."),
        read_back=True,
        witnessed=Proof(second, "test"),
        by=facts.pop("by", None) or someone(Role.NURSE),
    )


@prepared()
def discharged(cycle: Cycle, at: datetime, **facts: Any) -> Cycle:
    return discharge(
        cycle=cycle,
        discharged_at=at,
        stop_reason=facts.pop("stop_reason", "max_doses"),
        stay_reason=facts.pop("stay_reason", "A reason of this test."),
        by=someone(Role.NURSE),
    )


@prepared()
def baseline(patient: Patient, on: date, *mm: str) -> Scan:
    organs = ("Lung", "Liver", "Adrenal gland", "Kidney", "Skin")
    targets = [Measured(organ, Decimal(size)) for organ, size in zip(organs, mm, strict=False)]
    return record_baseline(
        patient=patient,
        targets=targets,
        scanned_on=on,
        region="chest_abdomen_pelvis",
        slice_mm=Decimal(5),
        read_by="Dr. Invented Reader",
        acknowledged=True,
        by=someone(Role.COORDINATOR),
    )


@prepared()
def scan(patient: Patient, after_cycle: int, on: date, *mm: str) -> Scan:
    readings = {lesion.pk: read_as(Decimal(size)) for lesion, size in zip(patient.lesion_set.all(), mm, strict=True)}
    return record_scan(
        patient=patient,
        after_cycle=after_cycle,
        readings=readings,
        scanned_on=on,
        read_by="Dr. Invented Reader",
        by=someone(Role.COORDINATOR),
    )


@prepared()
def scan_order(patient: Patient, after_cycle: int, on: date, *, with_contrast: bool = True) -> ScanOrder:
    return order_scan(
        patient=patient,
        after_cycle=after_cycle,
        planned_on=on,
        with_contrast=with_contrast,
        by=someone(Role.COORDINATOR),
    )


@prepared()
def scan_received(order: ScanOrder, on: date, *, contrast_given: bool = True, reaction: str = "") -> ScanReceipt:
    return receive_scan(
        order=order,
        scanned_on=on,
        contrast_given=contrast_given,
        reaction=reaction,
        by=someone(Role.COORDINATOR),
    )


@prepared()
def corrected_scan(scan: Scan, *mm: str, because: str = "Measured anew.", **facts: Any) -> Scan:
    """A row in this scan's place, with other diameters."""
    by, readings = someone(Role.COORDINATOR), list(scan.readings.all())
    kept = {
        name: getattr(scan, name)
        for name in ("after_cycle", "scanned_on", "modality", "region", "slice_mm", "has_non_targets", "read_by")
    }
    row = Scan(patient=scan.patient, recorded_by=by, replaces=scan, because=because, **(kept | facts))
    with transaction.atomic(), trail.action("corrected scan", scan.patient, by=by, sentence=f"Corrected {scan}"):
        row.save()
        for reading, size in zip(readings, mm, strict=True):
            LesionReading(scan=row, lesion=reading.lesion, mm=Decimal(size)).save()
    return row


@prepared()
def decision(scan: Scan, answer: str = "continue", reason: str = "") -> Any:
    return decide(scan=scan, decision=answer, reason=reason, proof=proof_of(Role.PHYSICIAN))

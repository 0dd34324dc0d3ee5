"""Ordering an admission's care, verifying it, and preparing the bags."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cycles.facts import screening_weight_kg
from cycles.models import AdmissionOrder, Bag, Cycle, DiscardedBag, OrderSetVersion, OrderVerification, PermanentStop
from cycles.models.admission_orders import BAG_KEEPS, current_order_set
from cycles.models.cycle import possible_weight
from cycles.rules.dosing import Dose, differs_from_screening, dose
from cycles.rules.order_set import OrderSet
from cycles.shown import shown_to_order_admission, shown_to_verify
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.forms import Conflict
from il2program.signatures.proof import Proof
from il2program.signatures.seen import Shown, check_unchanged
from patients.rules.numbers import show

# An independent calculation agrees within these. Source: clinical reference 1.3, rounding.
AGREES_MILLION_UNITS = Decimal("0.1")
AGREES_ML = Decimal("0.01")
QUANTITIES = {"dose_million_units": "dose", "volume_ml": "volume", "bag_ml": "bag", "vials": "vials"}
FIRST_DOSE_WITHIN = timedelta(days=2)


@transaction.atomic
def edit_order_set(*, order_set: OrderSet, seen: int, because: str, by: Person) -> OrderSetVersion:
    """Put a new version of the order set in force; orders that were signed keep theirs.

    seen: the version that the form showed. `order_set.version` is set here.
    """
    current = current_order_set()
    if current.version != seen:
        raise Conflict(
            f"Somebody put version {current.version} in force while this form was open. Nothing was changed: "
            "open the page again and compare."
        )
    number = current.version + 1
    content = order_set.frozen() | {"version": number}
    if content["sections"] == current.frozen()["sections"] and content["limits"] == current.frozen()["limits"]:
        raise ValidationError("Nothing was changed.")
    row = OrderSetVersion(number=number, content=content, because=because, edited_by=by)
    row.full_clean()
    sentence = f"Put version {number} of the order set in force"
    with trail.action("edited order set", row, by=by, sentence=sentence, reason=because):
        row.save()
    return row


@transaction.atomic
def sign_orders(
    *,
    cycle: Cycle,
    dosing_weight_kg: Decimal,
    max_doses: int,
    first_dose_at: datetime,
    code_status: str,
    proof: Proof,
    seen: Shown | None = None,
    weight_reason: str = "",
    because: str = "",
) -> AdmissionOrder:
    """Sign the orders of an admission, or a new version of them, which the pharmacist verifies anew."""
    cycle = Cycle.objects.locked(cycle.pk)
    _check_open(cycle)
    check_unchanged(seen, shown_to_order_admission(cycle))
    before = cycle.admission_order
    _check_weight(cycle, dosing_weight_kg, weight_reason)
    _check_start(cycle, first_dose_at)
    if max_doses < cycle.given_count:
        raise ValidationError({"max_doses": f"{cycle.given_count} doses have been given already."})
    if before and not because.strip():
        raise ValidationError({"because": "Say why the orders are changed."})
    order = AdmissionOrder(
        cycle=cycle,
        version=before.version + 1 if before else 1,
        dosing_weight_kg=dosing_weight_kg,
        screening_weight_kg=screening_weight_kg(cycle),
        weight_reason=weight_reason,
        dose_iu=int(dose(dosing_weight_kg).dose_iu),
        deliverable_ml_per_vial=Decimal(settings.DELIVERABLE_ML_PER_VIAL),
        max_doses=max_doses,
        first_dose_at=first_dose_at.astimezone(UTC),
        code_status=code_status,
        allergies=cycle.patient.allergy_words,
        order_set=current_order_set().frozen(),
        because=because,
    )
    order.full_clean(exclude=["signature", "cycle"])
    sentence = f"Signed the admission orders of cycle {cycle.number}, version {order.version}"
    with trail.action("signed orders", cycle, by=proof.person, sentence=sentence, reason=because or weight_reason):
        order.sign_with(proof)
        _put_in_force(cycle, order)
    return order


@transaction.atomic
def verify_orders(
    *,
    order: AdmissionOrder,
    dose_million_units: Decimal,
    volume_ml: Decimal,
    bag_ml: int,
    vials: int,
    proof: Proof,
    seen: Shown | None = None,
) -> OrderVerification:
    """Verify the orders by an independent calculation; refused where it comes to something else.

    What the program computed is not told: the pharmacist calculates again.
    """
    cycle = Cycle.objects.locked(order.cycle_id)
    _check_open(cycle)
    if cycle.admission_order is None or cycle.admission_order.pk != order.pk:
        raise ValidationError(
            "A newer version of these orders was signed meanwhile. Nothing was verified: read it first."
        )
    check_unchanged(seen, shown_to_verify(order))
    if order.verified:
        raise Conflict(f"These orders were verified already, by {order.verified.signature.printed_name}.")
    if proof.person.pk == order.signature.person_id:
        raise ValidationError("Whoever signed the orders cannot verify them. Ask another pharmacist.")
    if differing := disagreements(order, dose_million_units, volume_ml, bag_ml, vials):
        raise ValidationError(dict.fromkeys(differing, "The program comes to another value. Calculate again."))
    row = OrderVerification(
        order=order, dose_million_units=dose_million_units, volume_ml=volume_ml, bag_ml=bag_ml, vials=vials
    )
    row.full_clean(exclude=["signature", "order"])
    sentence = f"Verified the admission orders of cycle {cycle.number}, version {order.version}"
    with trail.action("verified orders", cycle, by=proof.person, sentence=sentence):
        row.sign_with(proof)
    return row


def disagreements(
    order: AdmissionOrder, dose_million_units: Decimal, volume_ml: Decimal, bag_ml: int, vials: int
) -> list[str]:
    """Names of the quantities in which an independent calculation differs. Source: clinical reference 1.3."""
    computed: Dose = order.computed
    agrees = {
        "dose_million_units": abs(dose_million_units - computed.exact_million_units) <= AGREES_MILLION_UNITS,
        "volume_ml": abs(volume_ml - computed.volume_ml) <= AGREES_ML,
        "bag_ml": bag_ml == computed.bag_ml,
        "vials": vials == computed.vials,
    }
    return [name for name, is_so in agrees.items() if not is_so]


@transaction.atomic
def record_disagreement(*, order: AdmissionOrder, differing: list[str], by: Person) -> None:
    """Put on the trail that a pharmacist's calculation came to something else."""
    sentence = f"Calculated {order} otherwise: {', '.join(QUANTITIES[name] for name in differing)}"
    with trail.action("calculated otherwise", order.cycle, by=by, sentence=sentence):
        pass


@transaction.atomic
def prepare_bag(*, cycle: Cycle, lot: str, drug_expires_on: date, prepared_at: datetime, by: Person) -> Bag:
    """Record a bag that was prepared from the verified orders; it may be used for 48 hours."""
    cycle = Cycle.objects.locked(cycle.pk)
    _check_open(cycle)
    order = cycle.admission_order
    if order is None or order.verified is None:
        raise Conflict("The orders are not signed and verified yet: no bag is prepared from them.")
    if prepared_at > timezone.now():
        raise ValidationError({"prepared_at": "This time is in the future. A bag is recorded once it is prepared."})
    if prepared_at < order.verified.signature.signed_at:
        raise ValidationError({"prepared_at": "The bag was prepared before the orders were verified."})
    if drug_expires_on < timezone.localdate(prepared_at):
        raise ValidationError({"drug_expires_on": "The vials had expired when the bag was prepared. Discard it."})
    bag = Bag(
        verification=order.verified,
        number=len(order.verified.bags.all()) + 1,
        lot=lot,
        drug_expires_on=drug_expires_on,
        prepared_at=prepared_at,
        use_by_at=min(prepared_at.astimezone(UTC) + BAG_KEEPS, _end_of(drug_expires_on)),
        prepared_by=by,
    )
    bag.full_clean(exclude=["verification"])
    with trail.action("prepared bag", cycle, by=by, sentence=f"Prepared bag {bag.number}, lot {bag.lot}"):
        bag.save()
    return bag


@transaction.atomic
def discard_bag(*, bag: Bag, because: str, by: Person) -> DiscardedBag:
    """Record that a bag will not be given."""
    cycle = Cycle.objects.locked(bag.order.cycle_id)
    if any(given.bag_id == bag.pk for given in cycle.given_doses):
        raise Conflict(f"Bag {bag.number} has been given. Correct the dose first if that is wrong.")
    if DiscardedBag.objects.filter(bag=bag).exists():
        raise Conflict(f"Bag {bag.number} was discarded already.")
    row = DiscardedBag(bag=bag, because=because, recorded_by=by)
    row.full_clean(exclude=["bag"])
    with trail.action("discarded bag", cycle, by=by, sentence=f"Discarded bag {bag.number}", reason=because):
        row.save()
    return row


def _check_open(cycle: Cycle) -> None:
    if not cycle.is_running:
        raise Conflict("The patient has been discharged: the orders of this admission are closed.")
    if PermanentStop.objects.filter(patient=cycle.patient).exists():
        raise Conflict("IL-2 has been stopped permanently for this patient: nothing more is ordered.")


def _check_weight(cycle: Cycle, weight_kg: Decimal, reason: str) -> None:
    """A weight that cannot be is refused; one far from screening needs the physician's reason."""
    try:
        possible_weight(weight_kg)
    except ValidationError as refusal:
        raise ValidationError({"dosing_weight_kg": refusal.messages}) from None
    screening = screening_weight_kg(cycle)
    if reason.strip() or (screening and not differs_from_screening(weight_kg, screening)):
        return
    told = "No weight was signed at screening"
    if screening:
        told = f"This differs by more than 10 % from the {show(screening, 1)} kg at screening"
    raise ValidationError({"weight_reason": f"{told}. Check number and unit; if it is right, say why."})


def _check_start(cycle: Cycle, first_dose_at: datetime) -> None:
    admitted_at = cycle.admitted_at.astimezone(UTC)
    if not admitted_at <= first_dose_at <= admitted_at + FIRST_DOSE_WITHIN:
        raise ValidationError({"first_dose_at": "The first dose must be within two days after the admission."})


def _put_in_force(cycle: Cycle, order: AdmissionOrder) -> None:
    """The admission's own figures and the code status follow the orders."""
    cycle.dosing_weight_kg, cycle.dose_iu = order.dosing_weight_kg, order.dose_iu
    cycle.first_dose_due_at = order.first_dose_at
    cycle.version += 1
    cycle.save()
    patient = cycle.patient
    if patient.code_status != order.code_status:
        patient.code_status = order.code_status
        patient.version += 1
        patient.save()


def _end_of(day: date) -> datetime:
    """The last instant of a day in the hospital's zone."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC) - timedelta(seconds=1)

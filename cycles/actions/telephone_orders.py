"""Orders by telephone: taken down, read back, witnessed and countersigned. Source: clinical reference 0."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cycles.models import Countersignature, Cycle, OrderKind, PermanentStop, TelephoneOrder
from cycles.shown import shown_of_order
from il2program.accounts.models import Person
from il2program.accounts.roles import Permission, Role
from il2program.audit import trail
from il2program.forms import Conflict
from il2program.signatures.proof import Proof
from il2program.signatures.seen import Shown, check_unchanged
from patients.models import Patient


@transaction.atomic
def record_order(
    *,
    cycle: Cycle,
    kind: str,
    physician: Person,
    taken_at: datetime,
    words: str,
    read_back: bool,
    witnessed: Proof,
    by: Person,
    slot: int | None = None,
) -> TelephoneOrder:
    """Record what a physician ordered by telephone; from now on a dose may rest on it."""
    cycle = Cycle.objects.locked(cycle.pk)
    _check_order(cycle, kind, slot)
    _check_people(physician, witnessed, by)
    if not cycle.admitted_at <= taken_at <= timezone.now():
        raise ValidationError({"taken_at": "The order was taken after the admission and before now."})
    if not read_back:
        raise ValidationError({"read_back": "Read the order back to the physician before you record it."})
    order = TelephoneOrder(
        cycle=cycle,
        slot=slot,
        kind=kind,
        physician=physician,
        physician_roles=physician.role_words,
        taken_at=taken_at,
        words=words,
        read_back=read_back,
        recorded_by=by,
        witnessed_by=witnessed.person,
        witnessed_how=witnessed.method,
    )
    order.full_clean(exclude=["cycle", "recorded_by", "witnessed_by"])
    about = f" for dose {slot}" if slot else ""
    sentence = f"Recorded a telephone order of {physician}{about}: {order.get_kind_display().lower()}"
    with trail.action("recorded telephone order", cycle, by=by, sentence=sentence, reason=words):
        order.save()
    return order


def _check_order(cycle: Cycle, kind: str, slot: int | None) -> None:
    if not cycle.is_running:
        raise Conflict("The patient has been discharged: no order for this admission can be recorded.")
    if kind == OrderKind.OTHER:
        return
    if slot is None:
        raise ValidationError({"slot": "Say which dose it is about."})
    if slot in cycle.standing_doses:
        raise Conflict(f"Dose {slot} has been charted already: an order for it comes before it.")
    if PermanentStop.objects.filter(patient=cycle.patient).exists():
        raise Conflict("IL-2 has been stopped permanently for this patient: no order can allow a dose.")


def _check_people(physician: Person, witnessed: Proof, by: Person) -> None:
    """Three people: the physician on the telephone, who records the order, and the witness."""
    if Role.PHYSICIAN not in physician.roles:
        raise ValidationError({"physician": "Only a physician orders by telephone."})
    if witnessed.person.pk == by.pk:
        raise ValidationError("The witness must be somebody else than the one who records the order.")
    if physician.pk in (by.pk, witnessed.person.pk):
        raise ValidationError(
            {"physician": "The physician on the telephone neither records the order nor witnesses it."}
        )
    if not witnessed.person.has_perm(Permission.WITNESS_ORDERS):
        raise ValidationError(f"{witnessed.person} may not witness a telephone order. Ask a second nurse.")


@transaction.atomic
def countersign(
    *, order: TelephoneOrder, confirmed: bool, proof: Proof, reason: str = "", seen: Shown | None = None
) -> Countersignature:
    """Sign that an order was given as it was taken down, or that it was not, with the reason.

    Another physician than the one who ordered may sign too, and says why.
    """
    Patient.objects.locked(order.patient.pk)
    order = TelephoneOrder.objects.with_people().select_related("cycle__patient").get(pk=order.pk)
    check_unchanged(seen, shown_of_order(order))
    if order.answered is not None:
        raise Conflict(f"{order.answered.signature.printed_name} has answered this order already.")
    if proof.person.pk in (order.recorded_by_id, order.witnessed_by_id):
        raise ValidationError("Who recorded or witnessed an order does not countersign it.")
    answer = Countersignature(
        patient=order.patient,
        order=order,
        confirmed=confirmed,
        by_another=proof.person.pk != order.physician_id,
        reason=reason,
    )
    if answer.by_another and not reason.strip():
        raise ValidationError({"reason": f"Say why you sign in the place of {order.physician}."})
    if not confirmed and not reason.strip():
        raise ValidationError({"reason": "Say what is not right about it."})
    answer.full_clean(exclude=["signature", "order"])
    told = "Countersigned" if confirmed else "Did not confirm"
    sentence = f"{told} the {order}"
    with trail.action("countersigned", order.cycle, by=proof.person, sentence=sentence, reason=reason):
        answer.sign_with(proof)
    return answer

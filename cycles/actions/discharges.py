"""Discharging from a cycle."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from cycles.models import Cycle, StopReason
from cycles.rules.protocol import stay_deviation
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.forms import Conflict


@transaction.atomic
def discharge(
    *,
    cycle: Cycle,
    discharged_at: datetime,
    stop_reason: str,
    by: Person,
    stop_note: str = "",
    stay_reason: str = "",
) -> Cycle:
    """End the admission; the break, the next admission or the scan follow from it.

    An admission that ends before its first dose is a cancelled admission, not a cycle.
    """
    cycle = Cycle.objects.locked(cycle.pk)
    if cycle.discharged_on is not None:
        raise Conflict(f"This patient was discharged on {date_format(cycle.discharged_on)} already.")
    cycle.discharged_at, cycle.stop_reason = discharged_at, stop_reason
    cycle.stop_note, cycle.stay_reason = stop_note, stay_reason
    cycle.cancelled = cycle.given_count == 0
    _check_discharge(cycle, discharged_at)
    cycle.version += 1
    cycle.full_clean()
    doses = "1 dose" if cycle.given_count == 1 else f"{cycle.given_count} doses"
    told = "before the first dose" if cycle.cancelled else f"after {doses}"
    sentence = f"Discharged {told} on day {cycle.days_of_stay}"
    with trail.action("discharged", cycle, by=by, sentence=sentence, reason=stop_note):
        cycle.save()
    return cycle


def _check_discharge(cycle: Cycle, discharged_at: datetime) -> None:
    if discharged_at > timezone.now():
        raise ValidationError({"discharged_at": "The discharge is in the future."})
    if discharged_at <= cycle.admitted_at:
        raise ValidationError({"discharged_at": "The discharge must be after the admission."})
    if any(row.started_at and row.started_at > discharged_at for row in cycle.given_doses):
        raise ValidationError({"discharged_at": "A dose was given after this time."})
    if cycle.cancelled != (cycle.stop_reason == StopReason.NOT_STARTED):
        told = "No dose was given" if cycle.cancelled else "Doses were given"
        raise ValidationError({"stop_reason": f"{told} in this admission: choose the reason that fits."})
    if stay_deviation(cycle.days_of_stay) and not cycle.stay_reason.strip() and not cycle.cancelled:
        days = "1 day" if cycle.days_of_stay == 1 else f"{cycle.days_of_stay} days"
        raise ValidationError({"stay_reason": f"The stay was {days} instead of five to seven. Say why."})

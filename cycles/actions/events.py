"""Recording what happened in a stay, when it ended, and correcting it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from cycles.models import Cycle, Event, EventEnd, EventKind
from cycles.models.events import MOST_ML
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.forms import Conflict


@transaction.atomic
def record_event(
    *,
    cycle: Cycle,
    kind: str,
    started_at: datetime,
    by: Person,
    ended_at: datetime | None = None,
    rhythm: str = "",
    volume_ml: int | None = None,
    note: str = "",
) -> Event:
    """Chart an event of a stay. One of a kind that lasts is ended before another of it begins."""
    cycle = Cycle.objects.locked(cycle.pk)
    facts = {"kind": kind, "started_at": started_at, "ended_at": ended_at, "rhythm": rhythm, "volume_ml": volume_ml}
    event = Event(cycle=cycle, note=note, recorded_by=by, **facts)
    _check(event)
    _check_alone(event)
    sentence = f"Recorded {event}, {date_format(timezone.localtime(started_at), 'D j M H:i')}"
    with trail.action("recorded event", cycle, by=by, sentence=sentence):
        event.save()
    return event


@transaction.atomic
def end_event(*, event: Event, ended_at: datetime, by: Person) -> EventEnd:
    """Chart when an event ended; from then on it holds no dose any more."""
    cycle = Cycle.objects.locked(event.cycle_id)
    event = Event.objects.select_related("end").get(pk=event.pk)
    if Event.objects.filter(replaces=event).exists():
        raise Conflict("Somebody corrected this event meanwhile. Nothing was changed.")
    if event.until is not None:
        at = date_format(timezone.localtime(event.until), "D j M H:i")
        raise Conflict(f"This event ended {at} already. Correct it where that is wrong.")
    if ended_at > timezone.now():
        raise ValidationError({"ended_at": "This time is in the future."})
    if ended_at < event.started_at:
        raise ValidationError({"ended_at": "The end must be after the start."})
    end = EventEnd(event=event, ended_at=ended_at, recorded_by=by)
    sentence = f"{event} ended {date_format(timezone.localtime(ended_at), 'D j M H:i')}"
    with trail.action("ended event", cycle, by=by, sentence=sentence):
        end.save()
    return end


@transaction.atomic
def correct_event(*, event: Event, because: str, by: Person, strike: bool = False, **facts: Any) -> Event:
    """Replace an event by the right one, or strike it; the old one stays visible, with the reason."""
    cycle = Cycle.objects.locked(event.cycle_id)
    if Event.objects.filter(replaces=event).exists():
        raise Conflict("Somebody corrected this event meanwhile. Nothing was changed.")
    if not because.strip():
        raise ValidationError({"because": "Say why the event is corrected."})
    names = ("started_at", "ended_at", "rhythm", "volume_ml", "note")
    said = {name: getattr(event, name) for name in names} if strike else facts
    new = Event(cycle=cycle, kind=event.kind, recorded_by=by, **said)
    new.replaces, new.because, new.struck = event, because, strike
    _check(new)
    told = f"Struck {event}" if strike else f"Corrected {event}"
    with trail.action("corrected event", cycle, by=by, sentence=told, reason=because):
        new.save()
    return new


def _check(event: Event) -> None:
    now, cycle = timezone.now(), event.cycle
    for name in ("started_at", "ended_at"):
        at = getattr(event, name)
        if at is not None and at > now:
            raise ValidationError({name: "This time is in the future."})
    if event.started_at < cycle.admitted_at.replace(second=0, microsecond=0):
        at = date_format(timezone.localtime(cycle.admitted_at), "D j M Y H:i")
        raise ValidationError({"started_at": f"This is before the admission, {at}."})
    if cycle.discharged_at and event.started_at > cycle.discharged_at:
        raise ValidationError({"started_at": "This is after the discharge."})
    if event.ended_at is not None and event.ended_at < event.started_at:
        raise ValidationError({"ended_at": "The end must be after the start."})
    _check_what(event)
    event.full_clean(exclude=["cycle", "recorded_by", "replaces"])


def _check_what(event: Event) -> None:
    """A rhythm belongs to an arrhythmia, a volume to a bolus."""
    if event.kind == EventKind.ARRHYTHMIA and not event.rhythm:
        raise ValidationError({"rhythm": "Say which rhythm it was."})
    if event.kind == EventKind.BOLUS and not 0 < (event.volume_ml or 0) <= MOST_ML:
        raise ValidationError({"volume_ml": f"How many mL ran in, from 1 to {MOST_ML:,}?"})
    event.rhythm = event.rhythm if event.kind == EventKind.ARRHYTHMIA else ""
    event.volume_ml = event.volume_ml if event.kind == EventKind.BOLUS else None


def _check_alone(event: Event) -> None:
    standing = Event.objects.standing().filter(cycle=event.cycle, kind=event.kind).select_related("end")
    if open_one := next((one for one in standing if one.lasts), None):
        at = date_format(timezone.localtime(open_one.started_at), "D j M H:i")
        raise Conflict(f"{open_one} has lasted since {at}. End it first.")
    if event.kind == EventKind.DEATH and standing:
        raise Conflict("The death was recorded already.")

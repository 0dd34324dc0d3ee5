"""What administrators are told of failed signature prompts."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from il2program.outbox.models import put

# A notice follows each third failure in the session of one person.
FAILURES, WITHIN = 3, timedelta(minutes=15)


def after_failure(person: Any) -> None:
    """Put a notice into the outbox where this failure, which is on the trail already, makes three."""
    failures = TrailEntry.objects.filter(actor=person, verb="failed proof", timestamp__gt=timezone.now() - WITHIN)
    keys = list(failures.order_by("pk").values_list("pk", flat=True))
    if keys and len(keys) % FAILURES == 0:
        put("il2program.signatures.notices.warn", keys[-1])


def warn(entry_id: int) -> None:
    """Mail the administrators about the failures of which this line of the trail is the last."""
    last = TrailEntry.objects.get(pk=entry_id)
    to = [person.email for person in Person.objects.holding(Role.ADMINISTRATOR) if person.email]
    when = timezone.localtime(last.timestamp)
    body = (
        f"Wrong passwords or codes were given at a signature prompt in the session of {last.actor_name} "
        f"({last.actor_roles}), {FAILURES} times within {WITHIN.seconds // 60} minutes, "
        f"the last time on {when:%a} {when.day} {when:%b %Y} at {when:%H:%M} "
        f"from {last.remote_addr or 'this machine'}.\n\n"
        f"Was it them? Ask them, and look at the trail: {settings.PUBLIC_URL}/trail/\n"
    )
    headers = {"Message-ID": f"<failed-signatures-{entry_id}@il2program>"}
    EmailMessage("Failed signature prompts", body, to=to, headers=headers).send()

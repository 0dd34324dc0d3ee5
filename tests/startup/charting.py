"""Acts of a chart, each killed before every statement and commit of it in turn, until a run ends.

python -m tests.startup.charting     tells how often it was killed
"""

import inspect
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connections, models

from tests.startup.killing import status_of, was_killed


def acts() -> Iterator[Callable[[], object]]:
    """What is charted, from the referral to a dose."""
    from django.utils import timezone

    from cycles.actions import chart_dose
    from cycles.models import Cycle
    from il2program.accounts.roles import Role
    from patients.models import Patient
    from tests import make

    yield plainly(make.patient)
    patient = Patient.objects.get()
    for made in (make.workup, make.consent, make.eligible, make.cycle):
        yield plainly(made, patient)
    # What a dose stands on is many acts; the dose itself is the one that is killed here.
    cycle = make.ordered(Cycle.objects.get())
    bag = make.bag(cycle)
    make.check(cycle)
    connections.close_all()
    facts = {"slot": 1, "decision": "given", "started_at": timezone.now(), "bag": bag}
    people = {"by": make.someone(Role.NURSE), "confirmed": make.proof_of(Role.PHYSICIAN)}
    connections.close_all()
    yield lambda: chart_dose(cycle=cycle, **facts, **people)
    yield plainly(make.discharged, Cycle.objects.get(), timezone.now())


def plainly(made: Callable[..., object], *of: object) -> Callable[[], object]:
    """The act as the program carries it out, with what follows from it in its own transaction."""
    return partial(inspect.unwrap(made), *of)


def stored() -> dict[str, str]:
    """All that stands in each table in which an act or its line could leave something behind."""
    from il2program.audit.models import TrailEntry
    from il2program.audit.recorded import Recorded
    from il2program.outbox.models import Outbox

    kinds = [model for model in apps.get_models() if issubclass(model, Recorded | TrailEntry | Outbox)]
    found = {kind._meta.label: str(list(models.QuerySet(kind).order_by("pk").values_list())) for kind in kinds}
    connections.close_all()
    return found


def people() -> None:
    from il2program.accounts.roles import Role
    from tests import make

    for role in Role:
        make.someone(role)


def kills() -> int:
    """Carry out every act, killed wherever it can be; nothing of it may stand before the run that ends."""
    killed = 0
    for act in acts():
        for moment in count(1):
            before = stored()
            if not was_killed(status_of(act, before=moment)):
                break
            assert stored() == before, f"Killed at moment {moment}, something of the act stands."
            killed += 1
        changed = {kind for kind, rows in stored().items() if rows != before[kind]}
        assert "audit.TrailEntry" in changed
        assert len(changed) > 1
    return killed


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    people()
    killed = kills()
    call_command("verify", stdout=sys.stderr)
    sys.stdout.write(str(killed))


if __name__ == "__main__":
    main()

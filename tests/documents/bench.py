"""How long forms take: beside WeasyPrint alone, with one worker and with two, and a worker's memory over many.

python -m tests.documents.bench [--packets 100] [--forms 1000]

On an empty program of its own, with the press and the queue as they are. On a machine that does nothing else.
"""

import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django
from django.core.management import call_command
from django.db import connections

TRIES = 7


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def least_ms(*works: Callable[[], object]) -> list[float]:
    """The shortest of some tries of each, taken in turn, in ms: what is longer was somebody else's work."""

    def once(work: Callable[[], object]) -> float:
        began = time.perf_counter()
        work()
        return 1000 * (time.perf_counter() - began)

    return [min(tries) for tries in zip(*([once(work) for work in works] for _ in range(TRIES)), strict=True)]


def memory_mb(pid: int | None = None) -> float:
    """The memory that a process holds now, in MB."""
    pages = int(Path(f"/proc/{pid or 'self'}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def each_form(patient: Any) -> None:
    """Each form as the program makes it, and as WeasyPrint alone does in one warm process from the same HTML."""
    from django.conf import settings
    from django.template.loader import render_to_string
    from django.utils import timezone

    from cycles.facts import journeys
    from il2program.accounts.roles import Role
    from il2program.documents.catalog import FORMS
    from il2program.documents.printed_form import Paper
    from il2program.pdf import press, render_pdf
    from patients.models import Patient
    from tests import make

    by, root = make.someone(Role.NURSE), Path(settings.STATICFILES_DIRS[0])
    for form in FORMS:
        journey = journeys(Patient.objects.filter(pk=patient.pk))[0]
        copy = form.copies(journey)[0]

        def told() -> dict[str, Any]:
            return form.printed(journey, copy, Paper.LETTER, timezone.now(), by)  # noqa: B023 - used in this turn

        html = render_to_string(form.template, told())
        ours, alone = least_ms(
            lambda: render_pdf(form.template, told()),  # noqa: B023
            lambda: press.make(html, root),  # noqa: B023
        )
        say(f"{form.key:<24} {ours:6.0f} ms   alone {alone:6.0f} ms   {ours / alone:.2f} times")


def seconds_for(packets: int, workers: int) -> float:
    """How long so many workers take for a batch."""
    from django.utils import timezone

    from il2program.accounts.roles import Role
    from il2program.documents.models import PrintBatch
    from il2program.documents.prints import asking, making
    from patients.models import Patient
    from tests import make

    PrintBatch.objects.all().delete()
    facts = {"what": "patients", "day": timezone.localdate(), "paper": "letter", "bound": "zip"}
    asking.ask(patients=list(Patient.objects.all()[:packets]), by=make.someone(Role.NURSE), **facts)
    connections.close_all()
    began = time.perf_counter()
    children = []
    for _ in range(workers):
        if not (child := os.fork()):
            making.make_waiting(3600)
            os._exit(0)
        children.append(child)
    assert all(os.waitpid(child, 0)[1] == 0 for child in children)
    took = time.perf_counter() - began
    batch = PrintBatch.objects.get()
    assert batch.items.exclude(made_at=None).count() == 4 * packets
    return took


def flat(patient: Any, forms: int) -> None:
    """The memory of a worker and of its press, over many forms."""
    from django.utils import timezone

    from cycles.facts import journeys
    from il2program.accounts.roles import Role
    from il2program.documents.catalog import form_called
    from il2program.documents.printed_form import TODAY, Paper
    from il2program.pdf import _press, render_pdf
    from patients.models import Patient
    from tests import make

    form, by = form_called("wallet-card"), make.someone(Role.NURSE)
    assert form
    for number in range(forms + 1):
        journey = journeys(Patient.objects.filter(pk=patient.pk))[0]
        render_pdf(form.template, form.printed(journey, TODAY, Paper.LETTER, timezone.now(), by))
        if number % max(forms // 5, 1) == 0:
            held = memory_mb(), memory_mb(_press.pid)
            say(f"after {number:>5} forms: worker {held[0]:.0f} MB, press {held[1]:.0f} MB")


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("--packets", type=int, default=100)
    parser.add_argument("--forms", type=int, default=1000)
    asked = parser.parse_args()
    django.setup()
    call_command("migrate", verbosity=0)
    from tests import make
    from tests.documents import whole

    say(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    patient = whole.treated()
    each_form(patient)
    for _ in range(asked.packets - 1):
        make.patient()
    one, two = seconds_for(asked.packets, 1), seconds_for(asked.packets, 2)
    say(f"{asked.packets} packets: one worker {one:.1f} s, two {two:.1f} s, {one / two:.2f} times as fast")
    flat(patient, asked.forms)


if __name__ == "__main__":
    main()

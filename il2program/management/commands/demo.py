"""`manage.py demo`: fill an empty program with invented patients."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models.functions import Lower
from django.utils import timezone

from il2program.accounts.models import Person
from il2program.demo.load import load
from il2program.demo.people import PASSWORD, PEOPLE
from patients.models import Patient


class Command(BaseCommand):
    help = (
        "Fill an empty program with invented patients at every stage of the journey, laid around today, and with "
        "people of every role. One seed always gives the same program. Refused in production."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="another number gives other values (default: 1)")

    def handle(self, *, seed: int, **options: Any) -> None:
        refuse_where_it_does_no_good()
        patients = load(seed=seed, now=timezone.now())
        self.stdout.write(f"Loaded {patients} invented patients. The password of all demo people is: {PASSWORD}")
        for person in PEOPLE:
            self.stdout.write(f"  {person.username:<6} {', '.join(person.roles)} ({person.full_name})")


def refuse_where_it_does_no_good() -> None:
    if settings.PRODUCTION:
        raise CommandError("The demo program is never loaded in production. Nothing was changed.")
    if Patient.objects.exists():
        raise CommandError(
            "There are patients here already, and the demo is for an empty program. Nothing was changed."
        )
    lower = Person.objects.alias(lower=Lower("username"))
    taken = lower.filter(lower__in=[person.username for person in PEOPLE])
    if names := ", ".join(person.username for person in taken.order_by("username")):
        raise CommandError(f"These user names are taken already: {names}. Nothing was changed.")

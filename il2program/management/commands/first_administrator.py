"""Somebody who can let in everybody else."""

import getpass
import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from il2program.accounts.actions import add_person
from il2program.accounts.models import Person
from il2program.accounts.roles import Role

# Without letters and digits that are mistaken for each other.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class Command(BaseCommand):
    help = "Add the first administrator; the password is asked for, or made up and shown once."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username", default="admin")
        parser.add_argument("--full-name", default="First Administrator")

    def handle(self, *args: Any, username: str, full_name: str, **options: Any) -> None:
        if there := Person.objects.holding(Role.ADMINISTRATOR).first():
            raise CommandError(f"{there.username} is an administrator already and can let in others.")
        typed = self.ask(username, full_name) if sys.stdin.isatty() else ""
        password = typed or made_up()
        try:
            add_person(
                username=username,
                full_name=full_name,
                roles=frozenset({Role.ADMINISTRATOR}),
                password=password,
                by=None,
            )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        shown = "with the password you typed" if typed else f"with the password {password} (shown only this once)"
        self.stdout.write(f"{username} can log in as administrator, {shown}.")

    def ask(self, username: str, full_name: str) -> str:
        """A password typed twice the same, and good enough; nothing, to have one made up."""
        person = Person(username=username, full_name=full_name)
        while password := getpass.getpass(f"Password for {username} (Enter alone makes one up): "):
            try:
                validate_password(password, person)
            except ValidationError as refusal:
                self.stdout.write(" ".join(refusal.messages))
                continue
            if getpass.getpass("Once more: ") == password:
                return password
            self.stdout.write("The two differ.")
        return ""


def made_up() -> str:
    """Some 79 bits, in groups that can be read out."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))

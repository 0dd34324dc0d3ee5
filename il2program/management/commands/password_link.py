"""A way in for an administrator who forgot the password and has nobody to ask."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils.formats import date_format
from django.utils.timezone import localtime

from il2program.accounts.actions import issue_link
from il2program.accounts.models import Person


class Command(BaseCommand):
    help = "Print a link by which a person sets a new password, once; their second factor is still asked for."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        try:
            link = issue_link(person=Person.objects.get(username__iexact=username), by=None)
        except Person.DoesNotExist as missing:
            raise CommandError(f"Nobody has the user name {username}.") from missing
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        until = date_format(localtime(link.expires_at), "DATETIME_FORMAT")
        self.stdout.write(f"{link.url}\nIt works once, until {until}.")

"""The table of roles, for the documentation: `manage.py roles > docs/roles.md`."""

from typing import Any

from django.core.management import BaseCommand

from il2program.accounts.roles import TABLE, Permission, Role

HEAD = """# Roles

Printed from `il2program/accounts/roles.py` by `manage.py roles > docs/roles.md`; a test holds the two together.
A person may hold several roles, and may then do what any of them may. Emergency access adds “see charts” for an
hour to somebody who has it by no role.
"""


class Command(BaseCommand):
    help = "Print the table of roles and what each may do, as Markdown."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(document(), ending="")


def document() -> str:
    return "\n".join([HEAD, _row("may", *Role), _row("---", *[":-:"] * len(Role)), *map(_of, Permission), ""])


def _of(permission: Permission) -> str:
    return _row(permission, *("yes" if permission in TABLE[role] else "" for role in Role))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"

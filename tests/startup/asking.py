"""A patient's packet, asked of the print center, and two messages for a worker.

python -m tests.startup.asking
"""

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)

    from django.utils import timezone

    from il2program.accounts.roles import Role
    from il2program.documents.prints.asking import ask
    from il2program.documents.tasks import make_prints
    from tests import make

    facts = {"what": "patients", "day": timezone.localdate(), "paper": "letter", "bound": "zip"}
    ask(patients=[make.patient()], by=make.someone(Role.NURSE), **facts)
    # As the clock sends them; a worker takes one at a time.
    make_prints.delay()
    make_prints.delay()


if __name__ == "__main__":
    main()

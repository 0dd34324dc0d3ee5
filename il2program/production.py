"""What production refuses beyond what the settings refuse."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from il2program import database_role
from il2program.accounts.models import Person
from il2program.pdf.certificate import Unusable, seal_key


def refuse_what_is_unsafe() -> None:
    """Stop a process of production that lacks what keeps it safe."""
    if settings.PRODUCTION:
        refuse_demo_people()
        refuse_powerful_role()
        refuse_unusable_seal()


def refuse_unusable_seal() -> None:
    """Stop a process that could not seal what is signed."""
    try:
        seal_key()
    except Unusable as refusal:
        raise ImproperlyConfigured(f"{refusal} Nothing was started.") from refusal


def refuse_demo_people() -> None:
    """Stop a process of production that would let somebody in with a published password."""
    if names := ", ".join(_active_demo_people()):
        raise ImproperlyConfigured(
            f"PRODUCTION=1 with demo people who may log in ({names}): their passwords are published. "
            "Use an empty database, or make them inactive in the embedded program first. Nothing was started."
        )


def _active_demo_people() -> list[str]:
    demo = Person.objects.active().filter(is_demo=True).order_by("username")
    try:
        return list(demo.values_list("username", flat=True))
    except DatabaseError as error:
        reason = str(error).strip().split("\n")[0]
        raise ImproperlyConfigured(
            f"The database cannot be read ({reason}). It must be running, and `manage.py migrate` must have been run. "
            "Nothing was started."
        ) from error


def refuse_powerful_role() -> None:
    """Stop a process of production through which a hole in the program could change the trail."""
    if database_role.may_change_the_trail(role := database_role.current()):
        raise ImproperlyConfigured(
            f"PRODUCTION=1 with a database role that may change the trail ({role}). As the database's owner run "
            "`manage.py database_role NAME`, and name that role in DATABASE_URL. Nothing was started."
        )

from django.db import transaction

from il2program.accounts.models import Grant, Person
from il2program.accounts.roles import Role
from il2program.audit import trail


@transaction.atomic
def add_person(
    *,
    username: str,
    full_name: str,
    roles: frozenset[Role],
    password: str,
    by: Person | None,
    email: str = "",
    is_demo: bool = False,
    hashed: str = "",
) -> Person:
    """Let somebody log in, with these roles.

    hashed: the password's hash, where it was made before: who adds several people with one password
    hashes it once.
    """
    person = Person(username=username, full_name=full_name, email=email, is_demo=is_demo, password=hashed)
    if not hashed:
        person.set_password(password)
    person.full_clean()
    words = ", ".join(sorted(roles))
    with trail.action("added person", person, by=by, sentence=f"Added {full_name} as {words}"):
        person.save()
        for role in sorted(roles):
            Grant(person=person, role=role).save()
    return person

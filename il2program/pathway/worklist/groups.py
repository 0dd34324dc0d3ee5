"""The worklist of one person: the lines of all their roles, grouped by when."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.pathway.worklist import coordinator, nurse, pharmacist, physician
from il2program.pathway.worklist.line import Line, When
from il2program.pathway.worklist.program import Program, program_now

LINES: dict[Role, Callable[[Program], Iterable[Line]]] = {
    Role.PHYSICIAN: physician.lines,
    Role.NURSE: nurse.lines,
    Role.PHARMACIST: pharmacist.lines,
    Role.COORDINATOR: coordinator.lines,
}

EMPTY = {
    Role.PHYSICIAN: physician.EMPTY,
    Role.NURSE: nurse.EMPTY,
    Role.PHARMACIST: pharmacist.EMPTY,
    Role.COORDINATOR: coordinator.EMPTY,
}
NO_ROLE = "You hold no role in the program yet. An administrator can give you one."


@dataclass(frozen=True)
class Group:
    when: When
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Worklist:
    """Groups that hold something, and a sentence for each role that has nothing to do."""

    groups: tuple[Group, ...]
    nothing: tuple[str, ...]
    people: tuple[str, ...] = ()


def worklist(person: Person) -> Worklist:
    """What this person must do now. Charts are read only for roles that see charts."""
    roles = [role for role in LINES if role in person.roles]
    people = _people() if Role.ADMINISTRATOR in person.roles else ()
    if not roles:
        return Worklist((), () if people else (NO_ROLE,), people)
    program = program_now(person)
    by_role = {role: list(LINES[role](program)) for role in roles}
    every = _each_once(line for lines in by_role.values() for line in lines)
    groups = (Group(when, tuple(sorted(_of(every, when), key=lambda line: line.order))) for when in When)
    nothing = tuple(EMPTY[role] for role, lines in by_role.items() if not lines)
    return Worklist(tuple(group for group in groups if group.lines), nothing, people)


def _each_once(lines: Iterable[Line]) -> Iterable[Line]:
    """What two roles of one person would both be told is told once."""
    return {(line.what, line.page, line.args, line.patient and line.patient.pk): line for line in lines}.values()


def _of(lines: Iterable[Line], when: When) -> Iterator[Line]:
    return (line for line in lines if line.when is when)


def _people() -> tuple[str, ...]:
    """Everybody who may log in, each with their roles: "Nora Example, nurse"."""
    rows = Person.objects.active().order_by("full_name", "pk").values_list("pk", "full_name", "grants__role")
    held: dict[tuple[int, str], list[str]] = {}
    for pk, name, role in rows:
        held.setdefault((pk, name), []).extend([role] if role else [])
    return tuple(f"{name}, {', '.join(roles) or 'no role'}" for (_, name), roles in held.items())

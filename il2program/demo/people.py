"""The people of the demo program: invented, one password for all, told at the start."""

from typing import NamedTuple

from il2program.accounts.roles import Role

PASSWORD = "demo program only"  # noqa: S105 - demo people exist in the embedded demo only


class DemoPerson(NamedTuple):
    username: str
    full_name: str
    roles: frozenset[Role]

    @property
    def email(self) -> str:
        return f"{self.username}@example.org"


def _person(username: str, full_name: str, role: Role) -> DemoPerson:
    return DemoPerson(username, full_name, frozenset({role}))


PEOPLE: tuple[DemoPerson, ...] = (
    _person("nora", "Nora Example", Role.NURSE),
    _person("nils", "Nils Sample", Role.NURSE),
    _person("paula", "Dr. Paula Example", Role.PHYSICIAN),
    _person("carl", "Carl Sample", Role.COORDINATOR),
    _person("phil", "Phil Example", Role.PHARMACIST),
    _person("ada", "Ada Sample", Role.ADMINISTRATOR),
)

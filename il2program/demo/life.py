"""One patient of the demo while the load runs: who they are, when things happen, and the scripts' words."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from django.utils import timezone

from cycles.facts import step_of
from cycles.rules.next_step import NextStep
from cycles.rules.protocol import PROTOCOL
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.demo.case import Case, Due, Seen, Stay
from il2program.demo.workup import Values, entries_of
from il2program.signatures.proof import Proof
from patients.actions import record, record_study
from patients.models import Patient
from patients.rules.imaging import Study

INFUSION = timedelta(minutes=PROTOCOL.infusion_minutes)
SLOT = timedelta(hours=PROTOCOL.hours_between_slots)
# From the admission to the first dose.
SETTLING_IN = timedelta(hours=4)


class Moment(NamedTuple):
    """When a script goes on, and what happens then (`Case.until` names it)."""

    at: datetime
    stage: str


# A script acts, then says at which moment it goes on.
Script = Generator[Moment, None, None]
Turn = Callable[["Life"], Script]


class Staff:
    """The demo people, by what they do."""

    def __init__(self, people: list[Person]) -> None:
        self._people = people

    def one(self, role: Role) -> Person:
        return next(person for person in self._people if role in person.roles)

    def nurse(self, random: Random) -> Person:
        return random.choice([person for person in self._people if Role.NURSE in person.roles])

    def second(self, random: Random, first: Person) -> Proof:
        """Somebody who confirms a dose: mostly the other nurse."""
        nurse = next(person for person in self._people if Role.NURSE in person.roles and person != first)
        return self.proof(random.choice([nurse, nurse, nurse, self.one(Role.PHARMACIST)]))

    def signer(self) -> Proof:
        return self.proof(self.one(Role.PHYSICIAN))

    @staticmethod
    def proof(person: Person) -> Proof:
        return Proof(person, "demo program")


@dataclass
class Life:
    case: Case
    now: datetime
    staff: Staff
    random: Random
    record_number: str
    patient: Patient = field(init=False)
    stays: list[Stay] = field(init=False)
    scans: list[Seen] = field(init=False)

    def __post_init__(self) -> None:
        self.stays, self.scans = list(self.case.stays), list(self.case.scans)

    @property
    def begins_on(self) -> date:
        """Day 0: the admission to cycle 1."""
        due = self.case.due
        if due is not None and due.cycle == 1:
            return timezone.localdate(self.first_dose(due) - SETTLING_IN)
        return self.case.begins(timezone.localdate(self.now))

    @property
    def step(self) -> NextStep:
        return step_of(self.patient)

    def first_dose(self, due: Due) -> datetime:
        """When the first dose of a stay of now began, so that its slot is due as the case says."""
        return self.now.astimezone(UTC) + timedelta(minutes=due.minutes) - SLOT * (due.slot - 1)

    def day(self, number: int) -> date:
        return self.begins_on + timedelta(days=number)

    def moment(self, day: date, hour: int, stage: str) -> Moment:
        """Some minutes past this hour of this day."""
        local = datetime.combine(day, time(hour, self.random.randrange(0, 60, 5)), timezone.get_current_timezone())
        return Moment(local, stage)

    def on(self, number: int, hour: int, stage: str) -> Moment:
        return self.moment(self.day(number), hour, stage)

    def record(self, values: Values) -> None:
        """Record what a nurse finds today; what the case says was never recorded is left out."""
        entries = entries_of(self.case, values, timezone.localdate())
        if entries:
            record(patient=self.patient, entries=entries, by=self.staff.nurse(self.random))

    def image(self, study: Study | None) -> None:
        """Record a study that was read today."""
        if study is not None:
            record_study(patient=self.patient, study=study, by=self.staff.one(Role.COORDINATOR))

    def still_at(self, step: NextStep) -> bool:
        """Whether what comes next is still what the script waited for: only a turn can have changed it."""
        if not self.case.turns:
            return True
        now = self.step
        return (now.step, now.cycle) == (step.step, step.cycle)

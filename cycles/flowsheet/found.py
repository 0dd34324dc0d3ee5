"""What was found at each time of a stay, read once a process: a column changes only when a row is added to it.

Rows are never changed or deleted. So a column is as it was read for as long as it has the same newest row, and
nothing in the stay was corrected since; one query tells that of all its columns.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from threading import Lock
from typing import Any, NamedTuple

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from cycles.models import Cycle
from cycles.rules.flowsheet import ROWS
from patients.models import Measurement

# So many columns are kept in a process: those of some twenty stays.
MOST_KEPT = 2000


class Value(NamedTuple):
    """One row as it is read for the grid."""

    pk: int
    key: str
    number: Decimal | None
    comparator: str
    choice: str
    text: str
    taken_on: date
    taken_at: datetime | None
    struck: bool
    by: str
    replaced_by: int | None

    @property
    def stands(self) -> bool:
        return self.replaced_by is None and not self.struck

    @property
    def typed(self) -> Decimal | str:
        return self.number if self.number is not None else self.choice or self.text

    @property
    def label(self) -> str:
        return ROWS[self.key].label

    @property
    def measured(self) -> str:
        """The value with its unit."""
        return ROWS[self.key].measured(self.typed, self.comparator)

    @property
    def found_at(self) -> datetime:
        """When it was found; where only the day is known, as that day begins."""
        return self.taken_at or _midnight(self.taken_on)

    @property
    def found_words(self) -> str:
        if self.taken_at is None:
            return date_format(self.taken_on, "D j M")
        return date_format(timezone.localtime(self.taken_at), "D j M H:i")


_FIELDS = (
    "pk",
    "analyte",
    "value",
    "comparator",
    "choice",
    "text",
    "taken_on",
    "taken_at",
    "struck",
    "recorded_by__full_name",
    "replaced_by__pk",
)


@dataclass(frozen=True)
class Found:
    """Everything that was found at one minute, or on one day where no more is known; of each row the newest first."""

    at: datetime
    day: date
    has_time: bool
    cells: dict[str, list[Value]]
    # The cells as HTML, by what they depend on besides; filled by the grid.
    drawn: dict[object, dict[str, SafeString]] = field(default_factory=dict, compare=False)

    @property
    def people(self) -> list[str]:
        return sorted({value.by for values in self.cells.values() for value in values if value.stands})

    def standing(self, key: str) -> Value | None:
        """The newest value of a row that stands."""
        return next((value for value in self.cells.get(key, ()) if value.stands), None)


# A minute or, where no more is known, a day.
Place = datetime | date


class _Kept:
    """Columns that were read, those that were not asked for longest forgotten first."""

    def __init__(self) -> None:
        self._columns: OrderedDict[object, Found] = OrderedDict()
        self._lock = Lock()

    def get(self, key: object) -> Found | None:
        with self._lock:
            if (found := self._columns.get(key)) is not None:
                self._columns.move_to_end(key)
            return found

    def put(self, key: object, found: Found) -> None:
        with self._lock:
            self._columns[key] = found
            while len(self._columns) > MOST_KEPT:
                self._columns.popitem(last=False)


_kept = _Kept()


def stay(cycle: Cycle) -> Q:
    """Which measurements of the patient are of this stay, by the day."""
    of_stay = Q(patient=cycle.patient_id, taken_on__gte=cycle.admitted_on)
    return of_stay if cycle.discharged_on is None else of_stay & Q(taken_on__lte=cycle.discharged_on)


def found_in(cycle: Cycle) -> list[Found]:
    """Every column of a stay, the earliest first."""
    states, corrected = _states(cycle)
    keys = {place: (cycle.patient.code, place, newest, corrected) for place, newest in states.items()}
    found = {place: _kept.get(key) for place, key in keys.items()}
    if missing := [place for place, column in found.items() if column is None]:
        for place, column in _read(cycle, missing):
            _kept.put(keys[place], column)
            found[place] = column
    columns = [column for column in found.values() if column is not None]
    return sorted(columns, key=lambda column: (column.at, column.has_time))


def _states(cycle: Cycle) -> tuple[dict[Place, int], int]:
    """The newest row of each place of a stay, and the newest correction of the stay."""
    rows = Measurement.objects.filter(stay(cycle)).order_by().values_list("taken_at", "taken_on")
    correction = Max("pk", filter=Q(replaces__isnull=False))
    states: dict[Place, int] = {}
    corrected = 0
    for at, on, newest, correcting in rows.annotate(newest=Max("pk"), correcting=correction):
        place = _place(at, on)
        states[place] = max(newest, states.get(place, 0))
        corrected = max(corrected, correcting or 0)
    return states, corrected


def _read(cycle: Cycle, places: Iterable[Place]) -> Iterator[tuple[Place, Found]]:
    cells: dict[Place, dict[str, list[Value]]] = {place: {} for place in places}
    since, until = min(map(_day, cells)), max(map(_day, cells))
    rows: Any = Measurement.objects.filter(stay(cycle), taken_on__gte=since, taken_on__lte=until).order_by("-pk")
    for row in rows.values_list(*_FIELDS):
        value = Value(*row)
        column = cells.get(_place(value.taken_at, value.taken_on))
        if column is not None and value.key in ROWS:
            column.setdefault(value.key, []).append(value)
    for place, column in cells.items():
        if isinstance(place, datetime):
            yield place, Found(place.astimezone(UTC), timezone.localdate(place), True, column)
        else:
            yield place, Found(_midnight(place).astimezone(UTC), place, False, column)


def _place(at: datetime | None, on: date) -> Place:
    return on if at is None else at.replace(second=0, microsecond=0)


def _day(place: Place) -> date:
    return timezone.localdate(place) if isinstance(place, datetime) else place


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())

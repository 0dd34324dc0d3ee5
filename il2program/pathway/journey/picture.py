"""The picture itself: courses, admissions, breaks, scans and decisions on one horizontal line of time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cycles.rules.journey import Decision, JourneyFacts
from cycles.rules.outline import Kind, Segment, outline
from cycles.rules.protocol import PROTOCOL, course_of
from il2program.pathway.journey.labels import Label, laid_out
from il2program.pathway.journey.placing import Placed, placed
from il2program.pathway.journey.scale import AXIS, MARGIN, SMALL, WIDTH, Scale, months, scale_of
from il2program.pathway.journey.shapes import DIAMOND, INSIDE, POINTS, bracket, shape

HEIGHT, TEXT = 220, 15
COURSE_TOP, COURSE_HEIGHT, COURSE_WORDS = 34, 149, 29
ABOVE, LENGTHS, BELOW = (78.0, 58.0), (144.0,), (160.0, 176.0)
TODAY_WORDS = 12
BETWEEN_POINTS = 15
DAY = timedelta(days=1)

CLASSES = {
    Kind.WORKUP: "workup",
    Kind.SIGN_OFF: "gate",
    Kind.ADMISSION: "admission",
    Kind.BREAK: "break",
    Kind.SCAN: "scan",
    Kind.DECISION: "gate",
    Kind.FOLLOW_UP: "break",
    Kind.LEFT: "gate is-stop",
}
SHORT = {Kind.SCAN: "Scan", Kind.DECISION: "Decision", Kind.LEFT: "Left"}


@dataclass(frozen=True)
class Mark:
    """One shape: the classes that set its look, its path, and what it is in words."""

    classes: str
    path: str
    title: str
    x: float
    inside: str = ""


@dataclass(frozen=True)
class Ground:
    """The ground of a course."""

    label: Label
    x: float
    width: float


@dataclass(frozen=True)
class Picture:
    """Everything a template draws, in units of a box of `width` by `height`."""

    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    courses: tuple[Ground, ...]
    months: tuple[Label, ...]
    today: Label | None
    width: int = WIDTH
    height: int = HEIGHT
    axis: int = AXIS
    inside: int = INSIDE
    course_top: int = COURSE_TOP
    course_height: int = COURSE_HEIGHT


@dataclass(frozen=True)
class Spot:
    """A piece of the journey at its place."""

    piece: Placed
    left: float
    right: float

    @property
    def kind(self) -> Kind:
        return self.piece.segment.kind

    @property
    def segment(self) -> Segment:
        return self.piece.segment

    @property
    def center(self) -> float:
        return shape(self.kind, self.left, self.right)[1]


def picture(facts: JourneyFacts, *, referred_on: date, today: date) -> Picture:
    """The whole journey: past solid, future outlined, today a hairline."""
    pieces = placed(outline(facts, today), referred_on=referred_on, today=today)
    scale = scale_of(pieces, today)
    spots = _spots(pieces, scale)
    last_known = max([piece.end for piece in pieces if piece.dated] + [today] * scale.holds(today))
    return Picture(
        marks=tuple(mark for spot in spots for mark in _marks(spot, scale, facts)),
        labels=tuple(_labels(spots, facts)),
        courses=tuple(_courses(spots)),
        months=tuple(months(scale, last_known)),
        today=_today(scale, today),
    )


def _spots(pieces: Sequence[Placed], scale: Scale) -> list[Spot]:
    """Each piece at its place; points of one day stand beside each other."""
    spots: list[Spot] = []
    last_point = float("-inf")
    for piece in pieces:
        left = scale.x(_point_of(piece))
        if piece.segment.kind in POINTS:
            left = last_point = round(min(max(left, last_point + BETWEEN_POINTS), WIDTH - MARGIN), 1)
        whole_day = DAY if piece.segment.kind is Kind.ADMISSION else timedelta()
        spots.append(Spot(piece, left, max(left, scale.x(piece.end + whole_day))))
    return spots


def _point_of(piece: Placed) -> date:
    """The day on which a piece stands: its first, for a scan ahead the target within its window."""
    is_window = piece.segment.kind is Kind.SCAN and piece.end > piece.start
    return piece.start + timedelta(days=PROTOCOL.scan_early_days) if is_window else piece.start


def _marks(spot: Spot, scale: Scale, facts: JourneyFacts) -> Iterator[Mark]:
    piece, segment = spot.piece, spot.segment
    classes = f"{CLASSES[spot.kind]} {segment.state}"
    if spot.kind is Kind.SCAN and piece.end > piece.start:
        path = bracket(scale.x(piece.start), scale.x(piece.end + DAY))
        yield Mark(f"window {segment.state}", path, f"{segment.label}: its window", spot.left)
    if decision_of(segment, facts) is Decision.STOP:
        classes = f"{classes} is-stop"
    path, center = shape(spot.kind, spot.left, spot.right)
    inside = str(segment.cycle) if spot.kind is Kind.ADMISSION else ""
    yield Mark(classes, path, segment.label, center, inside)


def decision_of(segment: Segment, facts: JourneyFacts) -> Decision | None:
    """What was decided, where the segment is a signed decision."""
    if segment.kind is not Kind.DECISION:
        return None
    scans = (one for one in facts.evaluations if one.after_cycle == segment.cycle and one.decided_on == segment.start)
    return next((one.decision for one in scans if one.decision), None)


def _labels(spots: Sequence[Spot], facts: JourneyFacts) -> Iterator[Label]:
    breaks = [spot for spot in spots if spot.kind is Kind.BREAK and spot.piece.dated]
    others = [spot for spot in spots if spot.kind is not Kind.BREAK]
    dated = [spot for spot in others if spot.piece.dated and spot.kind is not Kind.FOLLOW_UP]
    names = ((_name(spot.segment, facts), spot.center, str(spot.segment.state)) for spot in others)
    days = ((_day(_point_of(spot.piece)), spot.center, "minor") for spot in dated)
    lengths = ((f"{(spot.piece.end - spot.piece.start).days} days", spot.center, "minor") for spot in breaks)
    yield from laid_out(names, ABOVE, TEXT, WIDTH)
    yield from laid_out(days, BELOW, SMALL, WIDTH)
    yield from laid_out(lengths, LENGTHS, SMALL, WIDTH)


def _name(segment: Segment, facts: JourneyFacts) -> str:
    """A short name; the list beside the picture has the whole one."""
    decision = decision_of(segment, facts)
    return decision.capitalize() if decision else SHORT.get(segment.kind, segment.label)


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def _courses(spots: Sequence[Spot]) -> Iterator[Ground]:
    """The ground of each course: from its first admission to its scan and decision."""
    ends: dict[int, list[float]] = {}
    for spot in spots:
        if spot.segment.cycle is not None and spot.kind is not Kind.BREAK:
            reach = DIAMOND if spot.kind in POINTS else 4
            ends.setdefault(course_of(spot.segment.cycle), []).extend([spot.left - reach, spot.right + reach])
    for course, edges in ends.items():
        left, right = min(edges), max(edges)
        yield Ground(Label(f"Course {course}", left, COURSE_WORDS, SMALL), round(left, 1), round(right - left, 1))


def _today(scale: Scale, today: date) -> Label | None:
    return Label("today", scale.x(today), TODAY_WORDS, SMALL) if scale.holds(today) else None

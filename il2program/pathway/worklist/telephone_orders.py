"""Telephone orders that wait for the signature of the physician who gave them."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format

from cycles.models import TelephoneOrder
from il2program.pathway.worklist.line import Line, When
from il2program.pathway.worklist.program import Program


def to_countersign(program: Program) -> Iterator[Line]:
    """For the physician who ordered; once it is overdue, for every physician."""
    for order in program.orders:
        mine, late = order.physician_id == program.person.pk, order.is_overdue(program.now)
        if not (mine or late):
            continue
        whose = "your telephone order" if mine else f"the telephone order of {order.physician}"
        args = (order.cycle.number, order.pk)
        yield _line(f"Countersign {whose}", "countersign", order, args, f"“{order.words}”", is_late=late)


def overdue(program: Program) -> Iterator[Line]:
    """For those who can ring the physician up."""
    for order in program.orders:
        if order.is_overdue(program.now):
            why = f"Ask {order.physician}, or another physician, to countersign it."
            args = (order.cycle.number,)
            yield _line("Telephone order is not countersigned", "board", order, args, why, is_late=True)


def _line(what: str, page: str, order: TelephoneOrder, args: tuple[int, ...], why: str, *, is_late: bool) -> Line:
    due = f"{'was due' if is_late else 'until'} {date_format(timezone.localtime(order.due_at), 'D j M H:i')}"
    ordered = order.get_kind_display()
    about = f"Dose {order.slot}: {ordered.lower()}" if order.slot else ordered
    return Line(
        what,
        page,
        When.NOW,
        order.patient,
        args,
        why=f"{about}. {why}",
        due=due,
        at=order.due_at,
        is_late=is_late,
    )

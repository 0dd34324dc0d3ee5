"""The table of intake, output and weight as HTML: a line a shift, and one a day of the ward."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cycles.flowsheet.totals import Line, Totals, WardDay
from patients.rules.numbers import rounded_half_up, show

NOT_CHARTED = format_html('<span class="muted">{}</span>', "not charted")


def amount(ml: Decimal | None) -> SafeString:
    """ "1,250 mL"; what was not charted says so, and is never 0."""
    return NOT_CHARTED if ml is None else format_html('{} <span class="unit">mL</span>', show(ml, 1, grouped=True))


def change(ml: Decimal | None) -> SafeString:
    """A balance with its sign."""
    return NOT_CHARTED if ml is None else format_html('{} <span class="unit">mL</span>', signed(ml))


def signed(number: Decimal) -> str:
    """A change with its sign, to one decimal: +1,250, −4.2, 0."""
    rounded = rounded_half_up(number, 1)
    sign = "−" if rounded < 0 else "+" if rounded else ""
    return f"{sign}{show(abs(rounded), 1, grouped=True)}"


def urine_rate(line: Line) -> SafeString:
    """Urine by weight and hour; under the target in words, too."""
    if line.urine_ml_kg_h is None:
        return NOT_CHARTED
    if not line.urine_is_low:
        return format_html('{} <span class="unit">mL/kg/h</span>', show(line.urine_ml_kg_h, 2))
    return format_html(
        '<span class="late-words">{} <span class="unit">mL/kg/h</span> low</span>', show(line.urine_ml_kg_h, 2)
    )


@dataclass(frozen=True)
class Now:
    """How the shift and the day stand, in one line."""

    shift: str
    since: str
    intake: SafeString
    output: SafeString
    net: SafeString
    urine: SafeString
    weight: SafeString


def now_of(totals: Totals, admission_kg: Decimal) -> Now:
    span, sums = totals.shift.balance.span, totals.shift.balance
    return Now(
        shift=f"{_at(span.start, 'H:i')} to {_at(span.end, 'H:i')}{_so_far(totals.shift)}",
        since=_at(totals.day.balance.span.start, "D H:i"),
        intake=amount(sums.intake_ml),
        output=amount(sums.output_ml),
        net=change(totals.day.balance.net_ml),
        urine=urine_rate(totals.shift),
        weight=_newest_weight(totals, admission_kg),
    )


def _newest_weight(totals: Totals, admission_kg: Decimal) -> SafeString:
    if totals.weight_kg is None or totals.weight_percent is None or totals.weight_at is None:
        return NOT_CHARTED
    return format_html(
        '{} <span class="unit">kg</span>, {} <span class="unit">% from {} kg, {}</span>',
        show(totals.weight_kg, 1),
        signed(totals.weight_percent),
        show(admission_kg, 1),
        _at(totals.weight_at, "D j M H:i"),
    )


def lines_of(day: WardDay) -> SafeString:
    """The lines of a day: its own, and one a shift."""
    span = day.line.balance.span
    own = (
        "day-sum",
        "",
        f"{_at(span.start, 'D j M H:i')} to {_at(span.end, 'D j M H:i')}{_so_far(day.line)}",
        *_cells(day.line),
        _weight(day),
    )
    shifts = [
        (
            "",
            "shift",
            f"{_at(line.balance.span.start, 'H:i')} to {_at(line.balance.span.end, 'H:i')}{_so_far(line)}",
            *_cells(line),
            "",
        )
        for line in day.shifts
    ]
    return format_html_join(
        "",
        '<tr class="{}"><th scope="row" class="{}">{}</th><td class="number">{}</td><td class="number">{}</td>'
        '<td class="number">{}</td><td class="number"><strong>{}</strong></td><td class="number">{}</td>'
        '<td class="number">{}</td><td class="number">{}</td></tr>',
        [own, *shifts],
    )


def _cells(line: Line) -> tuple[object, ...]:
    sums = line.balance
    return (
        show(sums.hours, 1),
        amount(sums.intake_ml),
        amount(sums.output_ml),
        change(sums.net_ml),
        amount(sums.urine_ml),
        urine_rate(line),
    )


def _weight(day: WardDay) -> SafeString | str:
    if day.weight_kg is None or day.weight_percent is None:
        return ""
    kg, percent = show(day.weight_kg, 1), signed(day.weight_percent)
    return format_html('{} <span class="unit">kg</span> {} <span class="unit">%</span>', kg, percent)


def _so_far(line: Line) -> str:
    return ", so far" if line.is_running else ""


def _at(at: datetime, how: str) -> str:
    return date_format(timezone.localtime(at), how)

"""The fields of the column that is open for entry. As good as always it is empty: the empty ones are made once."""

from collections.abc import Callable
from functools import cache

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cycles.forms.flowsheet import ColumnForm
from cycles.rules.flowsheet import ROWS
from patients.rules.analytes import Analyte, Kind

NOTHING = format_html("{}", "")


def entry_of(form: ColumnForm) -> Callable[[str], SafeString]:
    """The cell with the field of each row as it stands in a form."""
    if not form.is_open:
        return blank

    def filled(key: str) -> SafeString:
        typed, unit = form.typed_in(key)
        return cell(key, typed, unit, " ".join(map(str, form.errors.get(key, ()))))

    return filled


def left_out_of(form: ColumnForm) -> SafeString:
    """The lines in which it is said what was not done."""
    return _left_out(form) if form.is_open else _left_out_blank()


@cache
def _left_out_blank() -> SafeString:
    return _left_out(ColumnForm())


def _left_out(form: ColumnForm) -> SafeString:
    return render_to_string("cycles/_left_out.html", {"form": form})


@cache
def blank(key: str) -> SafeString:
    return cell(key)


def cell(key: str, typed: str = "", unit: str = "", error: str = "") -> SafeString:
    """The field of a row, the choice of its unit, and what is wrong with it."""
    row = ROWS[key]
    marks, told = NOTHING, NOTHING
    if error:
        marks = format_html(' aria-invalid="true" aria-describedby="{}-error" class="is-invalid"', key)
        told = format_html('<span id="{}-error" class="invalid-feedback">{}</span>', key, error)
    field = _choice(row, typed, marks) if row.kind is Kind.CHOICE else _words(row, typed, marks)
    # Kept as it is, with what is typed, where earlier days are taken in.
    return format_html('<td class="is-now" id="now-{}" hx-preserve>{}{}{}</td>', key, field, _units(row, unit), told)


def _words(row: Analyte, typed: str, marks: SafeString) -> SafeString:
    most, mode = (2000, NOTHING) if row.kind is Kind.TEXT else (30, format_html(' inputmode="{}"', "decimal"))
    return format_html(
        '<input name="{}" id="id_{}"{} maxlength="{}" autocomplete="off" value="{}"{}>',
        row.key,
        row.key,
        mode,
        most,
        typed,
        marks,
    )


def _choice(row: Analyte, chosen: str, marks: SafeString) -> SafeString:
    return format_html(
        '<select name="{}" id="id_{}"{}>{}</select>',
        row.key,
        row.key,
        marks,
        _options((("", ""), *row.choices), chosen),
    )


def _units(row: Analyte, chosen: str) -> SafeString:
    """The choice of unit beside a number that is measured in several; the keyboard types it behind the number."""
    if len(row.units) < 2:
        return NOTHING
    options = _options(tuple((unit.name, unit.name) for unit in row.units), chosen)
    return format_html(
        '<select name="{}_unit" aria-label="Unit of {}" tabindex="-1">{}</select>', row.key, row.label, options
    )


def _options(pairs: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    selected = format_html(" {}", "selected")
    rows = ((code, selected if code == chosen else NOTHING, words) for code, words in pairs)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)

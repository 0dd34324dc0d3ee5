"""The folder for hours without the program: a sheet for each bed and one for the unit, as PDFs that need nothing else.

A file is replaced whole or not at all; what is not of a bed in which somebody lies is removed.
"""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from cycles.handing_over import Sheet, sheets_of
from cycles.models import Cycle
from cycles.rules.paper import COLUMNS, PAGES, times_from
from il2program.audit import trail
from il2program.documents.printed_form import Paper, code_of
from il2program.pdf import PdfRefused, render_pdf
from patients.rules.analytes import analyte

log = logging.getLogger(__name__)

UNIT = "00-unit.pdf"
# So many times the columns of a page: a day.
GRIDS = 2
NEXT_DOSES = 3


@dataclass(frozen=True)
class Title:
    """What the head of each page says of the form."""

    title: str
    version: str = "1"
    landscape: bool = True
    is_sealed: bool = False
    language: str = "en-US"


@dataclass(frozen=True)
class Keeper:
    """Nobody prints these sheets: the program keeps them."""

    full_name: str = "the program itself"
    role_words: str = "for hours without it"


def keep_fresh(folder: Path, now: datetime) -> int:
    """Make every sheet anew and remove old ones; returns how many sheets there are."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    cycles = list(Cycle.objects.running().for_board().order_by("bed"))
    sheets = sheets_of(cycles, now)
    wanted = {UNIT, *(_name(sheet.cycle) for sheet in sheets)}
    for sheet in sheets:
        _keep(folder, sheet, now)
    _replace(
        folder / UNIT, render_pdf("documents/downtime_unit.html", _frame("Downtime: the unit", now) | _unit(sheets))
    )
    for path in folder.glob("*.pdf"):
        if path.name not in wanted:
            path.unlink()
    return len(sheets)


def _keep(folder: Path, sheet: Sheet, now: datetime) -> None:
    """One bed's sheet. Where none can be made the old one stays: each page says from when it is."""
    path = folder / _name(sheet.cycle)
    is_new = not path.exists()
    try:
        _replace(path, render_pdf("documents/downtime_sheet.html", _frame("Downtime sheet", now) | _bed(sheet, now)))
    except PdfRefused as refusal:
        log.warning("The downtime sheet of cycle %s was not made: %s", sheet.cycle.pk, type(refusal).__name__)
        return
    if is_new:
        with transaction.atomic():
            told = "Kept a downtime sheet in the folder for hours without the program"
            trail.write("printed", sheet.cycle.patient, sentence=told)


def _name(cycle: Cycle) -> str:
    return f"bed-{slugify(cycle.bed) or cycle.pk}.pdf"


def _replace(path: Path, pdf: bytes) -> None:
    """Put a file in place of another in one step, for its owner only."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as made:
        made.write(pdf)
        made.flush()
        os.fsync(made.fileno())
    Path(made.name).replace(path)


def _frame(title: str, now: datetime) -> dict[str, Any]:
    return {
        "form": Title(title),
        "paper": Paper.LETTER,
        "printed_at": now,
        "printed_by": Keeper(),
        "is_original": False,
        "hospital_name": settings.HOSPITAL_NAME,
        "unit_phone": settings.UNIT_PHONE,
        "in_production": settings.PRODUCTION,
    }


def _bed(sheet: Sheet, now: datetime) -> dict[str, Any]:
    cycle = sheet.cycle
    return {
        "patient": cycle.patient,
        "cycle": cycle,
        "way_to_the_record": code_of(f"{settings.PUBLIC_URL}{cycle.get_absolute_url()}"),
        "computed": cycle.computed_dose,
        "rows": sheet.rows,
        "last": sheet.last,
        "due": _due(cycle),
        "grids": list(_grids(now)),
        "lines": range(1, 7),
    }


def _due(cycle: Cycle) -> list[tuple[int, datetime]]:
    """The slots that are still to be decided, with their due times."""
    return [(slot, at) for slot, at in enumerate(cycle.due_times(), 1) if slot not in cycle.standing_doses]


def _grids(now: datetime) -> Iterator[dict[str, Any]]:
    """The hours from now on, so many columns a page, in the layout of the page on which they are typed in."""
    times = times_from(now.astimezone(ZoneInfo(settings.TIME_ZONE)), GRIDS * COLUMNS)
    for first in range(0, len(times), COLUMNS):
        for title, groups in PAGES:
            rows = [(heading, [analyte(key) for key in keys]) for heading, keys in groups]
            yield {"title": title, "times": times[first : first + COLUMNS], "groups": rows}


def _unit(sheets: list[Sheet]) -> dict[str, Any]:
    """Who lies where, and the next doses."""
    return {"beds": [_line(sheet, dict(sheet.rows)) for sheet in sheets]}


def _line(sheet: Sheet, rows: dict[str, str]) -> dict[str, Any]:
    told = {"last_dose": "Last dose", "criteria": "Active criteria", "open": "Open"}
    known = {name: rows.get(label, "") for name, label in told.items()}
    return {"cycle": sheet.cycle, "due": _due(sheet.cycle)[:NEXT_DOSES], **known}

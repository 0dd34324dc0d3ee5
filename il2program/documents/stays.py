"""The admissions of a patient, as the forms of a ward are printed for each of them."""

from django.utils import timezone
from django.utils.formats import date_format

from cycles.facts import Journey
from cycles.models import Cycle
from il2program.documents.printed_form import BLANK, Copy

OF_CYCLE = "cycle-"


def copies_of_stays(journey: Journey) -> list[Copy]:
    """One for each admission, the newest first, and a blank one."""
    stays = Cycle.objects.filter(patient=journey.patient).order_by("-admitted_at")
    return [*(Copy(f"{OF_CYCLE}{stay.pk}", named(stay)) for stay in stays), BLANK]


def named(stay: Cycle) -> str:
    ended = ", ended before its first dose" if stay.cancelled else ""
    return f"Cycle {stay.number}, admitted {date_format(timezone.localtime(stay.admitted_at), 'D j M Y')}{ended}"


def stay_of(journey: Journey, of: str) -> Cycle | None:
    """The admission that a copy is of, with all that the dose board reads; of a blank one the admission that runs."""
    rows = Cycle.objects.for_board().filter(patient=journey.patient)
    if of == BLANK.of:
        return rows.running().first()
    found: Cycle | None = rows.filter(pk=int(of.removeprefix(OF_CYCLE))).first()
    return found

"""What follows a stay: grades confirmed, checklist, signed summary, and the calls until the patient has recovered."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from cycles.actions import confirm_suggestions, grade_toxicity, record_call, record_checklist, sign_summary
from cycles.models import Cycle, StopReason
from cycles.recovering import recovery_of
from cycles.toxicities import baseline_of, suggestions, toxicities_of
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.demo.life import Life, Moment, Script
from patients.actions import Entry

# What nearly everybody has and no number says, with its usual worst grade and what is done about it.
USUAL = (
    ("Chills", 2, "Meperidine 25 mg."),
    ("Nausea", 2, "Ondansetron 8 mg."),
    ("Hypotension", 3, "Fluid bolus of 250 mL, then phenylephrine."),
)
CALL_DAYS = (3, 7)
# Of stays that ended longer ago only the numbers are graded, of older ones nothing: each act takes its time.
RECENT, GRADED = timedelta(days=21), timedelta(days=120)
# Who has recovered by then: weight in percent of the dosing weight, creatinine in parts of the baseline.
HOME = {3: (Decimal("1.04"), Decimal("1.5")), 7: (Decimal("1.01"), Decimal("1.05"))}
SAID = {3: "Tired, drinks enough, skin peels and itches.", 7: "Eats again, no fever, urine as usual."}


def going_home(life: Life, cycle: Cycle) -> Script:
    """From the discharge on; its chances are its own, so that the rest of a life does not hang on them."""
    random = Random(f"{life.record_number} {cycle.pk} home")  # noqa: S311 - invented patients
    nurse = life.staff.one(Role.NURSE)
    cycle = Cycle.objects.for_board().get(pk=cycle.pk)
    if cycle.cancelled or cycle.stop_reason == StopReason.DEATH:
        return
    if timezone.now() < life.now - GRADED:
        return
    _confirm(cycle, nurse)
    if timezone.now() < life.now - RECENT:
        return
    _grade(cycle, random, nurse)
    _checklist(cycle, nurse)
    yield _later(cycle, 1, 9)
    sign_summary(cycle=cycle, proof=life.staff.signer(), course=_course(cycle), plan="Blood tests after a week.")
    for day in CALL_DAYS:
        yield _later(cycle, day, 10)
        _call(life, cycle, day, nurse)


def _later(cycle: Cycle, day: int, hour: int) -> Moment:
    on = timezone.localdate(cycle.discharged_at) + timedelta(days=day)
    return Moment(datetime.combine(on, time(hour, 20), timezone.get_current_timezone()), "home")


def _confirm(cycle: Cycle, nurse: Person) -> None:
    if chosen := [one.key for one in suggestions(cycle, toxicities_of(cycle), timezone.now())]:
        confirm_suggestions(cycle=cycle, chosen=chosen, by=nurse)


def _grade(cycle: Cycle, random: Random, nurse: Person) -> None:
    now = timezone.now()
    for (term, grade, done), dose in zip(USUAL, _doses(cycle, random), strict=False):
        at = dose + timedelta(hours=2)
        grade_toxicity(cycle=cycle, term=term, grade=grade, found_at=at, done=done, by=nurse)
        if grade > 1:
            grade_toxicity(cycle=cycle, term=term, grade=0, found_at=now - timedelta(minutes=30), by=nurse)


def _doses(cycle: Cycle, random: Random) -> Iterable[datetime]:
    """The starts of some doses, after which something was seen."""
    starts = [dose.started_at for dose in cycle.given_doses if dose.started_at]
    return sorted(random.choices(starts, k=random.randint(2, len(USUAL)))) if starts else []


def _checklist(cycle: Cycle, nurse: Person) -> None:
    record_checklist(
        cycle=cycle,
        line_out="done",
        line_out_words="PICC, site dry.",
        medicines="done",
        medicines_words="Lisinopril 10 mg from tomorrow on.",
        laboratory="done",
        laboratory_words="Creatinine and blood count in a week.",
        instructions="done",
        understood="done",
        by=nurse,
    )


def _course(cycle: Cycle) -> str:
    return f"{cycle.given_count} doses were given. Fever, capillary leak and low pressure, all of them reversible."


def _call(life: Life, cycle: Cycle, day: int, nurse: Person) -> None:
    """Who has recovered and was reached is not called again."""
    if recovery_of(cycle).next_call_on is None or life.patient.cycles.filter(discharged_at=None).exists():
        return
    now, baseline = timezone.now(), baseline_of(cycle).get("creatinine_mg_dl", Decimal(1))
    of_weight, of_creatinine = HOME[day]
    numbers = {"weight_kg": cycle.dosing_weight_kg * of_weight, "creatinine_mg_dl": baseline * of_creatinine}
    values = [Entry(key, f"{value:.1f}", timezone.localdate(now), taken_at=now) for key, value in numbers.items()]
    for one in recovery_of(cycle).open_toxicities:
        grade, note = 1 if one.term.wording(1) else 0, "As told on the phone."
        grade_toxicity(cycle=cycle, term=one.term.name, grade=grade, found_at=now, note=note, by=nurse)
    said = SAID[day]
    record_call(cycle=cycle, called_at=now, reached=True, spoken_with="Patient", words=said, values=values, by=nurse)

"""Striking out a dose that was charted on the wrong patient."""

from django.core.exceptions import ValidationError
from django.db import transaction

from cycles.actions.doses import check_stands, check_still_counts, told
from cycles.models import Cycle, Dose, WrongChart
from il2program.accounts.models import Person
from il2program.audit import trail
from patients.models import Patient


@transaction.atomic
def strike_dose(*, dose: Dose, because: str, belongs_to: Patient | None, by: Person) -> Dose:
    """Strike out what was charted for a slot; it stays visible here, and is seen on the chart that it belongs to.

    The slot is open again. Where the dose was given to the other patient, it is charted there as any other.
    """
    cycle = Cycle.objects.with_snapshots().locked(dose.cycle_id)
    check_stands(cycle, dose)
    if not because.strip():
        raise ValidationError({"because": "Say how it came to this chart."})
    if belongs_to == cycle.patient:
        raise ValidationError({"belongs_to": "This is the patient on whose chart it stands."})
    del cycle.standing_doses[dose.slot]
    check_still_counts(cycle, adds=False)
    fields = ("slot", "decision", "due_at", "dose_iu", "bag", "started_at", "ended_at", "withheld_for", "note")
    row = Dose(cycle=cycle, charted_by=by, struck=True, replaces=dose, because=because.strip())
    for name in fields:
        setattr(row, name, getattr(dose, name))
    if dose.confirmed_by_id != by.pk:
        row.confirmed_by, row.confirmed_how = dose.confirmed_by, dose.confirmed_how
    else:
        row.confirmed_by, row.confirmed_how = dose.charted_by, ""
    wrong = WrongChart(cycle=cycle, dose=row, belongs_to=belongs_to)
    sentence = f"Struck out dose {dose.slot}, which was charted on the wrong patient: {told(dose)}"
    with trail.action("struck out dose", cycle, by=by, sentence=sentence, reason=because):
        row.save()
        wrong.save()
        if belongs_to is not None:
            there = f"Dose {dose.slot} on the chart of {cycle.patient.record_number} is of this patient, and struck out"
            trail.write("dose was on another chart", belongs_to, sentence=there, by=by, reason=because)
    return row

"""What a physician can order about the journey as it stands."""

from collections.abc import Iterator
from datetime import date

from cycles.actions.results import refusing
from cycles.facts import Journey
from cycles.rules.next_step import Step
from cycles.rules.protocol import course_of, opens_course
from il2program.accounts.roles import Permission
from il2program.pathway.chart.press import Press, press
from il2program.pathway.recovery import unresolved_hepatic_failure

MAY = Permission.SIGN_OVERRIDES


def orders_in_question(journey: Journey, today: date) -> Iterator[Press]:
    patient, step = journey.patient, journey.step
    if step.step is Step.ADMIT and step.cycle and step.earliest and today < step.earliest:
        words = f"Order an earlier admission to cycle {step.cycle}"
        yield press(patient, words, "early_admission", step.cycle, permission=MAY)
    if step.step is Step.ADMIT and step.cycle and not step.needs_sign_off and _results_stand_in_the_way(journey):
        words = f"Sign an exception for the admission to cycle {step.cycle}"
        yield press(patient, words, "admission_exception", step.cycle, permission=MAY)
    if step.step is Step.ADMIT and step.cycle and not opens_course(step.cycle):
        yield press(
            patient, f"End course {course_of(step.cycle)} without cycle {step.cycle}", "end_course", permission=MAY
        )
    if unresolved_hepatic_failure(journey):
        yield press(patient, "Record the recovery from hepatic failure", "hepatic_recovery", permission=MAY)
    if step.step is not Step.LEFT and journey.facts.cycles and not journey.facts.permanent_stop:
        yield press(patient, "Stop IL-2 permanently", "permanent_stop", permission=MAY)


def _results_stand_in_the_way(journey: Journey) -> bool:
    workup, sign_off = journey.workup or journey.renewal, journey.sign_off
    return workup is not None and sign_off is not None and bool(refusing(workup, sign_off))

"""For which course a sign-off is in question. Source: clinical reference 0, how long a sign-off serves."""

from dataclasses import replace
from datetime import date

from django.utils import timezone

from cycles.facts import Journey
from cycles.rules.next_step import NextStep, Step, next_step
from cycles.rules.protocol import course_of, opens_course


def course_in_question(journey: Journey, today: date | None = None) -> int | None:
    """Course 1 before cycle 1, course 2 or 3 after a signed "continue"; the running course while its sign-off is void.

    A standing "not eligible" can be signed over: it is left aside here. None where no sign-off is in question.
    """
    step = step_without_sign_off(journey, today or timezone.localdate())
    if step.step in (Step.WORKUP, Step.SIGN_OFF):
        return 1
    if step.cycle is None or step.step not in (Step.ADMIT, Step.DISCHARGE):
        return None
    opens = step.step is Step.ADMIT and opens_course(step.cycle)
    return course_of(step.cycle) if opens or _is_void_for(journey, course_of(step.cycle)) else None


def step_without_sign_off(journey: Journey, today: date) -> NextStep:
    """What would come next if nobody had signed "not eligible"."""
    return next_step(replace(journey.facts, not_eligible_on=None), today)


def _is_void_for(journey: Journey, course: int) -> bool:
    return journey.sign_off_is_void and journey.sign_off is not None and journey.sign_off.course == course

"""Hepatic failure that nobody has recorded as resolved. Source: clinical reference 0 and 4.1, H11."""

from cycles.facts import Journey
from cycles.rules.journey import CycleFacts
from cycles.rules.protocol import PROTOCOL, course_of


def unresolved_hepatic_failure(journey: Journey) -> CycleFacts | None:
    """The cycle of the last course that hepatic failure ended, as long as nobody has recorded that it resolved."""
    last = journey.facts.last_cycle
    failed = journey.facts.hepatic_stop_in(course_of(last.number)) if last else None
    is_open = failed is not None and failed.discharged_on is not None and failed.hepatic_resolved_on is None
    return failed if is_open else None


def hepatic_words(failed: CycleFacts) -> str:
    """Why somebody has to say when the liver has recovered."""
    weeks = PROTOCOL.hepatic_wait_days // 7
    return f"Hepatic failure ended cycle {failed.number}; a new course waits until {weeks} weeks after it has resolved."

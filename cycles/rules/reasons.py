"""Why a step comes next, in whole sentences for the people who take it."""

from datetime import date

from cycles.rules.journey import CycleFacts, Evaluation, JourneyFacts
from cycles.rules.lesions import ProtocolAnswer
from cycles.rules.protocol import PROTOCOL, Window, course_of, in_words

WORKUP = "The workup is not complete yet."
SIGN_OFF = "The workup is complete and waits for the physician's signature."
LAST_COURSE = (
    f"No cycle follows course {course_of(PROTOCOL.max_cycles)}. Its response has been scanned; follow-up begins."
)

ANSWER_IN_WORDS = {
    ProtocolAnswer.SHRUNK: "The tumor has decreased, so the protocol goes on.",
    ProtocolAnswer.NOT_SHRUNK: "The tumor has not decreased, so going on would need a reason.",
    ProtocolAnswer.STOP: "The disease has progressed, so treatment ends.",
    ProtocolAnswer.REPEAT: "It could not be evaluated.",
    ProtocolAnswer.PHYSICIAN: "The protocol leaves the answer to the physician.",
}


def left(died_on: date | None, left_on: date | None) -> str:
    if died_on is not None:
        return f"The patient died on {in_words(died_on)}."
    return f"The patient left the program on {in_words(left_on)}." if left_on else "The patient left the program."


def not_eligible(on: date) -> str:
    return f"The physician signed “not eligible” on {in_words(on)}."


def first_cycle(signed_off_on: date) -> str:
    return f"Cycle 1 can begin: the physician signed “eligible” on {in_words(signed_off_on)}."


def discharge(cycle: CycleFacts, window: Window) -> str:
    stopped = " Treatment was stopped for good." if cycle.permanent_stop else ""
    return (
        f"Cycle {cycle.number} began on {in_words(cycle.admitted_on)};"
        f" its stay ends on day {PROTOCOL.min_stay_days} to {PROTOCOL.max_stay_days}{_from_to(window)}.{stopped}"
    )


def second_cycle(number: int, discharged_on: date) -> str:
    return f"Cycle {number} follows two weeks after discharge on {in_words(discharged_on)}."


def scan(facts: JourneyFacts, last: CycleFacts, discharged_on: date, repeated: Evaluation | None) -> str:
    """The scan of a course, why it comes after this cycle, and why again."""
    sentences = [
        f"The response to cycle {last.number} is scanned one month after discharge on {in_words(discharged_on)}."
    ]
    if repeated is not None:
        sentences.append(f"The scan of {in_words(repeated.scanned_on)} could not be evaluated and is repeated.")
    return " ".join([*sentences, *_cut_short(facts, last)])


def decide(scan: Evaluation) -> str:
    asked = (
        f"The scan of {in_words(scan.scanned_on)} after cycle {scan.after_cycle} waits for the physician's decision."
    )
    answer = "It has not been evaluated yet." if scan.protocol is None else ANSWER_IN_WORDS[scan.protocol]
    return f"{asked} {answer}"


def stopped(scan: Evaluation) -> str:
    on = f" on {in_words(scan.decided_on)}" if scan.decided_on else ""
    return f"The physician decided{on} to stop after cycle {scan.after_cycle}."


def progression(scan: Evaluation) -> str:
    return f"The scan of {in_words(scan.scanned_on)} showed progression, after which treatment cannot continue."


def permanent_stop(cycle: CycleFacts) -> str:
    return f"Treatment was stopped for good in cycle {cycle.number}."


def next_course(
    cycle: int, scan: Evaluation, discharged_on: date, hepatic: CycleFacts | None, needs_sign_off: bool
) -> str:
    """The first cycle of a new course: since when, after which rest, and what it still waits for."""
    on = f" on {in_words(scan.decided_on)}" if scan.decided_on else ""
    sentences = [f"The physician decided{on} to continue with cycle {cycle}."]
    if hepatic is None:
        weeks = PROTOCOL.course_gap_days // 7
        sentences.append(f"The target is {weeks} weeks of rest after discharge on {in_words(discharged_on)}.")
    else:
        sentences.append(_after_hepatic_failure(hepatic.hepatic_resolved_on, discharged_on))
    if needs_sign_off:
        sentences.append(f"Course {course_of(cycle)} needs its own sign-off first.")
    return " ".join(sentences)


def _after_hepatic_failure(resolved_on: date | None, discharged_on: date) -> str:
    weeks = PROTOCOL.hepatic_wait_days // 7
    if resolved_on is None:
        return f"Hepatic failure is not recorded as resolved; the course waits until {weeks} weeks after that."
    return (
        f"After hepatic failure the course waits until {weeks} weeks after both discharge on"
        f" {in_words(discharged_on)} and resolution on {in_words(resolved_on)}."
    )


def _cut_short(facts: JourneyFacts, last: CycleFacts) -> list[str]:
    """Why the course ended with this cycle, where it was not the second one."""
    if facts.permanent_stop is not None:
        return [permanent_stop(facts.permanent_stop)]
    if last.hepatic_stop:
        return ["Hepatic failure ended this course."]
    if last.second_cycle_cancelled_on is not None:
        return [f"The course's second cycle was cancelled on {in_words(last.second_cycle_cancelled_on)}."]
    return []


def _from_to(window: Window) -> str:
    if window.earliest is None or window.latest is None:
        return ""
    return f", {in_words(window.earliest)} to {in_words(window.latest)}"

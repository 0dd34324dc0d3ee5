"""Checks of a shape of their own: runs of ventricular tachycardia, coma, recovery, and slot 1."""

from decimal import Decimal

from cycles.rules.holding.bands import at_least, over
from cycles.rules.holding.checks import Check, any_of, coded, lies, missing, number
from cycles.rules.holding.facts import Finding, State
from cycles.rules.holding.reading import Reading, named


def short_run(sustained_beats: Decimal) -> Check:
    """H1d: ventricular tachycardia now, and not known to be sustained; a number of beats that is not charted holds."""

    def check(reading: Reading) -> Finding:
        if (rhythm := coded("rhythm", "vt")(reading)).state is not State.FIRES:
            return rhythm
        beats = lies("vt_beats", at_least(sustained_beats))(reading)
        if beats.state is State.FIRES:
            return Finding(State.CLEAR, f"{beats.reason} P1 asks this.")
        return Finding(State.FIRES, f"{rhythm.reason} {beats.reason}")

    return check


def sustained_run(sustained_beats: Decimal) -> Check:
    """P1: by beats alone, whatever the rhythm now; without a number of beats the rhythm must be another one."""

    def check(reading: Reading) -> Finding:
        if not reading.lacking("vt_beats"):
            return lies("vt_beats", at_least(sustained_beats))(reading)
        rhythm = coded("rhythm", "vt")(reading)
        return reading.lacking("vt_beats") or rhythm if rhythm.state is State.FIRES else rhythm

    return check


def coma_below(hours: Decimal) -> Check:
    """H16: in coma now, and not known to be so for longer than P7 allows."""

    def check(reading: Reading) -> Finding:
        in_coma = any_of(coded("mental_status", "coma"), lies("coma_hours", over(Decimal(0))))(reading)
        if in_coma.state is not State.FIRES:
            return in_coma
        long = lies("coma_hours", over(hours))(reading)
        return Finding(State.CLEAR, f"{long.reason} P7 asks this.") if long.state is State.FIRES else in_coma

    return check


def creatinine_not_recovered(*, normal_most: Decimal, fall_over: Decimal) -> Check:
    """H10: the creatinine neither normal again nor fallen far enough since the dose was held. In mg/dL."""

    def check(reading: Reading) -> Finding:
        now = number(reading, "creatinine_mg_dl")
        if now is None:
            return reading.lacking("creatinine_mg_dl") or missing("creatinine_mg_dl")
        words = named("creatinine_mg_dl", reading.facts["creatinine_mg_dl"])
        if now <= normal_most:
            return Finding(State.CLEAR, f"{words} is normal.")
        held_at = number(reading, "creatinine_at_hold_mg_dl")
        if held_at is None:
            return missing("creatinine_at_hold_mg_dl")
        fallen = f"{words} has fallen by {held_at - now:f} mg/dL since the dose was held."
        return Finding(State.CLEAR if held_at - now > fall_over else State.FIRES, fallen)

    return check


def after_first_slot(check: Check) -> Check:
    """A check that rests on urine, which slot 1 does not read."""

    def later(reading: Reading) -> Finding:
        if reading.is_first_slot:
            return Finding(State.NOT_ASKED, "Urine is not read at slot 1.")
        return check(reading)

    return later


def unless_first_slot(check: Check) -> Check:
    """A weight gain, which counts as 0 at slot 1."""

    def later(reading: Reading) -> Finding:
        if reading.is_first_slot:
            return Finding(State.CLEAR, "At slot 1 the weight gain counts as 0.")
        return check(reading)

    return later

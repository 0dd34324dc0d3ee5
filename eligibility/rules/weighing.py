"""The questions of information that ask more than one value against one limit. Source: clinical reference 2.1, 2.6."""

from decimal import Decimal

from eligibility.rules.checks import all_of, coded, joined, number
from eligibility.rules.facts import Answer, Finding
from eligibility.rules.limits import Side
from eligibility.rules.reading import Reading, named
from patients.rules.diseases import Disease

_STOPPABLE = ("antihypertensives", "nephrotoxic_medicines", "sedatives")
_ORGANS_AT_MOST, _MONTHS_AT_LEAST, _ECOG_UNDER = Decimal(1), Decimal(24), Decimal(0)
_OF_PREDICTED_OVER = Decimal(65)
_SMOKERS = ("former", "current")


def clear_cell(reading: Reading) -> Finding:
    """Clear cell in kidney cancer; not asked of other diseases. S-H2."""
    if other := _not_kidney_cancer(reading):
        return other
    if lacking := reading.lacking("histology"):
        return lacking
    words = named("histology", reading.facts["histology"])
    preferred = "clear cell" in str(reading.facts["histology"].value).lower()
    return Finding(Answer.MET if preferred else Answer.NOT_MET, f"{words}.")


def medicines_reviewed(reading: Reading) -> Finding:
    """Each group of medicines asked, and where one is taken, what is stopped or held. S-H13."""
    lacking = [found for key in (*_STOPPABLE, "recent_contrast") if (found := reading.lacking(key))]
    if lacking:
        return Finding(lacking[0].answer, joined(lacking))
    taken = [named(key, reading.facts[key]) for key in _STOPPABLE if reading.code(key) == "yes"]
    told = reading.fact("medicines_to_stop") is not None and not reading.lacking("medicines_to_stop")
    contrast = coded("recent_contrast", "no")(reading)
    if taken and not told:
        return Finding(Answer.NOT_MET, f"{'; '.join(taken)}. What is stopped or held is not recorded.")
    if contrast.answer is not Answer.MET:
        return contrast
    return Finding(Answer.MET, f"{'; '.join(taken)}; stopped or held as recorded." if taken else "None is taken.")


def risk_factors(reading: Reading) -> Finding:
    """Fewer than all three risk factors of the European labeling; asked in kidney cancer. S-H15."""
    if other := _not_kidney_cancer(reading):
        return other
    parts = [
        number("ecog", Side.AT_MOST, _ECOG_UNDER)(reading),
        number("metastatic_organs", Side.AT_MOST, _ORGANS_AT_MOST)(reading),
        number("months_from_diagnosis", Side.AT_LEAST, _MONTHS_AT_LEAST)(reading),
    ]
    answers = {part.answer for part in parts}
    if Answer.MET in answers:
        present = sum(part.answer is Answer.NOT_MET for part in parts)
        return Finding(Answer.MET, f"{present} of 3 risk factors are present.")
    if answers == {Answer.NOT_MET}:
        return Finding(Answer.NOT_MET, "All 3 risk factors are present.")
    open_ones = [part for part in parts if part.answer is not Answer.NOT_MET]
    return Finding(open_ones[0].answer, joined(open_ones))


def lung_function_of_smokers(reading: Reading) -> Finding:
    """Asked where smoking or heart or lung disease raises a suspicion. S-P2."""
    lacking = [found for key in ("smoking", "heart_or_lung_disease") if (found := reading.lacking(key))]
    smoked = reading.lacking("smoking") is None and reading.code("smoking") in _SMOKERS
    ill = reading.lacking("heart_or_lung_disease") is None and reading.code("heart_or_lung_disease") == "yes"
    if smoked or ill:
        return all_of(
            number("fev1_percent_predicted", Side.OVER, _OF_PREDICTED_OVER),
            number("fvc_percent_predicted", Side.OVER, _OF_PREDICTED_OVER),
        )(reading)
    if lacking:
        return Finding(lacking[0].answer, joined(lacking))
    return Finding(Answer.MET, "Not asked: no smoking history and no heart or lung disease.")


def equation_is_named(reading: Reading) -> Finding:
    """A reported percentage names its equation; where only liters are recorded none is needed. S-P4."""
    if reading.lacking("fev1_percent_predicted"):
        lacking = reading.lacking("fev1_l")
        return lacking or Finding(Answer.MET, "Only liters are recorded; NHANES III is computed.")
    if reading.lacking("fev1_equation"):
        return Finding(Answer.NOT_MET, "The percentage is recorded without its equation.")
    return Finding(Answer.MET, f"{named('fev1_equation', reading.facts['fev1_equation'])}.")


def _not_kidney_cancer(reading: Reading) -> Finding | None:
    """What a row about kidney cancer answers without looking further; None where it has to."""
    if lacking := reading.lacking("diagnosis"):
        return lacking
    if reading.code("diagnosis") != Disease.METASTATIC_RCC:
        return Finding(Answer.MET, "Asked in kidney cancer only.")
    return None

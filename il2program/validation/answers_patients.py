"""The rules about a patient, as cases ask them: criteria, kidney function, lung function.

Each answer comes from the function that the pages ask; what stands here only translates.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import cast

from eligibility.rules.criteria import CRITERIA, Assessment, Fact, Facts, assess
from eligibility.rules.criteria import Answer as Judged
from eligibility.rules.facts import Verdict, row
from il2program.validation.cases import Answer, Given, Rule, known
from il2program.validation.comparers import exactly, number
from il2program.validation.readers import Dated, Reader, boolean, choice, dated, day, decimal, whole
from patients.rules.lung import percent_of_predicted, predicted_fev1_l
from patients.rules.numbers import rounded_half_up
from patients.rules.renal import Sex, clearance_ml_min, creatinine_mg_dl, egfr_ml_min_173

_QUANTITIES = (
    "weight_kg",
    "height_cm",
    "wbc_per_ul",
    "hemoglobin_g_dl",
    "platelets_per_ul",
    "creatinine_mg_dl",
    "bilirubin_total_mg_dl",
    "ast_u_l",
    "alt_u_l",
    "ast_uln",
    "alt_uln",
    "inr",
    "fev1_l",
    "fev1_percent_predicted",
    "spo2_percent",
    "lvef_percent",
)
_WHOLE_NUMBERS = ("age_years", "ecog", "karnofsky")
_CODES = ("diagnosis", "sex", "hcg", "hiv", "hbsag", "hcv", "stress_test", "ecg", "brain_imaging")
_CODES_BESIDE = ("seizure_disorder", "wall_motion")
_QUESTIONS = (
    "organ_allograft",
    "systemic_steroids",
    "active_infection",
    "autoimmune_disease",
    "hypersensitivity",
    "prior_permanent_stop",
)
_QUESTIONS_BESIDE = ("histology_confirmed", "breast_feeding")

# Findings that the pages ask beside the main one of a criterion. A case that does not name one is about the main
# finding alone: this one is then taken as the answer that does not disturb. Null says that it is not known.
_UNDISTURBED: Facts = {
    "histology_confirmed": Fact("yes"),
    "seizure_disorder": Fact("no"),
    "breast_feeding": Fact("no"),
    "wall_motion": Fact("normal"),
}

_SEX = choice(*Sex)


def answer_criteria(given: Given) -> Answer:
    """Every criterion and the verdict, for the facts of a case."""
    named = {key: fact for key, value in given.items() if key != "on" and (fact := _fact(value)) is not None}
    silent = {key: fact for key, fact in _UNDISTURBED.items() if key not in given}
    assessment = assess({**silent, **named}, on=_judged_on(given, named))
    judgements = {judgement.criterion.id: judgement for judgement in assessment.judgements}
    values: dict[str, str] = {id: judgement.answer for id, judgement in judgements.items()}
    reasons = {id: judgement.reason for id, judgement in judgements.items()}
    return Answer({**values, "verdict": assessment.verdict}, _what_decided(assessment), reasons)


def answer_renal(given: Given) -> Answer:
    """Clearance and filtration rate, each with one decimal."""
    creatinine = given.get("creatinine_mg_dl")
    if creatinine is None and given.get("creatinine_umol_l") is not None:
        creatinine = creatinine_mg_dl(given["creatinine_umol_l"])
    person = {"creatinine_mg_dl": creatinine, "age_years": given.get("age_years"), "sex": given.get("sex")}
    clearance = clearance_ml_min(**person, weight_kg=given.get("weight_kg"))
    values = {"clearance_ml_min": _rounded(clearance, 1), "egfr": _rounded(egfr_ml_min_173(**person), 1)}
    return Answer(values, "Cockcroft-Gault from actual weight; CKD-EPI 2021 from 18 years of age.")


def answer_fev1(given: Given) -> Answer:
    """What NHANES III predicts, with two decimals, and the percentage of the unrounded prediction, with one."""
    predicted = predicted_fev1_l(
        age_years=given.get("age_years"), sex=given.get("sex"), height_cm=given.get("height_cm")
    )
    percent = percent_of_predicted(fev1_l=given.get("fev1_l"), predicted_l=predicted)
    values = {"predicted_l": _rounded(predicted, 2), "percent": _rounded(percent, 1)}
    return Answer(values, "NHANES III, from 20 years of age.")


def _fact(value: Dated | None) -> Fact | None:
    return None if value is None or value.value is None else Fact(value.value, value.on)


def _judged_on(given: Given, named: Facts) -> date:
    """The day of the case; where nothing has a day, none is needed."""
    if any(fact.on is not None for fact in named.values()):
        return cast(date, known(given, "on"))
    return given.get("on") or date.max


def _what_decided(assessment: Assessment) -> str:
    return "; ".join(f"{one.criterion.id} {one.answer}" for one in assessment.deciding) or "Every criterion is met."


def _rounded(value: Decimal | None, decimals: int) -> Decimal | None:
    return None if value is None else rounded_half_up(value, decimals)


def _readers() -> Mapping[str, Reader]:
    readers: dict[str, Reader] = {"on": day}
    readers.update((key, dated(decimal)) for key in _QUANTITIES)
    readers.update((key, dated(whole)) for key in _WHOLE_NUMBERS)
    readers.update((key, dated(choice(*_codes(key)))) for key in (*_CODES, *_CODES_BESIDE))
    readers.update((key, dated(boolean)) for key in (*_QUESTIONS, *_QUESTIONS_BESIDE))
    return readers


def _codes(key: str) -> tuple[str, ...]:
    """The codes that a case may give; an indeterminate test is, to a case, not known."""
    return tuple(code for code in row(key).codes if code != "indeterminate")


CRITERIA_RULE = Rule(
    name="criteria",
    given=_readers(),
    expect={
        **{criterion.id: exactly(choice(*Judged)) for criterion in CRITERIA},
        "verdict": exactly(choice(*Verdict)),
    },
    answer=answer_criteria,
)

RENAL = Rule(
    name="renal",
    given={
        "creatinine_mg_dl": decimal,
        "creatinine_umol_l": decimal,
        "age_years": whole,
        "sex": _SEX,
        "weight_kg": decimal,
    },
    expect={"clearance_ml_min": number, "egfr": number},
    answer=answer_renal,
)

FEV1 = Rule(
    name="fev1",
    given={
        "age_years": whole,
        "sex": _SEX,
        "height_cm": decimal,
        "fev1_l": decimal,
        "equation": choice("nhanes_iii"),
    },
    expect={"predicted_l": number, "percent": number},
    answer=answer_fev1,
)

RULES = (CRITERIA_RULE, RENAL, FEV1)

"""The criteria of heart, lung, kidney and liver. Source: clinical reference 2.5 to 2.8."""

from eligibility.rules.checks import all_of, any_of, coded, multiple, number
from eligibility.rules.judgements import Criterion
from eligibility.rules.limits import Limits, Side
from eligibility.rules.particular import clearance, coronary
from eligibility.rules.workup import Area
from patients.rules.numbers import show


def heart(limits: Limits) -> tuple[Criterion, ...]:
    """S-C1 to S-C3."""
    source = "clinical reference 2.5"
    return (
        Criterion(
            "S-C1",
            f"Stress test normal; under {show(limits.stress_test_from_years, 0)} years a normal ECG serves where no "
            "test was made",
            Area.HEART,
            source,
            ("stress_test", "age_years", "ecg"),
            coronary(limits),
        ),
        Criterion(
            "S-C2",
            f"Ejection fraction {show(limits.lvef_least_percent, 1)} % or more, and normal wall motion",
            Area.HEART,
            source,
            ("lvef_percent", "wall_motion"),
            all_of(number("lvef_percent", Side.AT_LEAST, limits.lvef_least_percent), coded("wall_motion", "normal")),
            confirm_against_label=True,
        ),
        Criterion("S-C3", "ECG without ischemia or arrhythmia", Area.HEART, source, ("ecg",), coded("ecg", "normal")),
    )


def lung(limits: Limits) -> tuple[Criterion, ...]:
    """S-P1. The percentage is the one that was reported, never one worked out from age and height."""
    return (
        Criterion(
            "S-P1",
            f"FEV1 more than {show(limits.fev1_over_l, 2)} L, or {show(limits.fev1_least_percent, 1)} % of predicted "
            "or more",
            Area.LUNG,
            "clinical reference 2.6",
            ("fev1_l", "fev1_percent_predicted"),
            any_of(
                number("fev1_l", Side.OVER, limits.fev1_over_l),
                number("fev1_percent_predicted", Side.AT_LEAST, limits.fev1_least_percent),
            ),
            confirm_against_label=True,
        ),
    )


def kidney(limits: Limits) -> tuple[Criterion, ...]:
    """S-R1."""
    return (
        Criterion(
            "S-R1",
            f"Creatinine {show(limits.creatinine_most_mg_dl, 2)} mg/dL or less, or clearance "
            f"{show(limits.clearance_least_ml_min, 1)} mL/min or more",
            Area.KIDNEY,
            "clinical reference 2.7",
            ("creatinine_mg_dl", "weight_kg", "age_years", "sex"),
            any_of(
                number("creatinine_mg_dl", Side.AT_MOST, limits.creatinine_most_mg_dl),
                clearance(limits.clearance_least_ml_min),
            ),
            confirm_against_label=True,
        ),
    )


def liver(limits: Limits) -> tuple[Criterion, ...]:
    """S-L1 to S-L3; ascites and the share of liver replaced are information."""
    source, times = "clinical reference 2.8", limits.transaminases_most_times_uln
    return (
        Criterion(
            "S-L1",
            f"Total bilirubin {show(limits.bilirubin_most_mg_dl, 2)} mg/dL or less",
            Area.LIVER,
            source,
            ("bilirubin_total_mg_dl",),
            number("bilirubin_total_mg_dl", Side.AT_MOST, limits.bilirubin_most_mg_dl),
        ),
        Criterion(
            "S-L2",
            f"AST and ALT at most {show(times, 1)} times the laboratory's upper limit of normal",
            Area.LIVER,
            source,
            ("ast_u_l", "ast_uln", "alt_u_l", "alt_uln"),
            all_of(multiple("ast_u_l", "ast_uln", times), multiple("alt_u_l", "alt_uln", times)),
        ),
        Criterion(
            "S-L3",
            "Hepatitis B and C negative",
            Area.LIVER,
            source,
            ("hbsag", "hcv"),
            all_of(coded("hbsag", "negative"), coded("hcv", "negative")),
        ),
    )

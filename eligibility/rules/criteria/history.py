"""The criteria of the medical history. Source: clinical reference 2.1."""

from eligibility.rules.checks import absent, all_of, coded, number
from eligibility.rules.judgements import Criterion
from eligibility.rules.limits import Limits, Side
from eligibility.rules.particular import no_pregnancy, performance
from eligibility.rules.workup import Area
from patients.rules.diseases import Disease
from patients.rules.numbers import show

SOURCE = "clinical reference 2.1"

TREATED_DISEASES = (Disease.METASTATIC_RCC.value, Disease.METASTATIC_MELANOMA.value)


def history(limits: Limits) -> tuple[Criterion, ...]:
    """S-H1 and S-H3 to S-H11; the other rows of the history are information."""
    return (_disease(limits), *_contraindications(), _brain(), _condition(limits), _pregnancy())


def _disease(limits: Limits) -> Criterion:
    return Criterion(
        "S-H1",
        "Metastatic kidney cancer or melanoma, confirmed by histology, in a person of "
        f"{show(limits.age_least_years, 0)} years or more",
        Area.HISTORY,
        SOURCE,
        ("diagnosis", "histology_confirmed", "age_years"),
        all_of(
            coded("diagnosis", *TREATED_DISEASES),
            coded("histology_confirmed", "yes"),
            number("age_years", Side.AT_LEAST, limits.age_least_years),
        ),
    )


def _contraindications() -> tuple[Criterion, ...]:
    return (
        _no("S-H3", "No hypersensitivity to interleukin-2 or a component", "hypersensitivity"),
        _no("S-H4", "No organ allograft", "organ_allograft"),
        _no("S-H5", "No earlier interleukin-2 toxicity that rules out more", "prior_permanent_stop"),
        _no("S-H6", "No systemic corticosteroids needed or likely", "systemic_steroids"),
        _no("S-H7", "No active autoimmune or inflammatory disease", "autoimmune_disease", confirm_against_label=True),
        _no("S-H8", "No active infection that needs antibiotics", "active_infection"),
    )


def _brain() -> Criterion:
    return Criterion(
        "S-H9",
        "No brain metastases and no seizure disorder, unless treated and stable",
        Area.HISTORY,
        SOURCE,
        ("brain_imaging", "seizure_disorder"),
        all_of(
            coded("brain_imaging", "negative", "treated_stable"),
            coded("seizure_disorder", "no", "treated_stable"),
        ),
    )


def _condition(limits: Limits) -> Criterion:
    return Criterion(
        "S-H10",
        f"ECOG {show(limits.ecog_most, 0)} or less; where it is not recorded, "
        f"Karnofsky {show(limits.karnofsky_least_percent, 0)} % or more",
        Area.EXAMINATION,
        SOURCE,
        ("ecog", "karnofsky"),
        performance(limits),
    )


def _pregnancy() -> Criterion:
    return Criterion(
        "S-H11",
        "Not pregnant and not breast feeding",
        Area.HISTORY,
        SOURCE,
        ("sex", "hcg", "breast_feeding"),
        no_pregnancy,
    )


def _no(id: str, title: str, key: str, *, confirm_against_label: bool = False) -> Criterion:
    """A contraindication that must be absent."""
    return Criterion(id, title, Area.HISTORY, SOURCE, (key,), absent(key), confirm_against_label)

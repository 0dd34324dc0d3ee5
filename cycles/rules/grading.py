"""What the numbers of a stay say of each term: from which value it is graded, and against what.

The baseline is the newest value before the first admission of the course, so that a second cycle is never graded
against what the first one left behind; of the weight it is the dosing weight. A limit of normal is the laboratory's own
where it is recorded, else the table's. Calcium is corrected by albumin (0.8 mg/dL for each g/dL under 4). Source:
clinical reference 5.1; nearness of albumin and the reading of the baseline are the program's own knowledge.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from cycles.rules.holding.derived import urine_ml_within
from cycles.rules.toxicity import Measured, grade
from patients.rules.analytes import analyte

Series = Sequence[tuple[datetime, Decimal]]

HIGH_FEVER_C = Decimal(40)
NORMAL_ALBUMIN_G_DL = Decimal(4)
CALCIUM_FOR_ALBUMIN = Decimal("0.8")
ALBUMIN_COUNTS_FOR = timedelta(hours=24)
STOOLS, USUAL_STOOLS, OVER_USUAL = "stool_count", "usual_stool_count", "stools_over_baseline"
SHORT, LONG = timedelta(hours=8), timedelta(hours=24)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Stay:
    """What was measured in a stay, by analyte and the oldest first, and what it is graded against."""

    values: Mapping[str, Series]
    baseline: Mapping[str, Decimal]
    dosing_weight_kg: Decimal
    since: datetime
    until: datetime

    def of(self, key: str) -> Series:
        return self.values.get(key, ())


@dataclass(frozen=True)
class Found:
    """The grade of a term at one instant, None where the numbers leave it open, and the value behind it in words."""

    term: str
    grade: int | None
    at: datetime
    told: str
    reason: str


@dataclass(frozen=True)
class Input:
    """From what a term is graded: the analytes that are read, and how."""

    reads: tuple[str, ...]
    find: Callable[[str, Stay], Iterable[Found]]


def found_in(stay: Stay) -> dict[str, tuple[Found, ...]]:
    """Of each term that numbers can grade, its grade at each value of the stay, the oldest first."""
    return {term: tuple(one.find(term, stay)) for term, one in INPUTS.items()}


def _found(term: str, measured: Measured, at: datetime, told: str) -> Found:
    answer = grade(term, measured)
    return Found(term, answer.grade, at, told, answer.reason)


def _told(key: str, value: Decimal) -> str:
    row = analyte(key)
    return f"{row.label} {row.measured(value)}"


def limits_of(key: str, known: Mapping[str, Decimal]) -> tuple[Decimal | None, Decimal | None]:
    """The lower and the upper limit of normal; the laboratory's own upper limit where it is known."""
    low, high = analyte(key).reference or (None, None)
    return low, known.get(OWN_LIMITS.get(key, ""), high)


def _plain(key: str) -> Input:
    """The value as it was measured, against its own limits and its own baseline."""

    def find(term: str, stay: Stay) -> Iterable[Found]:
        lln, uln = limits_of(key, stay.baseline)
        baseline = stay.baseline.get(key)
        for at, value in stay.of(key):
            against = f", baseline {analyte(key).measured(baseline)}" if baseline is not None else ""
            told = f"{_told(key, value)}{against}"
            yield _found(term, Measured(value, uln=uln, lln=lln, baseline=baseline), at, told)

    return Input((key,), find)


def _fever(term: str, stay: Stay) -> Iterable[Found]:
    series = stay.of("temperature_c")
    for place, (at, value) in enumerate(series):
        hours = _hours_over(series, place, HIGH_FEVER_C, stay.until) if value > HIGH_FEVER_C else None
        yield _found(term, Measured(value, hours=hours), at, _told("temperature_c", value))


def _hours_over(series: Series, place: int, limit: Decimal, until: datetime) -> Decimal | None:
    """For how many hours a value over the limit lasted; None where the measurements leave 24 hours open."""
    first = last = place
    while first and series[first - 1][1] > limit:
        first -= 1
    while last + 1 < len(series) and series[last + 1][1] > limit:
        last += 1
    ended = series[last + 1][0] if last + 1 < len(series) else until
    at_least, at_most = _hours(series[first][0], series[last][0]), _hours(series[first][0], ended)
    if at_least > LONG // timedelta(hours=1):
        return at_least
    return at_most if at_most <= LONG // timedelta(hours=1) else None


def _hours(first: datetime, last: datetime) -> Decimal:
    return Decimal((last.astimezone(UTC) - first.astimezone(UTC)) // MINUTE) / 60


def _weight(term: str, stay: Stay) -> Iterable[Found]:
    for at, value in stay.of("weight_kg"):
        gain = 100 * (value - stay.dosing_weight_kg) / stay.dosing_weight_kg
        told = f"{_told('weight_kg', value)}, dosing weight {analyte('weight_kg').measured(stay.dosing_weight_kg)}"
        yield _found(term, Measured(gain), at, told)


def _urine(term: str, stay: Stay) -> Iterable[Found]:
    """The 8 and the 24 hours up to each entry, once the stay has lasted as long; the graver of the two."""
    series = stay.of("urine_ml")
    for at, _ in series:
        spans = [span for span in (SHORT, LONG) if at.astimezone(UTC) - stay.since.astimezone(UTC) >= span]
        found = [one for span in spans if (one := _urine_of(term, series, at, span))]
        if found:
            yield max(found, key=lambda one: one.grade or 0)


def _urine_of(term: str, series: Series, at: datetime, span: timedelta) -> Found | None:
    amount = urine_ml_within(series, span=span, until=at)
    if amount is None:
        return None
    hours = span // timedelta(hours=1)
    told = f"Urine {analyte('urine_ml').measured(amount)} in {hours} hours"
    return _found(term, Measured(amount, hours=Decimal(hours)), at, told)


def _calcium(term: str, stay: Stay) -> Iterable[Found]:
    lln, uln = limits_of("calcium_mg_dl", stay.baseline)
    for at, value in stay.of("calcium_mg_dl"):
        albumin = _nearest(stay.of("albumin_g_dl"), at)
        if albumin is None:
            told = f"{_told('calcium_mg_dl', value)}, no albumin within 24 hours to correct it by"
            yield Found(term, None, at, told, f"{term}: the grade hangs on something that is not known.")
            continue
        corrected = value + CALCIUM_FOR_ALBUMIN * (NORMAL_ALBUMIN_G_DL - albumin)
        told = f"{_told('calcium_mg_dl', value)}, corrected {analyte('calcium_mg_dl').measured(corrected)}"
        yield _found(term, Measured(corrected, uln=uln, lln=lln), at, told)


def _nearest(series: Series, at: datetime) -> Decimal | None:
    """The value that was found nearest to an instant, at most a day away."""
    near = [(abs(at.astimezone(UTC) - on.astimezone(UTC)), value) for on, value in series]
    away, value = min(near, key=lambda one: one[0], default=(LONG + MINUTE, None))
    return value if away <= ALBUMIN_COUNTS_FOR else None


def _febrile_neutropenia(term: str, stay: Stay) -> Iterable[Found]:
    """Each temperature with the neutrophils nearest to it."""
    for at, value in stay.of("temperature_c"):
        neutrophils = _nearest(stay.of("neutrophils_per_ul"), at)
        if neutrophils is not None:
            told = f"{_told('temperature_c', value)}, {_told('neutrophils_per_ul', neutrophils)}"
            yield _found(term, Measured(value, neutrophils_per_ul=neutrophils), at, told)


def _diarrhea(term: str, stay: Stay) -> Iterable[Found]:
    """What was typed with a grade, and the stools charted in the 24 hours up to each entry over what is usual at home.

    In the first day of a stay the hours are fewer: what is over the usual number by then is so of the whole day.
    """
    usual = stay.of(USUAL_STOOLS)[-1][1] if stay.of(USUAL_STOOLS) else stay.baseline.get(USUAL_STOOLS)
    typed = [_found(term, Measured(value), at, _told(OVER_USUAL, value)) for at, value in stay.of(OVER_USUAL)]
    counted = [_stools(term, stay.of(STOOLS), at, usual) for at, _ in stay.of(STOOLS)]
    return sorted((*typed, *counted), key=lambda one: one.at)


def _stools(term: str, series: Series, at: datetime, usual: Decimal | None) -> Found:
    last = at.astimezone(UTC)
    count = sum((value for on, value in series if last - LONG < on.astimezone(UTC) <= last), Decimal(0))
    told = "1 stool in 24 hours" if count == 1 else f"{count:.0f} stools in 24 hours"
    if usual is None:
        unknown = f"{term}: the usual number is not known."
        return Found(term, None, at, f"{told}, the usual number is not charted", unknown)
    return _found(term, Measured(max(Decimal(0), count - usual)), at, f"{told}, at home {usual:.0f}")


# The laboratory's own upper limit of normal, where it is recorded.
OWN_LIMITS: Mapping[str, str] = MappingProxyType({"ast_u_l": "ast_uln", "alt_u_l": "alt_uln"})

INPUTS: Mapping[str, Input] = MappingProxyType(
    {
        "Fever": Input(("temperature_c",), _fever),
        "Weight gain": Input(("weight_kg",), _weight),
        "Urine output decreased": Input(("urine_ml",), _urine),
        "Hypoxia": _plain("spo2_percent"),
        "Creatinine increased": _plain("creatinine_mg_dl"),
        "Blood bilirubin increased": _plain("bilirubin_total_mg_dl"),
        "Alanine aminotransferase increased": _plain("alt_u_l"),
        "Aspartate aminotransferase increased": _plain("ast_u_l"),
        "Alkaline phosphatase increased": _plain("alp_u_l"),
        "GGT increased": _plain("ggt_u_l"),
        "CPK increased": _plain("ck_u_l"),
        "Platelet count decreased": _plain("platelets_per_ul"),
        "Neutrophil count decreased": _plain("neutrophils_per_ul"),
        "White blood cell decreased": _plain("wbc_per_ul"),
        "Lymphocyte count decreased": _plain("lymphocytes_per_ul"),
        "Lymphocyte count increased": _plain("lymphocytes_per_ul"),
        "Anemia": _plain("hemoglobin_g_dl"),
        "Hypokalemia": _plain("potassium_mmol_l"),
        "Hyperkalemia": _plain("potassium_mmol_l"),
        "Hyponatremia": _plain("sodium_mmol_l"),
        "Hypernatremia": _plain("sodium_mmol_l"),
        "Hypocalcemia": Input(("calcium_mg_dl", "albumin_g_dl"), _calcium),
        "Hypercalcemia": Input(("calcium_mg_dl", "albumin_g_dl"), _calcium),
        "Hypoglycemia": _plain("glucose_mg_dl"),
        "Hypomagnesemia": _plain("magnesium_mg_dl"),
        "Hypoalbuminemia": _plain("albumin_g_dl"),
        "Acidosis": _plain("arterial_ph"),
        "INR increased": _plain("inr"),
        "Ejection fraction decreased": _plain("lvef_percent"),
        "Forced expiratory volume decreased": _plain("fev1_percent_predicted"),
        "Diarrhea": Input((OVER_USUAL, STOOLS, USUAL_STOOLS), _diarrhea),
        "Febrile neutropenia": Input(("temperature_c", "neutrophils_per_ul"), _febrile_neutropenia),
    }
)
READ = frozenset(key for one in INPUTS.values() for key in one.reads)

# Hints where no number decides. Source: clinical reference 5.2.
HINTS: Mapping[str, str] = MappingProxyType(
    {
        "Hypotension": "Systolic pressure under 90 mmHg: consider grade 2 or more. A fluid bolus speaks for grade 2 or "
        "3, a pressor for grade 3 or more.",
        "Hypoxia": "Oxygen now and then, or saturation under 88 % on exertion, is grade 2.",
        "Hypokalemia": "With symptoms, what the numbers call grade 1 is grade 2.",
        "Hyponatremia": "With symptoms, 125 to 129 mmol/L is grade 3.",
        "Chills": "Where narcotics are needed it is grade 2.",
        "Sepsis": "A positive blood culture with symptoms is grade 3.",
        "Skin hypopigmentation": "Vitiligo is coded here.",
        "Acute kidney injury": "It has no numbers: grade the creatinine beside it.",
    }
)

"""Words in results: coded answers, specimens that could not be measured, and how far a result is along.

Codes of answers: SNOMED CT, LOINC answers (mCODE's performance status among them) and HL7's interpretations.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from patients.rules.analytes import Analyte

# Longer than any answer; what is longer is a comment.
LONGEST = 120

_NEGATIVE = (
    *("negative", "neg", "nonreactive", "non reactive", "not reactive", "not detected", "none detected"),
    *("undetected", "nondetected", "non detected", "absent", "no evidence"),
)
_POSITIVE = ("positive", "pos", "reactive", "repeatedly reactive", "detected", "present")
_UNDECIDED = ("indeterminate", "equivocal", "borderline", "inconclusive", "gray zone", "grey zone")
_NORMAL = ("normal", "within normal limits", "wnl", "unremarkable")
_ABNORMAL = ("abnormal",)

ANSWERS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(_NEGATIVE, "negative")
    | dict.fromkeys(_POSITIVE, "positive")
    | dict.fromkeys(_UNDECIDED, "indeterminate")
    | dict.fromkeys(_NORMAL, "normal")
    | dict.fromkeys(_ABNORMAL, "abnormal")
)

ANSWER_CODES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("260385009", "260415000", "131194007", "LA6577-6", "LA11883-8", "NEG", "ND", "NR"), "negative")
    | dict.fromkeys(("10828004", "260373001", "11214006", "LA6576-8", "LA11882-0", "POS", "DET", "RR"), "positive")
    | dict.fromkeys(("82334004", "42425007", "419984006", "LA11884-6", "IND", "E"), "indeterminate")
    | dict.fromkeys(("17621005", "LA6626-1", "N"), "normal")
    | dict.fromkeys(("263654008", "A"), "abnormal")
)
# Performance status as mCODE codes it. Source: LOINC answer lists LL529-9 and LL4986-7.
SCORE_CODES: Mapping[str, str] = MappingProxyType(
    {f"LA96{22 + grade}-{check}": str(grade) for grade, check in enumerate((7, 5, 3, 0, 8, 6))}
)

# What laboratories write in place of a value, and why nothing is stored.
_NOT_MEASURED: tuple[tuple[str, str], ...] = (
    ("hemoly", "the specimen was hemolyzed"),
    ("haemoly", "the specimen was hemolyzed"),
    ("lipemi", "the specimen was lipemic"),
    ("icteric", "the specimen was icteric"),
    ("clotted", "the specimen was clotted"),
    ("quantity not sufficient", "the specimen was too small"),
    ("quantity insufficient", "the specimen was too small"),
    ("insufficient", "the specimen was too small"),
    ("qns", "the specimen was too small"),
    ("contaminated", "the specimen was contaminated"),
    ("mislabeled", "the specimen was mislabeled"),
    ("unlabeled", "the specimen was not labeled"),
    ("wrong tube", "the specimen was in the wrong tube"),
    ("not received", "no specimen was received"),
    ("no specimen", "no specimen was received"),
    ("rejected", "the laboratory rejected the specimen"),
    ("specimen lost", "the specimen was lost"),
    ("cancel", "the test was canceled"),
    ("not performed", "the test was not done"),
    ("not done", "the test was not done"),
    ("not tested", "the test was not done"),
    ("test not", "the test was not done"),
    ("tnp", "the test was not done"),
    ("refused", "the test was refused"),
    ("unable to", "the laboratory could not measure it"),
    ("invalid", "the laboratory calls it invalid"),
    ("error", "the laboratory reports an error"),
    ("pending", "the result is still pending"),
    ("in process", "the result is still pending"),
    ("in progress", "the result is still pending"),
    ("to follow", "the result is still pending"),
    ("see note", "the value stands in a note"),
    ("see comment", "the value stands in a note"),
    ("see below", "the value stands in a note"),
    ("n/a", "there is no value"),
    ("null", "there is no value"),
    ("unknown", "there is no value"),
    ("#n/a", "there is no value"),
    ("#value!", "there is no value"),
)
_OF_THE_CELL = frozenset({"there is no value", "the value stands in a note"})
_UNITLESS = frozenset(
    {"", "-", "--", "---", ".", "n/a", "na", "none", "null", "no unit", "no units", "unitless", "n.a."}
)

FINAL, PRELIMINARY, WITHDRAWN = "final", "preliminary", "withdrawn"
_STATUSES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(
        ("", "final", "f", "final result", "complete", "completed", "verified", "released", "resulted"), FINAL
    )
    | dict.fromkeys(("corrected", "c", "amended", "corrected result", "edited result final", "appended"), FINAL)
    | dict.fromkeys(("preliminary", "p", "partial", "prelim", "preliminary result", "unverified"), PRELIMINARY)
    | dict.fromkeys(("entered-in-error", "entered in error", "cancelled", "canceled", "x", "d", "w"), WITHDRAWN)
    | dict.fromkeys(("deleted", "wrong", "rejected", "not done", "not performed"), WITHDRAWN)
)


def plain_words(text: str) -> str:
    """Letters and digits in lower case, separated by single spaces."""
    return " ".join(re.sub(r"[^\w+/#!-]|_", " ", text[: 2 * LONGEST].casefold()).replace("-", " ").split())


def not_measured(text: str) -> str:
    """Why a value is none ("the specimen was hemolyzed"); empty where nothing of the kind is written."""
    words = f" {plain_words(text)}"
    return next((why for begin, why in _NOT_MEASURED if f" {begin}" in words), "")


def remarked(note: str) -> str:
    """What a note or a flag says against a value; that the note itself is absent says nothing."""
    why = not_measured(note)
    return "" if why in _OF_THE_CELL else why


def unit_written(text: str) -> str:
    """The unit of a cell; a dash, "none" and their like are no unit."""
    unit = " ".join(text.split())
    return "" if unit.casefold() in _UNITLESS else unit


def standing_of(status: str) -> str:
    """FINAL, PRELIMINARY or WITHDRAWN; empty for a status that is none of them, such as "registered"."""
    return _STATUSES.get(" ".join(status.casefold().split()), "")


def read_answer(definition: Analyte, text: str) -> tuple[str, bool]:
    """The code that an answer in words means, and whether other words stand around it.

    Refuses (ValueError) what is none of the test's answers, and what says two things.
    """
    words = plain_words(text)
    if len(text) > LONGEST or not words:
        raise ValueError(_no_answer(definition, text))
    if (code := ANSWERS.get(words)) is not None:
        found, around = {code}, False
    else:
        found, around = _within(words), True
    if len(found) != 1 or not found <= set(definition.codes):
        raise ValueError(_no_answer(definition, text))
    return found.pop(), around


def _within(words: str) -> set[str]:
    """The answers named in a text, the longest phrases first: "not detected" names no "detected"."""
    left, found = f" {words} ", set()
    for phrase in sorted(ANSWERS, key=len, reverse=True):
        if f" {phrase} " in left:
            found.add(ANSWERS[phrase])
            left = left.replace(f" {phrase} ", "  ")
    if re.search(r" (?:no|not|non|without) ", left):
        found |= {"denied"}
    return found


def _no_answer(definition: Analyte, text: str) -> str:
    answers = " or ".join(words for _, words in definition.choices)
    told = text if len(text) <= 60 else f"{text[:59]}…"
    return f"“{told}” is no answer to {definition.label}, which is recorded as {answers}."

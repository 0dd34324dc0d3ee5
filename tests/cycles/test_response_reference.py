"""Sections 6.1 to 6.3 of the reference: each statement and each row of a table is a rule with a shipped case."""

import json
import re
from itertools import product
from pathlib import Path

import pytest

from cycles.rules import recist

PAGE = Path(__file__).parents[2] / "docs" / "clinical-reference.md"
if not PAGE.exists():
    pytest.skip("The clinical reference is not here.", allow_module_level=True)
REFERENCE = PAGE.read_text()
CHAPTER = REFERENCE[REFERENCE.index("\n### 6.1") : REFERENCE.index("\n## 7.")]
CASES = [
    json.loads(line)
    for path in sorted((Path(recist.__file__).parent / "cases").glob("*.jsonl"))
    for line in path.read_text().splitlines()
    if '"rule": "recist"' in line or '"rule": "target' in line or '"rule": "next_step"' in line
]
NAMES = {case["name"] for case in CASES}

# What decides nothing: headings of a statement, wishes to a reader, what other programs found.
TOLD_ONLY = (
    "Measurable",
    "Targets",
    "a fragmented lesion",
    "coalesced",
    "Target response",
    "Non-target",
    "Non-target-only disease",
    "BOR with confirmation",
    "Historical IL-2 response",
    "not comparable",
    "the procedures are the same",
    "| RECIST overall",
    "| Target | Non-target",
    "responders were nearly all",
    "≥ 5 cycles associated",
    "retreatment to max 3 courses",
)

# Each statement, by how it begins, with shipped cases that would fail without it.
STATEMENTS = {
    "≥ 10 mm longest diameter by CT": ("CT, slice 5 mm: a lesion of 9.9 mm", "CT, slice 8 mm: a lesion of 15.9 mm"),
    "≥ 10 mm caliper skin": ("Skin, by caliper: 9.9 mm", "Skin, by caliper: 10 mm"),
    "≥ 20 mm chest X-ray": ("Chest X-ray: a lesion of 19.9 mm", "Chest X-ray: a lesion of 20 mm"),
    "lymph node ≥ 15 mm": ("A lymph node of 15 mm in its short axis",),
    "10–<15 mm = non-target": (
        "A lymph node of 10 mm in its short axis",
        "A lymph node of 14.9 mm in its short axis",
    ),
    "< 10 mm = normal": ("A lymph node of 9.9 mm in its short axis",),
    "Lytic/mixed bone": (
        "Lytic or mixed bone, a soft-tissue part of 9.9 mm",
        "Lytic or mixed bone, a soft-tissue part of 10 mm",
    ),
    "blastic bone, ascites": (
        "Blastic bone is never measurable",
        "Ascites or effusion is never measurable",
        "Leptomeningeal disease is never measurable",
    ),
    "Irradiated lesion": ("Irradiated, and has progressed since", "Irradiated, not progressed since"),
    "max **5 total": ("At most five in all: the largest", "At most two of one organ: the two largest"),
    "nodes count as one organ": ("Lymph nodes are one organ, wherever they are",),
    "Sum of diameters": ("Worked example: a complete response whose sum is a normal node",),
    '"Too small to measure" = 5 mm': ("Too small to measure counts as 5 mm",),
    "record true size": ("A measured target counts with its true size, however small",),
    "absent = 0": ("Absent counts as 0 mm",),
    "add fragments": ("The fragments of a split target are added",),
    "longest diameter of the merged": ("Of two merged targets one carries the longest diameter of the whole",),
    "CR** all non-nodal 0": ("A node of 9.9 mm is normal", "A node of 10 mm is not normal"),
    "PR** ≥ 30 %": ("A fall of exactly 30% of 90 mm", "A fall just under 30% is stable disease"),
    "PD** ≥ 20 %": (
        "A rise of exactly 20% and exactly 5 mm is progression",
        "A rise of 5 mm and just under 20% is stable disease",
        "A rise over 20% and just under 5 mm is stable disease",
        "The baseline itself can be the smallest sum",
    ),
    "SD** otherwise": ("An equal sum is not decreased",),
    "PD is tested before PR": (
        "Progression is tested before partial response: 20% over the smallest sum, 64% below baseline",
        "After a complete response a lesion of 3 mm is progression",
    ),
    "category PD, but the physician decides": (
        "After a complete response a node of 14.9 mm alone: progression, and the physician decides",
        "After a complete response a node of 15 mm: progression, and treatment ends",
    ),
    "CR (all gone, nodes": (
        "Non-targets: all absent is complete response",
        "Non-targets: one still there",
        "Non-targets: one clearly worse, the others gone or not assessed",
        "Worked example: a new lesion is progression, whatever the sum",
    ),
    "equivocal → re-scan": (
        "A doubtful new lesion is scanned again; the category stays what it is",
        "A doubtful new lesion that is confirmed dates progression back to the first scan",
    ),
    "CR→CR": ("Table without targets: complete response, no new lesion",),
    "non-CR/non-PD→same": ("Table without targets: neither, no new lesion",),
    "NE→NE": ("Table without targets: not evaluable, no new lesion",),
    "PD or new→PD": (
        "Table without targets: progression, no new lesion",
        "Table without targets: neither, a new lesion",
    ),
    "Confirmation (≥ 4 weeks)": (
        "CR, CR exactly four weeks apart",
        "CR, CR a day under four weeks apart is not confirmed",
    ),
    "SD needs ≥ 6–8 weeks": ("Stable disease on day 42 counts", "Stable disease on day 41 does not"),
    "CR,CR→CR": ("CR, CR: complete response",),
    "PR,CR→PR": ("PR, CR: partial response",),
    "PR,PR→PR": ("PR, PR: partial response",),
    "PR,SD→SD": ("PR, SD: stable disease",),
    "PR,PD→SD": ("PR, PD after the least time: stable disease", "PR, PD before the least time: progression"),
    "CR,PD→SD/PD": (
        "CR, PD after the least time of stable disease: stable disease",
        "CR, PD before the least time of stable disease: progression",
    ),
    "PR,NE→SD/NE": ("PR, NE after the least time: stable disease", "PR, NE before the least time: not evaluable"),
    "Reference = baseline": ("1 mm smaller than the baseline is decreased",),
    "the **last evaluable": (
        "The second evaluation: 1 mm smaller than at the first continues to shrink",
        "A scan that could not be evaluated is passed over as reference",
    ),
    "| PD (any route": (
        "Worked example: a new lesion is progression, whatever the sum",
        "Targets gone, non-targets progressed: a mixed response is progression",
    ),
    "| CR | — |": (
        "Targets gone, non-targets gone",
        "A repeated complete response cannot shrink more: the physician decides",
    ),
    "| PR | lower |": ("Worked example: a fall of exactly 30% is a partial response",),
    "| SD | **lower": ("1 mm smaller than the baseline is decreased", "Less than 1 mm smaller is not decreased"),
    "| SD or PR | equal": (
        "An equal sum is not decreased",
        "The second evaluation is measured against the first: a response that has grown by 2 mm is not decreased",
    ),
    "| NE | — |": ("Worked example: a target that was not imaged",),
    "| non-target-only": (
        "Non-target disease only: neither, the reader has not judged",
        "Non-target disease only: neither, judged decreased",
        "Non-target disease only: neither, judged not decreased",
    ),
    "Flag < 5 mm": (
        "Measurement error: 100 mm to 90 mm is beyond it",
        "Measurement error: 100 mm to 90.1 mm is within it",
        "Measurement error: 30 mm to 25 mm is beyond it",
    ),
}

# Statements that other parts of the program keep, each with the test that holds it.
ELSEWHERE = {
    "Baseline ≤ 4 weeks": ("test_targets.py", "test_a_baseline_more_than_four_weeks_before_treatment_is_said"),
    "lesion in area not scanned": (
        "test_targets.py",
        "test_a_lesion_outside_what_was_imaged_at_baseline_counts_as_new",
    ),
    "Evaluation 1": ("test_protocol.py", "test_one_month_is_the_same_day_or_the_end_of_the_next"),
    "Evaluation 2": ("test_outline.py", "Scan after cycle 6"),
    "dates and window": ("test_protocol.py", "test_one_month_is_the_same_day_or_the_end_of_the_next"),
    "Also required before cycles 3 and 5": (
        "test_renewal.py",
        "test_before_a_course_an_expired_ct_refuses_the_admission",
    ),
    "no response after 2 courses": (
        "test_decide_page.py",
        "test_against_the_protocols_answer_a_reason_is_needed",
    ),
}


def statements(text):
    """The rows of the tables, and the sentences of the rest."""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("|"):
            if not re.fullmatch(r"[|\- ]+", line):
                yield line
        elif line and not line.startswith("#"):
            parts = re.split(r"(?<=[a-z)\]])[.;:] |; | · |(?<=baseline\*)\. ", line)
            yield from (part.strip(" *") for part in parts if part.strip(" *"))


def table_rows():
    """The rows of the overall table: target, non-target, new, overall."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in CHAPTER.splitlines() if line[:1] == "|"]
    return [row for row in rows if len(row) == 4 and row[0] not in ("Target", "---")]


TARGETS = {"any": ("CR", "PR", "SD", "PD", "NE")}
NON_TARGETS = {
    "CR (or none)": ("CR", None),
    "non-CR/non-PD": ("NON_CR_NON_PD",),
    "NE": ("NE",),
    "non-PD or NE": ("CR", None, "NON_CR_NON_PD", "NE"),
    "non-PD": ("CR", None, "NON_CR_NON_PD"),
    "PD": ("PD",),
    "any": ("CR", None, "NON_CR_NON_PD", "NE", "PD"),
}
NEW = {"no": (False,), "yes": (True,), "any": (False, True)}


@pytest.mark.parametrize("statement", list(statements(CHAPTER)), ids=lambda words: words[:40])
def test_every_statement_of_the_reference_has_its_rule(statement):
    known = (*TOLD_ONLY, *STATEMENTS, *ELSEWHERE, *(f"| {row[0]} | {row[1]} |" for row in table_rows()))
    assert any(statement.startswith(beginning) for beginning in known), statement


@pytest.mark.parametrize("beginning", [*STATEMENTS, *ELSEWHERE])
def test_no_rule_is_left_whose_statement_has_gone(beginning):
    assert any(statement.startswith(beginning) for statement in statements(CHAPTER))


@pytest.mark.parametrize(("beginning", "names"), STATEMENTS.items(), ids=lambda told: str(told)[:40])
def test_every_statement_has_shipped_cases(beginning, names):
    assert set(names) <= NAMES, set(names) - NAMES


@pytest.mark.parametrize("row", table_rows(), ids=" | ".join)
def test_every_cell_of_the_overall_table_has_a_shipped_case(row):
    target, non_target, new, overall = row
    answered = {
        (case["expect"]["target"][0], case["expect"]["non_target"][0], case["given"]["scans"][0]["new_lesion"]): (
            case["expect"]["categories"][0]
        )
        for case in CASES
        if case["name"].startswith("Table: ")
    }
    for cell in product(TARGETS.get(target, (target,)), NON_TARGETS[non_target], NEW[new]):
        assert answered[cell] == overall, cell


def test_what_is_kept_elsewhere_has_a_test_there():
    for path, name in ELSEWHERE.values():
        assert name in (Path(__file__).parent / path).read_text(), name


def test_published_examples_are_shipped_each_with_its_source():
    published = [case for case in CASES if case["name"].startswith("Published: ")]
    assert len(published) >= 25
    assert all("recomputed" in case["source"] for case in published)

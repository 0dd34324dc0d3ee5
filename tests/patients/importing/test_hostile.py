"""Whatever bytes come: the one documented refusal, or a judgement of every result; and never slowly."""

import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.importing import MOST_RESULTS, Unreadable, Verdict, judge, read_file
from patients.importing.cells import read_number
from patients.importing.columns import column_called
from patients.importing.days import read_taken
from patients.importing.found import Result
from patients.importing.names import key_named
from patients.importing.ranges import upper_limit
from patients.importing.words import not_measured, plain_words
from tests.patients.importing.samples import ZONE, bundle, chart, csv_of, observation, patient


def read_and_judge(content: bytes) -> None:
    try:
        found = read_file(content)
    except Unreadable:
        return
    judged = judge(found, chart())
    assert len(judged.lines) >= len(found.results)
    for line in judged.lines:
        assert line.options if line.verdict in (Verdict.STORE, Verdict.DOUBTFUL) else line.reasons
        assert line.reasons or line.verdict is Verdict.STORE
    for result in found.results:
        assert Result.from_kept(json.loads(json.dumps(result.kept()))).place == result.place


@given(st.binary(max_size=400))
def test_any_bytes(content):
    read_and_judge(content)


@given(st.text(max_size=400))
def test_any_text(text):
    read_and_judge(text.encode(errors="replace"))


@given(
    st.lists(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=20), max_size=6), max_size=6),
    st.sampled_from(",;\t|"),
)
def test_any_cells_below_real_columns(rows, separator):
    head = separator.join(["Test", "Result", "Unit", "Date", "MRN", "Range"])
    read_and_judge("\n".join([head, *(separator.join(row) for row in rows)]).encode())


CELLS = st.text(alphabet="0123456789.,<>=≥-+ eExXHhLl*/µ%mgdUT:Z", max_size=20)


@given(CELLS, CELLS, CELLS, CELLS)
def test_any_value_unit_day_and_range(value, unit, taken, limits):
    rows = csv_of(
        *(f"{test};{value};{unit};{taken};T1001;{limits}" for test in ("AST", "HIV Ag/Ab", "INR")),
        head="Test;Result;Unit;Date;MRN;Range",
    )
    read_and_judge(rows.encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_any_json(value):
    read_and_judge(json.dumps(value).encode())
    read_and_judge(json.dumps([value]).encode())


@given(
    st.sampled_from(
        sorted(
            observation()
            | {
                "component": 0,
                "contained": 0,
                "note": 0,
                "effectivePeriod": 0,
                "referenceRange": 0,
                "hasMember": 0,
                "dataAbsentReason": 0,
                "valueString": 0,
                "valueInteger": 0,
                "valueCodeableConcept": 0,
                "modifierExtension": 0,
                "resourceType": 0,
            }
        )
    ),
    JSON,
)
def test_an_observation_with_anything_in_one_of_its_elements(name, value):
    read_and_judge(bundle(patient(), observation(**{name: value})).encode())


@given(st.sampled_from(["identifier", "name", "birthDate", "id", "resourceType"]), JSON)
def test_a_patient_with_anything_in_one_of_their_elements(name, value):
    read_and_judge(bundle(patient(**{name: value}), observation()).encode())


@pytest.mark.parametrize(
    "piece", ["1", "9,", "1 ", "<", "a", "(", "[a]", " H", "-", "/", "1/", "not ", "\u00b5", ".", "\t"]
)
@pytest.mark.parametrize(
    "reader",
    [
        read_number,
        column_called,
        key_named,
        not_measured,
        plain_words,
        lambda text: read_taken(text, "", zone=ZONE),
        lambda text: read_taken("2026-03-24", text, zone=ZONE),
        lambda text: upper_limit(Result("line 1", range=text), "ast_u_l"),
    ],
)
def test_fifty_thousand_characters_are_read_at_once(reader, piece):
    text = (piece * 50_000)[:50_000]
    start = time.process_time()
    with contextlib.suppress(ValueError):
        reader(text)
    assert time.process_time() - start < 0.05


LARGE = 5 * 1024 * 1024


@pytest.mark.parametrize(
    "content",
    [
        "," * LARGE,
        '"' * LARGE,
        f"[{'{},' * (LARGE // 3 - 2)}{{}}]",
        "[" * LARGE,
        f'{{"resourceType":"Observation","component":[{"{}," * (LARGE // 3 - 40)}{{}}]}}',
        '{"resourceType":"Observation"}\n' * (LARGE // 32),
        "Test,Result\n" + '"INR\n' * 19_990,
        "Test,Result\n" + (";" * 250 + "\n") * 19_990,
    ],
    ids=["cells", "quotes", "objects", "depth", "components", "resources", "open quotes", "wide lines"],
)
def test_five_megabytes_of_nonsense_take_no_longer_than_a_page_may(content):
    start = time.process_time()
    read_and_judge(content.encode()[:LARGE])
    assert time.process_time() - start < 20


def test_a_table_as_large_as_may_be_is_judged_in_seconds():
    rows = [
        f"Creatinine,{1 + row % 30 / 10},mg/dL,2026-0{1 + row % 3}-{1 + row % 20:02} {row % 24:02}:{row % 60:02},T1001"
        for row in range(MOST_RESULTS)
    ]
    start = time.process_time()
    judged = judge(read_file(csv_of(*rows).encode()), chart())
    assert len(judged.lines) == MOST_RESULTS
    assert time.process_time() - start < 10

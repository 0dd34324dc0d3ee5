"""CSV as hospital laboratories export it: what is right would be stored, the rest is listed with its reason."""

import pytest

from patients.importing import Unreadable, Verdict, read_file
from tests.patients.importing.samples import cell, csv_of, judged, told

MESSY = """\
Example Hospital Laboratory\t\t\t\t\t\t\t
Report printed 03/25/2026 09:00\t\t\t\t\t\t\t
Patient ID: T1001\tDOB 05/04/1966\t\t\t\t\t\t

Test Name\tLOINC\tResult\tUnits\tRef. Range\tCollected\tFlag\tComment
Creatinine, serum\t2160-0\t1.2\tmg/dL\t0.5-1.3\t03/24/2026 07:30\t\t
ALT (SGPT)\t1742-6\t45 H\tU/L\t7-40\t24-Mar-2026\tH\t
AST\t\t<5\tIU/L\t<=40\t20260324\t\t
HGB\t\t*9.8\tg/dL\t12.0-17.5\t2026-03-24\tL\t
PLT\t\t"150,000"\t/uL\t\t3/24/26\t\t
WBC\t\t6.5\tx10E3/uL\t\t03/24/2026 7:30 AM\t\t
LDH\t\t>1000\tU/L\t120-250\t03/24/2026\tHH\t
Potassium\t\t5.2\tmmol/L\t\t03/24/2026\t\tslightly hemolyzed
Sodium\t\themolyzed\tmmol/L\t\t03/24/2026\t\t
Troponin\t\t0.01\tng/mL\t\t03/24/2026\t\t
HBsAg\t\tNon-reactive\t\t\t03/24/2026\t\t
Creatinine\t\t85\tmg/dL\t\t03/23/2026\tHH\t
Creatinine, urine\t\t100\tmg/dL\t\t03/24/2026\t\t
Magnesium\t\t2.0\t\t\t03/24/2026\t\t
Calcium\t\t9,1\tmg/dL\t\t03/24/2026\t\t
INR\t\t1.1\t\t\t03/24/2026\t\t

Test Name\tLOINC\tResult\tUnits\tRef. Range\tCollected\tFlag\tComment
Glucose\t\t98\tmg/dL\t\t03/24/2026\t\t
Total results: 17\t\t\t\t\t\t\t
"""


def test_of_a_messy_table_what_is_right_is_stored_and_the_rest_is_listed_with_reasons():
    found = told(MESSY)
    stored = {place: words.removeprefix("store ") for place, words in found.items() if words.startswith("store ")}
    assert stored == {
        "line 6": "Creatinine 1.2 mg/dL",
        "line 7": "ALT 45 U/L",
        "line 7, range": "ALT, upper limit of normal 40 U/L",
        "line 8": "AST <5 U/L",
        "line 8, range": "AST, upper limit of normal 40 U/L",
        "line 9": "Hemoglobin 9.8 g/dL",
        "line 10": "Platelets 150,000/µL",
        "line 11": "White blood cells 6,500/µL (6.5 10³/µL)",
        "line 12": "Lactate dehydrogenase >1,000 U/L",
        "line 12, range": "Lactate dehydrogenase, upper limit of normal 250 U/L",
        "line 16": "Hepatitis B surface antigen Negative",
        "line 21": "INR 1.1",
        "line 24": "Glucose 98 mg/dL",
    }
    others = {place: words for place, words in found.items() if place not in stored}
    assert others == {
        "line 13": "doubtful Potassium 5.2 mmol/L The laboratory notes that the specimen was hemolyzed.",
        "line 14": "refused No value: the specimen was hemolyzed.",
        "line 15": "refused No test that is recorded here is called “Troponin”.",
        "line 17": "refused 85 mg/dL cannot be: Creatinine lies between 0.1 and 25 mg/dL; in µmol/L it could. "
        "Ask the laboratory.",
        "line 18": "refused No test that is recorded here is called “Creatinine, urine”.",
        "line 19": "doubtful Magnesium 2 mg/dL or 4.9 mg/dL (2 mmol/L) "
        "The file gives no unit. Choose the one that the laboratory measured in.",
        "line 20": "doubtful Calcium 9.1 mg/dL “9,1” has a decimal comma; it is read as 9.1.",
        "line 25": "refused The line holds no result.",
    }


def test_what_else_stood_in_the_table_is_told():
    assert read_file(MESSY.encode()).left_alone == ("line 23 names the columns once more",)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separator_encoding_and_ends_of_lines_are_found_out(separator, encoding, end):
    rows = ["Test,Result,Unit,Date,MRN", "Creatinine,88.4,µmol/L,2026-03-24,T1001"]
    content = end.join(row.replace(",", separator) for row in rows).encode(encoding)
    assert told(content) == {"line 2": "store Creatinine 1 mg/dL (88.4 µmol/L)"}


@pytest.mark.parametrize(
    "head",
    [
        "Test,Result,Unit,Collected,MRN",
        "analyte,value,units,date taken,record number",
        "COMPONENT_NAME,ORD_VALUE,REFERENCE_UNIT,SPECIMEN_TAKEN_TIME,PAT_MRN_ID",
        "Lab Test,Result Value,UoM,Collection Date/Time,Patient ID",
        "LOINC Code,Numeric Result,Unit of Measure,Draw Date,Medical Record Number",
        '"Test Name","Test Result","Result Unit","Sample Date","Hospital Number"',
    ],
)
def test_columns_are_understood_in_many_spellings(head):
    test = "2160-0" if "LOINC" in head else "Creatinine"
    assert told(csv_of(f"{test},1.2,mg/dL,2026-03-24,T1001", head=head)) == {"line 2": "store Creatinine 1.2 mg/dL"}


@pytest.mark.parametrize(
    ("key", "unit", "value", "shown"),
    [
        ("WBC", unit, "6.5", "6,500/µL")
        for unit in (
            "K/uL",
            "x10E3/uL",
            "10*3/uL",
            "10^3/µL",
            "x10³/µL",
            "thou/mm3",
            "10e9/L",
            "X 10*9/L",
            "K/cumm",
            "10x3/uL",
        )
    ]
    + [("WBC", unit, "6500", "6,500/µL") for unit in ("/uL", "cells/uL", "cells/mcL", "/mm3", "/cumm")]
    + [("AST", unit, "25", "25 U/L") for unit in ("U/L", "u/l", "IU/L", "iu/l", "Units/L", "[IU]/L")]
    + [("Creatinine", unit, "88.42", "1 mg/dL") for unit in ("µmol/L", "μmol/L", "umol/l", "UMOL/L", "mcmol/L")]
    + [
        ("Hemoglobin", "g/L", "98", "9.8 g/dL"),
        ("Hemoglobin", "GM/DL", "9.8", "9.8 g/dL"),
        ("INR", "ratio", "1.1", "1.1"),
    ]
    + [("Sodium", "mEq/L", "140", "140 mmol/L"), ("FEV1", "mL", "3100", "3.1 L"), ("TSH", "uIU/mL", "1.2", "1.2 mU/L")]
    + [
        ("Hematocrit", "L/L", "0.42", "42 %"),
        ("PT", "Seconds", "12.1", "12.1 s"),
        ("Creatinine", "MG/DL", "1.2", "1.2 mg/dL"),
    ],
)
def test_units_are_understood_in_many_spellings(key, unit, value, shown):
    line = cell(key, value, unit)
    assert (line.verdict, line.options[0].shown.partition(" (")[0]) == (Verdict.STORE, shown)


@pytest.mark.parametrize(
    ("key", "value", "unit", "reason"),
    [
        ("Creatinine", "1.2", "furlong", "“furlong” cannot be converted"),
        ("Potassium", "4.1", "mg/dL", "“mg/dL” cannot be converted"),
        ("Neutrophils", "62", "%", "“%” cannot be converted"),
        ("Free T4", "15", "pmol/L", "“pmol/L” cannot be converted"),
        ("FEV1", "3100", "L", "3,100 L cannot be: FEV1 lies between 0.2 and 8 L; in mL it could."),
        ("Creatinine", "1.2 mg/dL", "µmol/L", "two units"),
        ("Creatinine", "3000", "", "possible in none"),
        ("Hemoglobin", "-5", "g/dL", "cannot be"),
        ("ECOG", "1.5", "", "goes in steps of 1."),
        ("Creatinine", "", "mg/dL", "The value is empty."),
        ("Creatinine", "see note", "mg/dL", "the value stands in a note"),
        ("Creatinine", "3-5", "mg/dL", "a range or a titer"),
        ("HIV Ag/Ab", "0.12", "S/CO", "is no answer"),
        ("9999-9", "1", "", "is no LOINC code"),
        ("4548-4", "5.5", "%", "is of a test that is not recorded here"),
        ("98979-8", "88", "mL/min/1.73m2", "worked out by the program itself"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_its_reason(key, value, unit, reason):
    line = cell(key, value, unit)
    assert line.verdict is Verdict.REFUSED
    assert reason in " ".join(line.reasons)
    assert not line.options


@pytest.mark.parametrize(
    ("key", "value", "unit", "shown", "reason"),
    [
        ("TSH", "1,234", "mU/L", ["1.23 mU/L (1.234 mU/L)"], "decimal comma"),
        ("Glucose", "1,234", "mg/dL", ["1,234 mg/dL"], ""),
        ("CK", "1,234", "U/L", ["1,234 U/L"], ""),
        ("CK", "12,345", "U/L", ["12,345 U/L", "12 U/L (12.345 U/L)"], "may mean 12345 or 12.345"),
        ("Platelets", "1.5E+05", "/uL", ["150,000/µL"], "rounded by a spreadsheet"),
        ("Creatinine", "1.2 repeated twice", "mg/dL", ["1.2 mg/dL"], "The laboratory adds: repeated twice."),
        ("FEV1", "3100", "", ["3.1 L (3,100 mL)"], "the value would be possible in mL"),
        ("HCV Ab", "Positive, confirm by PCR", "", ["Positive"], "Other words stand around"),
    ],
)
def test_what_can_be_read_in_two_ways_is_doubtful_and_says_why(key, value, unit, shown, reason):
    line = cell(key, value, unit)
    assert [option.shown for option in line.options] == shown
    assert line.verdict is (Verdict.DOUBTFUL if reason else Verdict.STORE)
    assert reason in " ".join(line.reasons)


def test_a_file_that_writes_decimal_commas_throughout_is_believed():
    rows = [
        f'{test};"{value}";{unit};24.03.2026;T1001'
        for test, value, unit in [
            ("Creatinine", "1,2", "mg/dL"),
            ("Potassium", "4,1", "mmol/L"),
            ("Hemoglobin", "<9,8", "g/dL"),
            ("TSH", "1,234", "mU/L"),
            ("Platelets", "150.000", "/uL"),
        ]
    ]
    found = told(csv_of(*rows, head="Test;Result;Unit;Collected;MRN"))
    assert list(found.values()) == [
        "store Creatinine 1.2 mg/dL",
        "store Potassium 4.1 mmol/L",
        "store Hemoglobin <9.8 g/dL",
        "store TSH 1.23 mU/L (1.234 mU/L)",
        "store Platelets 150,000/µL",
    ]


@pytest.mark.parametrize(
    ("taken", "reason"),
    [
        ("2026-03-26", "Thu 26 Mar 2026 is in the future."),
        ("2026-03-25 23:00", "is in the future."),
        ("1966-05-03", "is before the patient's birth."),
        ("", "does not say when it was taken"),
        ("2026-03", "is not a whole date"),
        ("soon", "is no date that can be read"),
    ],
)
def test_an_impossible_day_is_refused(taken, reason):
    line = cell("Creatinine", "1.2", "mg/dL", taken)
    assert line.verdict is Verdict.REFUSED
    assert reason in " ".join(line.reasons)


def test_a_day_that_is_not_that_of_the_specimen_is_doubtful():
    found = told(csv_of("Creatinine,1.2,mg/dL,2026-03-24,T1001", head="Test,Result,Unit,Result Date,MRN"))
    assert found["line 2"].startswith("doubtful Creatinine 1.2 mg/dL The file says when the result was reported")


def test_all_that_is_wrong_with_a_line_is_told_at_once():
    line = cell("Creatinine", "85", "mg/dL", "2027-01-01")
    assert len(line.reasons) == 2


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("Final", Verdict.STORE),
        ("P", Verdict.DOUBTFUL),
        ("Cancelled", Verdict.REFUSED),
        ("registered", Verdict.DOUBTFUL),
    ],
)
def test_the_status_of_a_line_counts(status, verdict):
    head = "Test,Result,Unit,Collected,MRN,Status"
    assert judged(csv_of(f"INR,1.1,,2026-03-24,T1001,{status}", head=head)).lines[0].verdict is verdict


def test_a_code_and_a_name_that_mean_different_tests_are_doubtful():
    head = "LOINC,Test,Result,Unit,Collected,MRN"
    found = told(csv_of("2160-0,Potassium,4.1,mg/dL,2026-03-24,T1001", head=head))
    assert "The code 2160-0 means Creatinine, the name says Potassium." in found["line 2"]


@pytest.mark.parametrize("code", ["2160-0", "LOINC: 2160-0", "loinc 2160-0", "2160-0^Creatinine^LN"])
@pytest.mark.parametrize("column", ["LOINC", "Code", "Test"])
def test_a_loinc_code_is_known_in_whichever_column_it_stands(code, column):
    found = told(csv_of(f"{code},1.2,mg/dL,2026-03-24,T1001", head=f"{column},Result,Unit,Collected,MRN"))
    assert found == {"line 2": "store Creatinine 1.2 mg/dL"}


def test_a_quotation_mark_that_is_never_closed_swallows_no_other_line():
    found = told(csv_of('Creatinine,"1.2,mg/dL,2026-03-24,T1001', "INR,1.1,,2026-03-24,T1001"))
    assert found["line 3"] == "store INR 1.1"
    assert "line 2" in found


def test_a_comment_over_two_lines_is_one_cell():
    head = "Test,Result,Unit,Collected,MRN,Comment"
    found = told(csv_of('INR,1.1,,2026-03-24,T1001,"first\nsecond"', "INR,1.3,,2026-03-23,T1001,", head=head))
    assert found == {"line 2": "store INR 1.1", "line 4": "store INR 1.3"}


def test_a_unit_that_stands_behind_the_reference_range_counts_where_there_is_no_other():
    head = "Component,Value,Ref Range & Units,Date,MRN"
    rows = ["Sodium,140,135 - 145 mmol/L", "ALT,30,7 - 45 U/L", "Hgb,135 g/L,12.0 - 17.5 g/dL", "Calcium,9,8.5 - 10.5"]
    found = told(csv_of(*(f"{row},03/24/2026,T1001" for row in rows), head=head))
    assert found == {
        "line 2": "store Sodium 140 mmol/L",
        "line 3": "store ALT 30 U/L",
        "line 3, range": "store ALT, upper limit of normal 45 U/L",
        "line 4": "store Hemoglobin 13.5 g/dL (135 g/L)",
        "line 5": "doubtful Calcium 9 mg/dL The file gives no unit; the value would be possible in mg/dL.",
    }


def test_a_table_with_a_day_a_line_and_a_test_a_column_is_read():
    head = "MRN,Date,Creatinine (mg/dL),HGB [g/dL],PLT,2823-3,ALT (SGPT),Remark of the ward"
    rows = ["T1001,03/24/2026,1.2,12.3 L,150 K/uL,4.1 mmol/L,,well", "T1001,03/23/2026,85,,,,22 U/L,", "T1001,,,,,,,"]
    assert told(csv_of(*rows, head=head)) == {
        "line 2, Creatinine": "store Creatinine 1.2 mg/dL",
        "line 2, HGB": "store Hemoglobin 12.3 g/dL",
        "line 2, PLT": "store Platelets 150,000/µL (150 10³/µL)",
        "line 2, 2823-3": "store Potassium 4.1 mmol/L",
        "line 3, Creatinine": "refused 85 mg/dL cannot be: Creatinine lies between 0.1 and 25 mg/dL; "
        "in µmol/L it could. Ask the laboratory.",
        "line 3, ALT (SGPT)": "store ALT 22 U/L",
        "line 4": "refused The line holds no result.",
    }


def test_a_line_with_more_cells_than_columns_is_refused():
    assert "7 cells, and 5 columns" in told(csv_of("Creatinine,1,2,mg/dL,2026-03-24,T1001,x"))["line 2"]


def test_the_last_line_of_a_table_that_was_cut_off_is_doubtful():
    found = told(csv_of("INR,1.1,,2026-03-24,T1001").rstrip() + "\nINR,1.3,,2026-03-23")
    assert "The file ends within this line." in found["line 3"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\n \r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"PK\x03\x04rest", "Excel workbook or a zip archive"),
        (b"\xd0\xcf\x11\xe0", "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"MSH|^~\\&|LAB", "HL7 version 2"),
        (b"<?xml version='1.0'?><Bundle/>", "XML"),
        (b"<html>", "web page"),
        (b"\x00\x01\x02\x03", "no text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no text file"),
        (b"Test,Result\x07\n", "no text file"),
        (b"Creatinine,1.2,mg/dL\n", "No line of this file names its columns"),
        (b"Test,Unit,Date\nINR,,2026-03-24\n", "No line of this file names its columns"),
        (b"Test,Result\n\n", "no result stands below"),
        (b"Test,Result\n" + b"INR,1.1\n" * 5001, "more than 5,000 results"),
        (b"Test,Result\n" + b"\n" * 20001 + b"INR,1\n", "more than 20,000 lines"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(Unreadable, match=r"\.$") as refusal:
        read_file(content)
    assert sentence in str(refusal.value)

"""Results of somebody else are never stored, and where the file does not say whose they are, a person does."""

from datetime import date

from patients.importing import Verdict, of_this_patient, read_file
from tests.patients.importing.samples import bundle, chart, csv_of, judged, observation, patient, told, without

ROW = "INR,1.1,,2026-03-24,{}"


def test_lines_with_other_record_numbers_are_listed_without_what_they_say():
    found = judged(csv_of(ROW.format("T1001"), ROW.format("T2002"), ROW.format("t1001 ")))
    assert [line.verdict for line in found.lines] == [Verdict.STORE, Verdict.REFUSED, Verdict.KNOWN]
    foreign = found.lines[1]
    assert (foreign.is_foreign, foreign.test, foreign.written, foreign.entered, foreign.taken_on) == (
        True,
        "",
        "",
        "",
        None,
    )
    assert "another record number" in foreign.reasons[0]


def test_of_other_people_nothing_is_kept_but_the_place():
    kept = of_this_patient(read_file(csv_of(ROW.format("T1001"), ROW.format("T2002")).encode()), chart())
    assert "T2002" not in repr(kept)
    assert kept.results[1].value == ""
    assert kept.results[0].value == "1.1"


def test_a_record_number_without_its_zeros_is_doubtful():
    found = told(csv_of(ROW.format("1234")), record_number="0001234")
    assert "writes the record number as 1234" in found["line 2"]


def test_a_line_without_record_number_among_others_is_doubtful():
    found = told(csv_of(ROW.format("T1001"), "INR,1.2,,2026-03-23,"))
    assert found["line 3"].startswith("doubtful INR 1.2 The line has no record number")


def test_a_file_without_any_record_number_has_to_be_confirmed():
    found = judged(csv_of("INR,1.1,,2026-03-24", head="Test,Result,Unit,Collected"))
    assert found.to_confirm == ("The file gives no record number.",)
    assert found.lines[0].verdict is Verdict.STORE


def test_a_file_with_the_right_number_has_nothing_to_confirm():
    assert judged(csv_of(ROW.format("T1001"))).to_confirm == ()


def test_another_birth_date_beside_the_right_number_has_to_be_confirmed():
    rows = csv_of("INR,1.1,,2026-03-24,T1001,05/04/1967", head="Test,Result,Unit,Collected,MRN,DOB")
    assert judged(rows).to_confirm == ("The file gives another birth date than the chart: 05/04/1967.",)


def test_another_birth_date_without_a_number_is_somebody_else_s():
    found = told(csv_of("INR,1.1,,2026-03-24,05/04/1967", head="Test,Result,Unit,Collected,DOB"))
    assert "somebody born 05/04/1967" in found["line 2"]


def test_the_number_may_stand_above_the_table():
    for above in (
        "MRN: T1001",
        "MRN,T1001",
        "Name: Example Testa; Patient ID: T1001",
        '"Medical record number:",T1001',
    ):
        found = judged(f"{above}\n\n{csv_of('INR,1.1,,2026-03-24', head='Test,Result,Unit,Collected')}")
        assert found.to_confirm == (), above
    assert judged(f"MRN: T2002\n{csv_of(ROW.format(''))}").lines[0].is_foreign


def test_a_bundle_of_another_patient_is_refused_and_one_without_patient_has_to_be_confirmed():
    assert judged(bundle(patient("T2002"), observation())).lines[0].is_foreign
    loose = judged(bundle(observation()))
    assert loose.lines[0].verdict is Verdict.STORE
    assert loose.to_confirm == ("The file gives no record number.",)


def test_a_person_who_is_named_without_a_number_is_told_to_who_confirms():
    nameless = without(patient(), "identifier")
    assert judged(bundle(nameless, observation())).to_confirm == (
        "The file names Testa Q Example, born 1966-05-04, but gives no record number.",
    )


def test_results_of_several_people_without_numbers_are_nobody_s():
    found = judged(bundle(observation(), observation(subject={"reference": "Patient/p2"})))
    assert all("several people" in line.reasons[0] for line in found.lines)


def test_lines_that_name_several_people_without_numbers_are_nobody_s():
    head = "Test,Result,Unit,Collected,Patient Name"
    rows = ['INR,1.1,,2026-03-24,"Example, Testa"', "PT,12,s,2026-03-24,Testa EXAMPLE", "CK,50,U/L,2026-03-24,"]
    assert all(line.verdict is Verdict.STORE for line in judged(csv_of(*rows, head=head)).lines)
    found = judged(csv_of(*rows, 'ALT,22,U/L,2026-03-24,"Sample, Testa"', head=head))
    assert all("several people" in line.reasons[0] for line in found.lines)


def test_people_contained_under_one_key_are_told_apart():
    def about(name: str) -> dict:
        person = without(patient(id="me", name=[{"family": name}]), "identifier")
        return observation(subject={"reference": "#me"}, contained=[person])

    found = judged(bundle(about("Example"), about("Sample")))
    assert all("several people" in line.reasons[0] for line in found.lines)


def test_identifiers_that_are_no_record_numbers_do_not_count():
    def typed(code: str, value: str) -> dict:
        return {"type": {"coding": [{"code": code}]}, "value": value}

    ours = patient(identifier=[typed("SS", "999-00-1111"), typed("MR", "T1001"), {"value": "urn:uuid:1"}])
    assert judged(bundle(ours, observation())).lines[0].verdict is Verdict.STORE
    only_social = patient(identifier=[typed("SS", "999-00-1111")])
    assert judged(bundle(only_social, observation())).to_confirm
    untyped = patient(identifier=[{"value": "T2002"}])
    assert judged(bundle(untyped, observation())).lines[0].is_foreign


def test_a_patient_born_elsewhen_without_a_number_is_refused():
    other = without(patient(birthDate="1970-01-01"), "identifier")
    assert (
        "somebody born 1970-01-01" in judged(bundle(other, observation()), born_on=date(1966, 5, 4)).lines[0].reasons[0]
    )

"""Importing results from a file: chosen, looked at, stored as a person decides."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from eligibility.facts import workup_of
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from patients.actions import Entry, record
from patients.models import FilePreview, ImportedFile, ImportedResult, Measurement, Patient
from patients.tasks import forget_previews
from tests import make
from tests.patients.importing.samples import bundle, csv_of, observation, quantity
from tests.patients.importing.samples import patient as fhir_patient

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
HEAD = "Test,Result,Unit,Collected,MRN"


def path(patient: Patient) -> str:
    return reverse("import_file", args=[patient.code])


def table(patient: Patient, *rows: str, head: str = HEAD) -> str:
    """Rows of today with the patient's record number: "INR,1.1,"."""
    return csv_of(*(f"{row},{TODAY},{patient.record_number}" for row in rows), head=head)


def chosen(content: str | bytes, name: str = "results.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def opened(client, patient: Patient, content: str | bytes) -> str:
    """The address of the preview of a file."""
    answer = client.send(path(patient), file=chosen(content))
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"])


def store(client, preview: str, **ticked: object) -> object:
    seen = client.get(preview).context["form"]["seen"].value()
    return client.send(preview, **({"seen": seen} | ticked))


def stored() -> dict[str, str]:
    return {row.analyte: f"{row.shown} {row.definition.unit}".strip() for row in Measurement.objects.order_by("pk")}


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("client", ["as_nurse", "as_physician", "as_coordinator"])
def test_a_file_is_chosen_looked_at_and_stored(client, request):
    visitor, patient = request.getfixturevalue(client), make.patient()
    preview = opened(visitor, patient, table(patient, "INR,1.1,", "Creatinine,88.42,umol/L", "Magic,1,"))
    page = words(visitor.get(preview))
    assert "2 will be stored" in page
    assert "1 cannot be stored" in page
    assert not Measurement.objects.exists()
    answer = store(visitor, preview)
    assert answer["Location"] == reverse("workup", args=[patient.code])
    assert "2 results were stored from the file; 1 left out" in words(visitor.get(answer["Location"]))
    assert stored() == {"inr": "1.1", "creatinine_mg_dl": "1 mg/dL"}


def test_what_the_file_said_is_kept_with_where_it_stood(as_nurse):
    patient = make.patient()
    store(as_nurse, opened(as_nurse, patient, table(patient, "WBC,*4.5 L,K/uL", 'HBsAg,"Non-reactive",')))
    number, answer = Measurement.objects.order_by("pk")
    assert (number.value, number.entered, number.unit, number.source) == (Decimal(4500), "*4.5 L", "10³/µL", "imported")
    assert (answer.choice, answer.entered) == ("negative", "Non-reactive")
    assert (number.imported.place, number.imported.written) == ("line 2", "*4.5 L K/uL")
    file = ImportedFile.objects.get()
    assert (file.stored, len(file.sha256), file.imported_by.username) == (2, 64, "nurse")
    page = words(as_nurse.get(reverse("correct", args=[patient.code, number.pk])))
    assert f"*4.5 L K/uL, line 2 (CSV table {file.sha256[:8]})" in page


def test_the_time_of_the_specimen_is_kept(as_nurse):
    patient = make.patient()
    yesterday = TODAY - timedelta(days=1)
    row = f"INR,1.1,,{yesterday} 07:30,{patient.record_number}"
    store(as_nurse, opened(as_nurse, patient, csv_of(row)))
    row = Measurement.objects.get()
    assert (row.taken_on, timezone.localtime(row.taken_at).strftime("%H:%M")) == (yesterday, "07:30")


@pytest.mark.parametrize(
    ("value", "answer"), [("<1.2", "met"), ("<1.3", "unknown"), (">1.2", "not_met"), ("1.2", "met")]
)
def test_a_comparator_of_the_file_is_judged_rightly_by_the_criterion(as_nurse, value, answer):
    patient = make.patient()
    store(as_nurse, opened(as_nurse, patient, table(patient, f"INR,{value},")))
    judgements = workup_of(patient, on=TODAY).assessment.judgements
    found = next(judgement for judgement in judgements if judgement.criterion.id == "S-B4")
    assert found.answer.value == answer
    assert "from a file" in {fact.fact.source for fact in found.inputs if fact.fact}


@pytest.mark.parametrize(("value", "answer"), [(">1000", "not_met"), ("<40", "met"), ("<0.2", "met")])
def test_the_laboratory_s_own_upper_limit_comes_in_and_is_judged_with_its_value(as_nurse, value, answer):
    patient = make.patient()
    head = f"{HEAD},Range"
    today = f"{TODAY},{patient.record_number}"
    rows = csv_of(f"AST,{value.replace('<0.2', '<1')},U/L,{today},8-40", f"ALT,22,U/L,{today},7-45", head=head)
    store(as_nurse, opened(as_nurse, patient, rows))
    judgements = workup_of(patient, on=TODAY).assessment.judgements
    assert next(one for one in judgements if one.criterion.id == "S-L2").answer.value == answer


def test_doubtful_results_are_stored_only_where_they_are_ticked(as_nurse):
    patient = make.patient()
    preview = opened(as_nurse, patient, table(patient, 'Calcium,"9,1",mg/dL', 'Albumin,"4,1",g/dL', "Magnesium,2,"))
    page = as_nurse.get(preview)
    assert [line.place for line in page.context["form"].asked] == ["line 2", "line 3", "line 4"]
    store(as_nurse, preview, line_1="on", line_3="1")
    assert stored() == {"calcium_mg_dl": "9.1 mg/dL", "magnesium_mg_dl": "4.9 mg/dL"}
    left = ImportedFile.objects.get().left_out
    assert [line["place"] for line in left] == ["line 3"]
    assert left[0]["reasons"][-1] == "It was not ticked."


def test_where_nothing_is_ticked_nothing_is_stored_and_it_is_said(as_nurse):
    patient = make.patient()
    answer = store(as_nurse, opened(as_nurse, patient, table(patient, 'Calcium,"9,1",mg/dL')))
    assert "Nothing was chosen." in words(answer)
    assert FilePreview.objects.exists()


@pytest.mark.parametrize("sent", [{"line_1": "9"}, {"line_1": "-1"}, {"line_1": "x"}])
def test_a_choice_that_was_not_offered_is_refused(as_nurse, sent):
    patient = make.patient()
    answer = store(as_nurse, opened(as_nurse, patient, table(patient, "Magnesium,2,")), **sent)
    assert answer.status_code == 200
    assert not Measurement.objects.exists()


def test_what_a_browser_sends_besides_its_ticks_changes_nothing(as_nurse):
    patient = make.patient()
    preview = opened(as_nurse, patient, table(patient, "INR,1.1,", "Creatinine,85,mg/dL"))
    store(as_nurse, preview, line_2="on", line_1="", results="[]", value="9", sha256="x", patient="1")
    assert stored() == {"inr": "1.1"}


def test_a_file_without_record_number_is_stored_only_when_somebody_confirms_whose_it_is(as_nurse):
    patient = make.patient()
    preview = opened(as_nurse, patient, csv_of(f"INR,1.1,,{TODAY}", head="Test,Result,Unit,Collected"))
    assert "Is this the right patient?" in words(as_nurse.get(preview))
    assert "Confirm that the results are this patient" in words(store(as_nurse, preview))
    assert not Measurement.objects.exists()
    assert store(as_nurse, preview, confirmed="on").status_code == 302
    assert ImportedFile.objects.get().confirmed == ["The file gives no record number."]


def test_rows_of_another_patient_are_listed_and_never_stored_nor_kept(as_nurse):
    patient, other = make.patient(), make.patient()
    rows = csv_of(f"INR,1.1,,{TODAY},{patient.record_number}", f"INR,3.7,,{TODAY},{other.record_number}")
    preview = opened(as_nurse, patient, rows)
    page = words(as_nurse.get(preview))
    assert "belongs to another record number" in page
    assert "3.7" not in page
    assert other.record_number not in page
    assert "3.7" not in str(FilePreview.objects.get().results)
    store(as_nurse, preview, line_2="on")
    assert stored() == {"inr": "1.1"}
    assert other.record_number not in str(ImportedFile.objects.get().left_out)


def test_a_bundle_of_another_patient_stores_nothing(as_nurse):
    patient = make.patient()
    preview = opened(as_nurse, patient, bundle(fhir_patient("T9999"), observation(effectiveDateTime=str(TODAY))))
    assert "Nothing of this file is new and can be stored." in words(as_nurse.get(preview))
    assert "Nothing was chosen." in words(store(as_nurse, preview))


def test_a_bundle_is_imported_by_loinc_and_ucum(as_nurse):
    patient = make.patient()
    day = {"effectiveDateTime": str(TODAY)}
    wbc = observation("6690-2", valueQuantity=quantity(6.5, "10*3/uL"), **day)
    content = bundle(fhir_patient(patient.record_number), observation(**day), wbc)
    store(as_nurse, opened(as_nurse, patient, content))
    assert stored() == {"creatinine_mg_dl": "1.2 mg/dL", "wbc_per_ul": "6,500 /µL"}


def test_a_file_imported_twice_is_stored_once(as_nurse, as_physician):
    patient = make.patient()
    content = table(patient, "INR,1.1,", "Creatinine,1.2,mg/dL")
    store(as_nurse, opened(as_nurse, patient, content))
    preview = opened(as_physician, patient, content)
    page = words(as_physician.get(preview))
    assert "This file was imported before" in page
    assert "2 recorded already" in page
    assert "Nothing was chosen." in words(store(as_physician, preview))
    assert (Measurement.objects.count(), ImportedFile.objects.count()) == (2, 1)


def test_a_value_that_was_corrected_does_not_come_back_with_the_file(as_nurse):
    patient = make.patient()
    content = table(patient, "INR,1.1,")
    store(as_nurse, opened(as_nurse, patient, content))
    row = Measurement.objects.get()
    right = {"entered": "1.3", "unit": "", "taken_on": TODAY, "because": "The laboratory called."}
    as_nurse.send(reverse("correct", args=[patient.code, row.pk]), **right)
    assert "corrected since" in words(as_nurse.get(opened(as_nurse, patient, content)))


def test_another_value_of_the_same_day_needs_a_tick(as_nurse):
    patient = make.patient()
    record(patient=patient, entries=[Entry("inr", "1.2", TODAY)], by=make.someone(Role.PHYSICIAN))
    preview = opened(as_nurse, patient, table(patient, "INR,1.1,"))
    assert "It differs from 1.2, recorded by Testa Physician for the same day." in words(as_nurse.get(preview))
    store(as_nurse, preview, line_1="on")
    assert [row.shown for row in Measurement.objects.order_by("pk")] == ["1.2", "1.1"]


def test_a_preview_of_an_older_chart_stores_nothing_and_shows_the_chart_as_it_is(as_nurse):
    patient = make.patient()
    preview = opened(as_nurse, patient, table(patient, "INR,1.1,", "Calcium,9,mg/dL"))
    seen = as_nurse.get(preview).context["form"]["seen"].value()
    record(patient=patient, entries=[Entry("inr", "1.2", TODAY)], by=make.someone(Role.PHYSICIAN))
    answer = as_nurse.send(preview, seen=seen)
    assert "Somebody recorded other results while this preview was open." in words(answer)
    assert "It differs from 1.2" in words(answer)
    assert stored() == {"inr": "1.2"}
    again = answer.context["form"]["seen"].value()
    assert as_nurse.send(preview, seen=again).status_code == 302
    assert stored() == {"inr": "1.2", "calcium_mg_dl": "9 mg/dL"}


def test_a_form_sent_twice_stores_once(as_nurse):
    patient, key = make.patient(), str(uuid4())
    preview = opened(as_nurse, patient, table(patient, "INR,1.1,"))
    for _ in range(2):
        assert as_nurse.post(preview, {"submission": key, "seen": 0}).status_code == 302
    assert Measurement.objects.count() == ImportedFile.objects.count() == 1
    assert as_nurse.send(preview, seen=0)["Location"] == path(patient)


def test_a_preview_belongs_to_its_person_and_its_patient(as_nurse, as_physician):
    patient, other = make.patient(), make.patient()
    preview = opened(as_nurse, patient, table(patient, "INR,1.1,"))
    code = FilePreview.objects.get().code
    foreign = reverse("file_preview", args=[other.code, code])
    for client, address in ((as_physician, preview), (as_nurse, foreign)):
        assert client.get(address).status_code == 302
        assert client.send(address, seen=0).status_code == 302
    assert not Measurement.objects.exists()


def test_a_preview_is_over_after_an_hour_and_then_forgotten(as_nurse):
    patient = make.patient()
    preview = opened(as_nurse, patient, table(patient, "INR,1.1,"))
    with time_machine.travel(timezone.now() + timedelta(minutes=59)):
        assert as_nurse.get(preview).status_code == 200
        assert forget_previews() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        answer = as_nurse.get(preview, follow=True)
        assert "can be looked at for an hour" in words(answer)
        assert forget_previews() == 1


def test_a_new_file_takes_the_place_of_the_one_before(as_nurse):
    patient = make.patient()
    before = opened(as_nurse, patient, table(patient, "INR,1.1,"))
    opened(as_nurse, patient, table(patient, "INR,1.2,"))
    assert FilePreview.objects.count() == 1
    assert as_nurse.get(before).status_code == 302


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"  \n", "The file is empty."),
        (b"\x00\x01\x02", "no text file"),
        (b"PK\x03\x04", "Excel workbook"),
        (b'{"resourceType": "Bundle", "entry": [{', "cut off"),
        (b"x" * (5 * 1024 * 1024 + 10), "larger than 5 MB"),
        (b"Test,Result\n" + b"INR,1.1\n" * 5001, "more than 5,000 results"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_field(as_nurse, content, sentence):
    answer = as_nurse.send(path(make.patient()), file=chosen(content))
    assert sentence in str(answer.context["form"].errors["file"])
    assert not FilePreview.objects.exists()


def test_no_file_is_refused(as_nurse):
    assert "Choose a file." in str(as_nurse.send(path(make.patient())).context["form"].errors["file"])


@pytest.mark.parametrize("name", ["results.exe", "bundle.json", "no extension", "x" * 300 + ".csv"])
def test_A074_the_content_decides_and_not_the_name_which_is_not_kept(as_nurse, name):
    patient = make.patient()
    as_nurse.send(path(patient), file=chosen(table(patient, "INR,1.1,"), name))
    kept = FilePreview.objects.get()
    assert kept.kind == "csv"
    assert not [value for value in vars(kept).values() if name in str(value)]


@pytest.mark.parametrize(
    "content", ["<!doctype html><script>alert(1)</script>", '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>']
)
def test_A074_a_page_or_a_drawing_is_refused_whatever_its_name_says_and_not_kept(as_nurse, content):
    answer = as_nurse.send(path(make.patient()), file=chosen(content, "results.csv"))
    assert answer.context["form"].errors["file"]
    assert not FilePreview.objects.exists()


def test_a_file_of_fifty_megabytes_is_refused_with_a_sentence_before_it_is_read(as_nurse):
    answer = as_nurse.send(path(make.patient()), file=chosen(b"x" * 50 * 1024 * 1024))
    assert answer.status_code == 413
    assert "A file may have at most 5 MB" in words(answer)


def test_text_that_no_database_keeps_is_tamed(as_nurse):
    patient = make.patient()
    resource = observation(code={"text": "Creatinine\x00\ud800"}, effectiveDateTime=str(TODAY))
    preview = opened(as_nurse, patient, bundle(fhir_patient(patient.record_number), resource))
    assert as_nurse.get(preview).status_code == 200


def test_what_a_file_says_is_shown_as_text(as_nurse):
    patient = make.patient()
    preview = opened(as_nurse, patient, table(patient, "<script>alert(1)</script>,1,", "INR,<b>1</b>,"))
    page = as_nurse.get(preview).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_what_was_left_out_stays_readable_with_its_reasons(as_nurse):
    patient = make.patient()
    store(as_nurse, opened(as_nurse, patient, table(patient, "INR,1.1,", "Creatinine,85,mg/dL")))
    page = words(as_nurse.get(path(patient)))
    assert "1 result stored, 1 left out" in page
    assert "Creatinine lies between 0.1 and 25 mg/dL" in page


def test_the_acts_are_on_the_trail_and_the_rows_are_verified(as_nurse, capsys):
    from django.core.management import call_command

    patient = make.patient()
    store(as_nurse, opened(as_nurse, patient, table(patient, "INR,1.1,")))
    told = list(TrailEntry.objects.filter(chart=patient.code, verb__in=["opened a file", "imported results"]))
    assert {entry.verb for entry in told} == {"opened a file", "imported results"}
    assert ImportedResult.objects.count() == 1
    call_command("verify")


@pytest.mark.parametrize("client", ["as_pharmacist", "as_administrator"])
def test_who_does_not_record_the_workup_imports_nothing(client, request):
    visitor, patient = request.getfixturevalue(client), make.patient()
    assert visitor.get(path(patient)).status_code == 403
    assert visitor.send(path(patient), file=chosen(table(patient, "INR,1.1,"))).status_code == 403
    assert "Import results" not in visitor.get(reverse("workup", args=[patient.code])).content.decode()


def test_the_workup_leads_to_the_import(as_nurse):
    patient = make.patient()
    page = as_nurse.get(reverse("workup", args=[patient.code])).content.decode()
    assert f'href="{path(patient)}"' in page


def test_more_doubtful_results_than_can_be_decided_at_once_come_the_next_time(as_nurse, monkeypatch):
    monkeypatch.setattr("patients.forms.files.DECIDED_AT_ONCE", 1)
    patient = make.patient()
    content = table(patient, 'Calcium,"9,1",mg/dL', 'Albumin,"4,1",g/dL')
    preview = opened(as_nurse, patient, content)
    assert "1 doubtful results are decided at a time" in words(as_nurse.get(preview))
    store(as_nurse, preview, line_1="on", line_2="on")
    assert stored() == {"calcium_mg_dl": "9.1 mg/dL"}
    store(as_nurse, opened(as_nurse, patient, content), line_2="on")
    assert stored() == {"calcium_mg_dl": "9.1 mg/dL", "albumin_g_dl": "4.1 g/dL"}


@pytest.mark.parametrize("rows", [3, 200])
def test_the_preview_takes_as_few_queries_for_many_results_as_for_some(as_nurse, rows, django_assert_max_num_queries):
    patient = make.patient()
    make.workup(patient)
    preview = opened(as_nurse, patient, table(patient, *(f"INR,{1 + row / 100:.2f}," for row in range(rows))))
    with django_assert_max_num_queries(14):
        as_nurse.get(preview)


def test_storing_many_takes_as_few_queries_as_storing_some(as_nurse, django_assert_max_num_queries):
    patient = make.patient()
    day = TODAY - timedelta(days=400)
    rows = [f"INR,1.1,,{day + timedelta(days=row)},{patient.record_number}" for row in range(300)]
    preview = opened(as_nurse, patient, csv_of(*rows))
    with django_assert_max_num_queries(60):
        as_nurse.send(preview, seen=0)
    assert Measurement.objects.count() == 300

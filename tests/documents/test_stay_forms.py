"""The day's flowsheet, the toxicity summary and the discharge summary, read back from their PDFs."""

from datetime import timedelta

import pytest
import time_machine
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from cycles.actions import chart_column, correct_charted, correct_dose, correct_left_out, sign_summary
from cycles.facts import journey_of
from cycles.models import Cycle, DischargeSummary
from cycles.models.flowsheet import LeftOut
from il2program.accounts.roles import Role
from il2program.documents.catalog import form_called
from il2program.documents.models import SealedDocument
from il2program.documents.printed_form import Paper
from patients.models import Measurement, Patient
from tests import make
from tests.documents import whole
from tests.documents.reading import pages_in, text_of

pytestmark = pytest.mark.django_db


def path(patient: Patient, form: str, of: object = "") -> str:
    return reverse("document", args=[patient.code, form]) + (f"?of={of}" if of else "")


def cycle_of(patient: Patient) -> Cycle:
    return Cycle.objects.get(patient=patient)


def test_the_flowsheet_of_a_day_has_each_time_with_its_zone_each_value_and_each_dose(printed, treated):
    day = f"{whole.ADMITTED_AT:%Y%m%d}"
    text = " ".join(pages_in(printed("daily-flowsheet", f"{cycle_of(treated).pk}-{day}")))
    assert "Daily nursing flowsheet, Fri 6 Mar 2026" in text
    assert "Charted at day only 08:00 PST" in text
    assert "Systolic pressure mmHg 118 118" in text
    assert "08:00: dose 1 given" in text
    assert "16:00: dose 2 given" in text


def test_a_value_and_a_reason_that_were_corrected_stay_on_the_printed_day(treated):
    cycle, nurse = cycle_of(treated), make.someone(Role.NURSE)
    row = Measurement.objects.filter(patient=treated, analyte="heart_rate", taken_at__isnull=False).earliest("taken_at")
    facts = {"cycle": cycle, "by": nurse, "because": "Read off wrongly.", "unit": "", "taken_at": row.taken_at}
    correct_charted(measurement=row, entered="101", mistaken=False, **facts)
    chart_column(cycle=cycle, taken_at=row.taken_at, entries=[], left_out=[LeftOut("weight_kg", "asleep")], by=nurse)
    said = {"mistaken": True, "why": "", "words": "", "because": "Was weighed."}
    correct_left_out(entry=cycle.not_done.get(), by=nurse, **said)
    form, journey = form_called("daily-flowsheet"), journey_of(treated)
    copy = next(one for one in form.copies(journey) if one.of.endswith(f"{timezone.localdate(row.taken_at):%Y%m%d}"))
    printed = render_to_string(form.template, form.printed(journey, copy, Paper.LETTER, timezone.now(), nurse))
    for words in (f"<del>{row.measured}, ", "101", "Read off wrongly.", "Not done: asleep", "Was weighed."):
        assert words in printed[printed.index("<h2>Corrected</h2>") :]


def test_what_was_not_charted_is_a_dash_and_never_nought(printed, treated):
    day = f"{whole.ADMITTED_AT:%Y%m%d}"
    text = " ".join(pages_in(printed("daily-flowsheet", f"{cycle_of(treated).pk}-{day}")))
    assert "A dash: not charted, and never nought." in text
    shift = text[text.index("24 hours from Fri 6 Mar 07:00 PST") :]
    assert shift.startswith("24 hours from Fri 6 Mar 07:00 PST – ")


def test_a_day_on_which_nothing_was_charted_says_so(as_nurse):
    yesterday = timezone.now() - timedelta(days=1)
    with time_machine.travel(yesterday, tick=False):
        cycle = make.cycle(make.ready_patient(), at=yesterday)
    text = text_of(as_nurse.get(path(cycle.patient, "daily-flowsheet")))
    assert "Nothing was charted on this day." in text


def test_there_is_one_flowsheet_for_each_day_of_the_stay(as_nurse, treated):
    offered = as_nurse.get(reverse("documents", args=[treated.code])).context["forms"]
    labels = next([one.copy.label for one in found] for form, found in offered if form.key == "daily-flowsheet")
    assert labels[:2] == ["Cycle 1, Sat 7 Mar 2026", "Cycle 1, Fri 6 Mar 2026"]


def test_a_toxicity_has_grade_onset_recovery_action_and_the_doses_withheld_meanwhile(printed):
    text = " ".join(pages_in(printed("toxicity-summary")))
    row = text[text.index("Hypotension 3") :]
    assert "after dose 2, day 2" in row
    assert "Saline 500 mL." in row
    assert " 4 " in row


def test_a_cycle_without_any_says_so(as_nurse):
    cycle = make.cycle(make.ready_patient())
    text = text_of(as_nurse.get(path(cycle.patient, "toxicity-summary")))
    assert "No toxicity was confirmed in this cycle." in text


def test_A026_the_discharge_summary_prints_name_meaning_and_instant_with_zone(printed):
    text = " ".join(pages_in(printed("discharge-summary")))
    signature = DischargeSummary.objects.get().signature
    assert f"{signature.meaning} Signed electronically by Testa Physician, physician, Sat 7 Mar 2026" in text
    assert "PST, identity proven by" in text
    assert "Three doses were given." in text
    assert "Blood tests in one week." in text


def test_A071_a_signed_summary_is_sealed_once_and_a_later_version_leaves_it_as_it_was(as_physician, treated):
    row = DischargeSummary.objects.get(cycle__patient=treated)
    first = as_physician.get(path(treated, "discharge-summary", row.pk)).content
    sign_summary(cycle=row.cycle, course="Four doses were offered.", proof=make.proof_of(Role.PHYSICIAN))
    assert as_physician.get(path(treated, "discharge-summary", row.pk)).content == first
    assert SealedDocument.objects.filter(form="discharge-summary", signature=row.signature).count() == 2
    page = as_physician.get(reverse("documents", args=[treated.code])).content.decode()
    assert "A later version was signed. This one still says what was signed then." in page


def test_a_summary_whose_stay_was_corrected_says_so_where_it_is_printed(as_physician, treated):
    row = DischargeSummary.objects.get(cycle__patient=treated)
    dose, nurse = row.cycle.doses.filter(decision="withheld").first(), make.someone(Role.NURSE)
    told = {"decision": "withheld", "withheld_for": "patient", "note": "Asked to wait.", "because": "Wrong key."}
    correct_dose(dose=dose, by=nurse, **told)
    page = as_physician.get(reverse("documents", args=[treated.code])).content.decode()
    assert f"What it rests on was changed since: dose {dose.slot} withheld." in page
    form, journey = form_called("discharge-summary"), journey_of(treated)
    copy = next(one for one in form.copies(journey) if one.record == row)
    printed = render_to_string(form.template, form.printed(journey, copy, Paper.LETTER, timezone.now(), nurse))
    for words in ("Changed since the signature", "Asked to wait.", f"{nurse}", "Wrong key."):
        assert words in printed


def test_what_goes_home_stands_on_pages_of_its_own(printed):
    pages = pages_in(printed("discharge-summary"))
    home = next(number for number, page in enumerate(pages) if page.startswith("At home"))
    assert "No steroids" in pages[home]
    assert "Signed electronically" not in pages[home]


def test_a_day_outside_the_stay_is_not_found(as_nurse, treated):
    cycle = cycle_of(treated)
    outside = cycle.admitted_on - timedelta(days=1)
    assert as_nurse.get(path(treated, "daily-flowsheet", f"{cycle.pk}-{outside:%Y%m%d}")).status_code == 404

"""The consent and the wallet card, read back from their PDFs."""

import pytest
from django.urls import reverse

from tests import make
from tests.documents.reading import pages_in, text_of

pytestmark = pytest.mark.django_db


def test_the_consent_names_schedule_risks_choices_and_the_right_to_stop(printed):
    text = " ".join(pages_in(printed("consent", "blank")))
    for told in (
        "Its purpose is to make the cancer smaller",
        "for 5 to 7 days",
        "I rest for 14 days",
        "at most 6 in all",
        "Capillary leak syndrome",
        "in this program under 1 in 100; in studies of the past 2 to 4 in 100",
        "a clinical trial",
        "I use birth control",
        "Contrast dye",
        "I can stop at any time",
        "I could ask all my questions",
        "Consent to treatment, version 1",
    ):
        assert told in text
    for signs in ("Patient:", "Witness:", "Physician, who explained it:", "Interpreter, and language, or none:"):
        assert f"{signs} Day and time:" in text


def test_the_signatures_stand_on_the_page_of_the_text(printed):
    for paper in ("letter", "a4"):
        first = pages_in(printed("consent", "blank", paper))[0]
        assert "What I agree to" in first
        assert "Interpreter, and language, or none:" in first


def test_a_recorded_consent_says_who_explained_it_and_that_the_sheet_is_the_document(as_nurse):
    patient = make.patient()
    make.consent(patient)
    key = patient.consent_set.get().pk
    text = text_of(as_nurse.get(reverse("document", args=[patient.code, "consent"]) + f"?of={key}"))
    assert "version 1 of the form. Explained by Dr. Invented. Witness: Testa Witness. Interpreter: none." in text
    assert "The sheet with the signatures is the document" in text


def test_the_card_has_the_days_of_the_doses_and_the_warning(printed, settings):
    text = " ".join(pages_in(printed("wallet-card", "today")))
    assert "First dose: 6 Mar 2026 Last dose: 7 Mar 2026" in text
    assert "none within 14 days of the last dose (up to and including 21 Mar 2026)" in text
    assert "hives, fever, chills, low blood pressure. Observe for 2 hours." in text
    assert "No corticosteroids" in text


def test_a_card_before_the_first_dose_says_so(as_nurse):
    text = text_of(as_nurse.get(reverse("document", args=[make.patient().code, "wallet-card"])))
    assert "First dose: none yet" in text

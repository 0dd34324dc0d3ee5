"""Each signed record is shown with the signer's printed name, the instant with its zone, and what it means."""

import html

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from tests.documents.reading import text_of
from tests.signatures.records import RECORDS

pytestmark = pytest.mark.django_db
# An answer to an order stands beside the order.
OF_A_CYCLE = {
    "cycles.AdmissionOrder",
    "cycles.Countersignature",
    "cycles.DischargeSummary",
    "cycles.OrderVerification",
    "cycles.Override",
}
CHECKLIST = "/patients/{}/documents/eligibility-checklist.pdf"


def words_of(record):
    """Name, instant with zone, meaning: as they are read on a page."""
    signature = record.signature
    instant = date_format(timezone.localtime(signature.signed_at), "D j M Y H:i T")
    assert instant.endswith(("PST", "PDT"))
    return signature.printed_name, signature.roles, instant, signature.meaning


def page(client, path):
    return html.unescape(" ".join(client.get(path).content.decode().split()))


@pytest.mark.parametrize("kind", [kind for kind in RECORDS if kind not in OF_A_CYCLE])
def test_A026_the_chart_shows_who_signed_when_and_what_it_means(kind, as_nurse):
    record = RECORDS[kind]()
    told = page(as_nurse, f"/patients/{record.patient.code}/")
    assert [word for word in words_of(record) if word not in told] == []


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("eligibility.SignOff", "eligibility/"),
        ("cycles.ResponseDecision", "response/"),
        ("cycles.PermanentStop", "permanent-stop/"),
        ("cycles.Countersignature", "cycles/1/"),
        ("cycles.AdmissionOrder", "cycles/1/orders/"),
        ("cycles.OrderVerification", "cycles/1/orders/"),
        ("cycles.DischargeSummary", "cycles/1/recovery/"),
        ("cycles.Override", "cycles/1/slots/1/seen/"),
    ],
)
def test_A026_so_does_the_page_that_the_record_is_about(kind, path, as_physician):
    record = RECORDS[kind]()
    told = page(as_physician, f"/patients/{record.patient.code}/{path}")
    assert [word for word in words_of(record) if word not in told] == []


def test_A026_the_printed_checklist_says_the_same(as_nurse):
    record = RECORDS["eligibility.SignOff"]()
    told = text_of(as_nurse.get(CHECKLIST.format(record.patient.code)))
    squeezed = told.replace(" ", "")
    assert [word for word in words_of(record) if word.replace(" ", "") not in squeezed] == []

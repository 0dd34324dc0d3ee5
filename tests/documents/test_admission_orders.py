"""The admission orders and the pharmacy's worksheet, read back from their PDF."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from cycles.models import AdmissionOrder, OrderVerification
from cycles.rules.tall_man import tall_man
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from il2program.documents.models import SealedDocument
from il2program.documents.tasks import seal
from patients.models import Patient
from tests import make
from tests.documents.reading import pages_in, text_of

pytestmark = pytest.mark.django_db


def path(patient: Patient, of: object) -> str:
    return reverse("document", args=[patient.code, "admission-orders"]) + f"?of={of}"


def test_the_dose_its_arithmetic_and_the_worksheet_are_printed(printed):
    text = " ".join(pages_in(printed("admission-orders")))
    assert "0.6 million units/kg × 80 kg = 48 million units" in text
    assert "over 15 minutes, every 8 hours, at most 14 doses. First dose Fri 6 Mar 2026 08:00 PST" in text
    assert "Dose dosing weight × 0.6 million units/kg 48 million units 48 million units" in text
    assert "2.67 mL 2.67 mL" in text
    assert "50 mL 50 mL" in text
    assert "55.7 micrograms/mL" in text
    assert "200 mL/h" in text


def test_each_part_of_the_order_set_the_limits_and_the_code_status_are_printed(printed):
    text = " ".join(pages_in(printed("admission-orders")))
    care = AdmissionOrder.objects.get().care
    for words in [line for part in care.sections for line in part.lines] + [one.words for one in care.limits]:
        assert tall_man(words) in text
    assert "Full code" in text
    assert "No known allergies, reviewed by the physician" in text


def test_A026_physician_and_pharmacist_are_printed_with_name_meaning_and_instant_with_zone(printed):
    text = " ".join(pages_in(printed("admission-orders")))
    order, verified = AdmissionOrder.objects.get(), OrderVerification.objects.get()
    assert (
        f"{order.signature.meaning} Signed electronically by Testa Physician, physician, Fri 6 Mar 2026 06:00 PST"
        in text
    )
    assert f"{verified.signature.meaning} Signed electronically by Testa Pharmacist, pharmacist" in text
    assert order.signature.digest in text


def test_before_the_pharmacist_has_verified_the_result_is_not_printed(as_pharmacist):
    patient = make.ready_patient()
    order = make.orders(make.cycle(patient))
    text = text_of(as_pharmacist.get(path(patient, order.pk)))
    assert "0.6 million units/kg × 80 kg = to be computed by the pharmacist" in text
    assert "Not verified. No dose is given from these orders" in text
    assert "Copy without seal." in text
    for result in ("48 million", "2.67", "200 mL/h"):
        assert result not in text


def test_A071_the_orders_are_sealed_once_they_are_verified_and_not_before(as_nurse):
    patient = make.ready_patient()
    order = make.orders(make.cycle(patient))
    seal()
    assert not SealedDocument.objects.filter(form="admission-orders", patient=patient).exists()
    make.verified(order)
    seal()
    kept = SealedDocument.objects.get(form="admission-orders", paper="letter", patient=patient)
    assert as_nurse.get(path(patient, order.pk)).content == bytes(kept.pdf)
    assert kept.signature == order.verified.signature


def test_orders_that_were_altered_get_no_seal_and_say_so(as_nurse, triggers_lifted):
    patient = make.ready_patient()
    order = make.verified(make.orders(make.cycle(patient)))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cycles_admissionorder SET code_status = 'Another' WHERE id = %s", [order.pk])
    text = text_of(as_nurse.get(path(patient, order.pk)))
    assert "Altered since signing" in text
    assert "Copy without seal." in text
    assert not SealedDocument.objects.filter(patient=patient).exists()


def test_a_version_that_was_changed_later_says_so_where_it_is_offered(as_physician):
    patient = make.ready_patient()
    cycle = make.ordered(make.cycle(patient))
    make.ordered(cycle, first_dose_at=cycle.first_dose_due_at + timedelta(hours=2))
    page = as_physician.get(reverse("documents", args=[patient.code])).content.decode()
    assert "A later version was signed." in page


def test_a_blank_one_has_a_line_for_each_bag_and_what_the_pharmacist_computes_from(printed):
    text = " ".join(pages_in(printed("admission-orders", "blank")))
    assert "25.4 million units or less: 25 mL; up to 60: 50 mL; over 60: 100 mL" in text
    assert "Second check" in text
    assert "48 million" not in text
    assert " 13 14 Pharmacist" in text


def test_orders_of_another_patient_are_not_found(as_nurse):
    order = make.orders(make.cycle(make.ready_patient()))
    assert as_nurse.get(path(make.patient(), order.pk)).status_code == 404


def test_the_page_of_orders_offers_the_print_and_the_print_is_on_the_trail(as_nurse):
    patient = make.ready_patient()
    order = make.orders(make.cycle(patient))
    assert path(patient, order.pk) in as_nurse.get(reverse("orders", args=[patient.code, 1])).content.decode()
    as_nurse.get(path(patient, order.pk))
    assert "Admission orders" in TrailEntry.objects.get(verb="printed").sentence
    assert make.someone(Role.NURSE).full_name == TrailEntry.objects.get(verb="printed").actor_name

"""A response scan from the order to the reading, through the addresses."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string

from cycles.contrast import contrast_facts
from cycles.facts import journey_of
from cycles.models import Booking, EarlyContrast, ScanOrder, ScanReceipt
from cycles.planning import replan
from il2program.accounts.roles import Role
from il2program.documents.catalog import form_called
from tests import make
from tests.cycles.ward import at, before_the_scan, scanned_after_cycle_1, text
from tests.pathway.test_worklist import lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ORDER = {
    "planned_on": "2026-04-08",
    "modality": "ct",
    "region": "chest_abdomen_pelvis",
    "with_contrast": "yes",
    "question": "Response after course 1.",
}
COORDINATOR, PHYSICIAN = Role.COORDINATOR, Role.PHYSICIAN


@pytest.fixture
def patient(clock):
    return before_the_scan(make.ready_patient(), clock)


def test_a_scan_is_ordered_with_the_warning_of_contrast(as_role, address, patient):
    client = as_role(COORDINATOR)
    page = " ".join(text(client.get(address(patient, "order_scan", 1))).split())
    assert "The last dose was on Mon 2 Mar 2026: no contrast up to and including Mon 16 Mar 2026." in page
    assert "No premedication with steroids" in page
    assert "Watch the patient for at least 2 hours." in page
    assert client.send(address(patient, "order_scan", 1), **ORDER).url == address(patient, "response")
    order = ScanOrder.objects.get()
    assert (order.planned_on, order.with_contrast, order.last_dose_on) == (date(2026, 4, 8), True, date(2026, 3, 2))
    assert "Whoever has reacted to contrast before gets none." in " ".join(order.warnings)
    assert "Response after course 1." in text(client.get(address(patient, "response")))


def test_the_day_is_taken_from_the_booking(as_role, address, patient):
    form = as_role(COORDINATOR).get(address(patient, "order_scan", 1)).context["form"]
    assert form["planned_on"].value() == date(2026, 4, 6)


def test_contrast_within_two_weeks_of_a_dose_is_refused_and_a_scan_without_is_not(as_role, address, clock):
    patient = make.ready_patient()
    make.baseline(patient, date(2026, 2, 20), "50", "30")
    cycle = make.cycle(patient, at=at(2, 8))
    make.given(cycle, 1, at(2, 9))
    clock.move_to(at(6, 12))
    make.discharged(cycle, at(6, 11), stop_reason="hepatic")
    client = as_role(COORDINATOR)
    soon = ORDER | {"planned_on": "2026-03-16"}
    answer = client.send(address(patient, "order_scan", 1), **soon)
    assert "no contrast up to and including Mon 16 Mar 2026" in " ".join(answer.context["form"].errors["with_contrast"])
    assert not ScanOrder.objects.exists()
    assert client.send(address(patient, "order_scan", 1), **soon | {"with_contrast": "no"}).status_code == 302


@pytest.fixture
def early(clock):
    """Four days after the last dose; the course is over and its scan is due."""
    patient = make.ready_patient()
    make.baseline(patient, date(2026, 2, 20), "50", "30")
    cycle = make.cycle(patient, at=at(2, 8))
    make.given(cycle, 1, at(2, 9))
    clock.move_to(at(6, 12))
    make.discharged(cycle, at(6, 11), stop_reason="hepatic")
    return patient


SIGNED = {"reason": "A bleeding is looked for.", "password": make.PASSWORD}
SOON = ORDER | {"planned_on": "2026-03-09"}


def test_a_physician_orders_contrast_within_two_weeks_with_a_reason_that_is_printed(as_role, address, early):
    physician = as_role(PHYSICIAN)
    assert "Order contrast within the two weeks" in text(physician.get(address(early, "order_scan", 1)))
    assert "I know of the reactions that can follow." in text(physician.get(address(early, "early_contrast")))
    assert physician.send(address(early, "early_contrast"), **SIGNED).url == address(early, "response")
    order = EarlyContrast.objects.get()
    assert (order.last_dose_on, order.is_as_signed()) == (date(2026, 3, 2), True)
    client = as_role(COORDINATOR)
    assert client.send(address(early, "order_scan", 1), **SOON).status_code == 302
    told = "ordered all the same by Testa Physician: A bleeding is looked for."
    scan = ScanOrder.objects.get()
    assert told in " ".join(scan.warnings)
    form = form_called("scan-order")
    page = render_to_string(form.template, form.fill(journey_of(early), str(scan.pk)) | {"patient": early})
    assert told in page


def test_an_order_without_contrast_says_nothing_of_it(as_role, address, early):
    as_role(PHYSICIAN).send(address(early, "early_contrast"), **SIGNED)
    as_role(COORDINATOR).send(address(early, "order_scan", 1), **SOON | {"with_contrast": "no"})
    assert "all the same" not in " ".join(ScanOrder.objects.get().warnings)


def test_it_is_a_physician_s_to_sign_once_and_within_the_two_weeks_only(as_role, address, early, clock):
    coordinator, physician = as_role(COORDINATOR), as_role(PHYSICIAN)
    assert coordinator.get(address(early, "early_contrast")).status_code == 403
    assert "A physician can order contrast within the two weeks" in text(
        coordinator.get(address(early, "order_scan", 1))
    )
    physician.send(address(early, "early_contrast"), reason="", password=make.PASSWORD)
    assert not EarlyContrast.objects.exists()
    physician.send(address(early, "early_contrast"), **SIGNED)
    assert physician.send(address(early, "early_contrast"), **SIGNED).status_code == 409
    clock.move_to(at(17, 12))
    assert "No such order is in question" in text(physician.get(address(early, "early_contrast")))
    assert EarlyContrast.objects.count() == 1


def test_after_a_reaction_no_physician_orders_it_either(as_role, address, early):
    make.scan_received(make.scan_order(early, 1, date(2026, 3, 17)), date(2026, 3, 6), reaction="Hives")
    answer = as_role(PHYSICIAN).send(address(early, "early_contrast"), **SIGNED)
    assert "has reacted to contrast before (Hives)" in text(answer)
    assert not EarlyContrast.objects.exists()


def test_an_earlier_reaction_forbids_contrast_on_the_next_order(as_role, address, patient, clock):
    order = make.scan_order(patient, 1, date(2026, 4, 6))
    client = as_role(COORDINATOR)
    typed = {"scanned_on": "2026-04-06", "contrast_given": "yes", "observed": "yes", "reaction": "Hives after 3 hours"}
    assert client.send(address(patient, "receive_scan", order.pk), **typed).status_code == 302
    receipt = ScanReceipt.objects.get()
    assert (receipt.reaction, receipt.observed) == ("Hives after 3 hours", True)
    client.send(address(patient, "withdraw_scan_order", order.pk), because="The images cannot be read.")
    page = text(client.get(address(patient, "order_scan", 1)))
    assert "Earlier reaction to contrast: Hives after 3 hours. No further contrast." in page
    answer = client.send(address(patient, "order_scan", 1), **ORDER)
    assert "has reacted to contrast before" in " ".join(answer.context["form"].errors["with_contrast"])


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"planned_on": "2026-04-05"}, "planned_on", "Choose a day from today on."),
        ({"with_contrast": ""}, "with_contrast", "required"),
    ],
)
def test_an_order_that_cannot_be_is_refused_at_its_field(as_role, address, patient, typed, field, sentence):
    answer = as_role(COORDINATOR).send(address(patient, "order_scan", 1), **ORDER | typed)
    assert sentence in " ".join(answer.context["form"].errors[field])


def test_a_scan_is_ordered_once(as_role, address, patient):
    client = as_role(COORDINATOR)
    client.send(address(patient, "order_scan", 1), **ORDER)
    assert "This scan is ordered already" in text(client.get(address(patient, "order_scan", 1)))
    answer = client.send(address(patient, "order_scan", 1), **ORDER)
    assert answer.status_code == 409
    assert "Withdraw that order first." in text(answer)


def test_a_scan_that_is_not_due_is_not_ordered(as_role, address, patient):
    scanned_after_cycle_1(patient, "35", "20")
    client = as_role(COORDINATOR)
    assert "No scan after cycle 1 is due" in text(client.get(address(patient, "order_scan", 1)))
    assert client.send(address(patient, "order_scan", 1), **ORDER).status_code == 409


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"scanned_on": "2026-04-07"}, "scanned_on", "future"),
        ({"scanned_on": "2026-04-01"}, "scanned_on", "after this day"),
        ({"contrast_given": "no", "reaction": "Hives"}, "contrast_given", "needs contrast"),
    ],
)
def test_images_that_cannot_be_are_refused_at_their_field(as_role, address, patient, typed, field, sentence):
    order = make.scan_order(patient, 1, date(2026, 4, 6))
    good = {"scanned_on": "2026-04-06", "contrast_given": "yes", "observed": "", "reaction": ""}
    answer = as_role(COORDINATOR).send(address(patient, "receive_scan", order.pk), **good | typed)
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert not ScanReceipt.objects.exists()


def test_the_worklist_follows_a_scan_from_order_to_reading(patient, clock):
    assert "It is not ordered yet." in lines(COORDINATOR)["Response scan after cycle 1"].why
    order = make.scan_order(patient, 1, date(2026, 4, 8))
    line = lines(COORDINATOR)["Response scan after cycle 1"]
    assert (line.page, line.due, line.is_late) == ("receive_scan", "planned Wed 8 Apr 2026", False)
    clock.move_to(at(9, 12, month=4))
    assert lines(COORDINATOR)["Response scan after cycle 1"].is_late
    make.scan_received(order, date(2026, 4, 8))
    line = lines(COORDINATOR)["Record the reading of the scan after cycle 1"]
    assert (line.page, line.is_late) == ("record_scan", False)
    clock.move_to(at(12, 12, month=4))
    assert lines(COORDINATOR)["Record the reading of the scan after cycle 1"].is_late


def test_the_reading_closes_the_order_and_takes_over_what_is_known(as_role, address, patient):
    order = make.scan_order(patient, 1, date(2026, 4, 6))
    make.scan_received(order, date(2026, 4, 6))
    form = as_role(COORDINATOR).get(address(patient, "record_scan", 1)).context["form"]
    assert (form["scanned_on"].value(), form["contrast"].value()) == (date(2026, 4, 6), "given")
    assert scanned_after_cycle_1(patient, "35", "20").order == order
    assert not ScanOrder.objects.open().exists()
    client = as_role(COORDINATOR)
    assert client.send(address(patient, "withdraw_scan_order", order.pk), because="Late.").status_code == 409


@pytest.mark.parametrize("name", ["receive_scan", "withdraw_scan_order"])
def test_an_order_of_another_chart_is_not_found(as_role, address, patient, name):
    order = make.scan_order(patient, 1, date(2026, 4, 6))
    assert as_role(COORDINATOR).get(address(make.ready_patient(), name, order.pk)).status_code == 404


def test_a_scan_that_could_not_be_evaluated_is_booked_anew(as_role, address, patient, clock):
    replan(patient.pk)
    first = Booking.objects.open().get(patient=patient, kind="scan")
    clock.move_to(at(6, 13, month=4))
    lesions = list(patient.lesion_set.all())
    typed = {"scanned_on": "2026-04-06", "modality": "ct", "region": "chest_abdomen_pelvis", "read_by": "Dr. Invented"}
    typed |= {f"mm_{lesions[0].pk}": "40", f"state_{lesions[1].pk}": "not_assessed"}
    assert as_role(COORDINATOR).send(address(patient, "record_scan", 1), **typed).status_code == 302
    replan(patient.pk)
    again = Booking.objects.open().get(patient=patient, kind="scan")
    first.refresh_from_db()
    assert (first.state, again.pk == first.pk, again.target) == ("kept", False, first.target)
    replan(patient.pk)
    assert Booking.objects.filter(patient=patient, kind="scan").count() == 2
    page = text(as_role(PHYSICIAN).get(address(patient, "decide", 1)))
    assert "Another scan is booked in the same window" in page


def test_uneventful_scans_are_counted_from_the_last_dose_on(patient):
    order = make.scan_order(patient, 1, date(2026, 4, 6))
    make.scan_received(order, date(2026, 4, 6))
    facts = contrast_facts(patient)
    assert (facts.uneventful_scans, facts.earlier_reaction, facts.last_dose_on) == (1, "", date(2026, 3, 2))
    assert facts.no_contrast_until == facts.last_dose_on + timedelta(days=14)

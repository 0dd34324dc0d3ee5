"""Orders by telephone: recorded, witnessed, used, and countersigned, through their addresses."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cycles.actions import chart_dose, correct_dose, countersign
from cycles.models import Countersignature, Cycle, Dose, TelephoneOrder
from il2program.accounts.roles import Role
from il2program.audit import trail
from il2program.pathway.worklist import worklist
from tests import make
from tests.cycles.ward import GIVEN, ZONE, at, permanent_stop, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ORDER = {
    "kind": "closer",
    "slot": "2",
    "taken_at": "2026-03-02T17:25",
    "words": "Give dose 2 at half past five.",
    "read_back": "on",
    "second_person": "witness",
    "second_password": make.PASSWORD,
}
ANSWER = {"confirmed": "yes", "reason": "", "password": make.PASSWORD}


@pytest.fixture
def patient():
    make.person(Role.NURSE, "witness", full_name="Testa Witness")
    return make.ready_patient()


@pytest.fixture
def cycle(patient, clock):
    """Dose 1 was given on Monday at noon; it is half past five, and dose 2 is due at eight."""
    cycle = make.cycle(patient, at=at(2, 10), first_dose_due_at=at(2, 12))
    make.given(cycle, 1, at(2, 12))
    clock.move_to(at(2, 17, 30))
    return cycle


@pytest.fixture
def typed():
    return ORDER | {"physician": make.someone(Role.PHYSICIAN).pk}


def to_do(person: object) -> dict[str, object]:
    return {line.what: line for group in worklist(person).groups for line in group.lines}


def test_a_nurse_records_an_order_that_a_second_nurse_witnesses(as_nurse, address, patient, cycle, typed):
    answer = as_nurse.send(address(patient, "record_order", 1), **typed)
    assert answer.url == address(patient, "board", 1)
    order = TelephoneOrder.objects.get()
    assert (order.recorded_by.username, order.witnessed_by.username, order.physician.username) == (
        "nurse",
        "witness",
        "physician",
    )
    assert (order.slot, order.kind, order.read_back, order.taken_at) == (2, "closer", True, at(2, 17, 25))
    assert as_nurse.get(address(patient, "board", 1)).wsgi_request.user.username == "nurse"
    board = text(as_nurse.get(address(patient, "board", 1)))
    assert "Give dose 2 at half past five." in board
    assert "due Tue 17:25" in board


@pytest.mark.parametrize("role", [Role.PHYSICIAN, Role.COORDINATOR, Role.PHARMACIST, Role.ADMINISTRATOR])
def test_only_a_nurse_records_an_order(as_role, address, patient, cycle, typed, role):
    client = as_role(role)
    assert client.get(address(patient, "record_order", 1)).status_code == 403
    assert client.send(address(patient, "record_order", 1), **typed).status_code == 403
    assert not TelephoneOrder.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"second_person": "nurse"}, "The second person must be somebody else than you."),
        ({"second_password": "wrong"}, "That name and password do not belong together."),
        ({"second_password": ""}, "The second person must type their own password."),
        ({"second_person": ""}, "A second nurse must witness the order"),
        ({"second_person": "physician"}, "neither records the order nor witnesses it."),
        ({"read_back": ""}, "Read the order back to the physician"),
        ({"words": ""}, "This field is required."),
        ({"slot": ""}, "Say which dose it is about."),
        ({"taken_at": "2026-03-02T17:31"}, "after the admission and before now"),
        ({"taken_at": "2026-03-02T09:59"}, "after the admission and before now"),
        ({"kind": "permanent_stop"}, "Select a valid choice."),
        ({"slot": "1"}, "Select a valid choice."),
        ({"slot": "15"}, "Select a valid choice."),
    ],
)
def test_A035_an_order_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    as_nurse, address, patient, cycle, typed, wrong, sentence
):
    answer = as_nurse.send(address(patient, "record_order", 1), **typed | wrong)
    assert sentence in text(answer)
    assert wrong.get("words") == "" or ORDER["words"] in text(answer)
    assert make.PASSWORD not in text(answer)
    assert not TelephoneOrder.objects.exists()


@pytest.mark.parametrize("role", [Role.PHARMACIST, Role.COORDINATOR])
def test_only_a_nurse_witnesses(as_nurse, address, patient, cycle, typed, role):
    make.someone(role)
    answer = as_nurse.send(address(patient, "record_order", 1), **typed | {"second_person": role.value})
    assert "may not witness a telephone order. Ask a second nurse." in text(answer)
    assert not TelephoneOrder.objects.exists()


def test_who_is_no_physician_orders_nothing(as_nurse, address, patient, cycle, typed):
    answer = as_nurse.send(address(patient, "record_order", 1), **typed | {"physician": make.someone(Role.NURSE).pk})
    assert answer.context["form"].errors["physician"]


def test_the_same_order_sent_twice_is_recorded_once(as_nurse, address, patient, cycle, typed):
    sent = typed | {"submission": str(uuid4())}
    answers = [as_nurse.send(address(patient, "record_order", 1), **sent) for _ in range(2)]
    assert {answer.url for answer in answers} == {address(patient, "board", 1)}
    assert TelephoneOrder.objects.count() == 1


def test_A032_no_order_allows_a_dose_after_a_permanent_stop_or_the_discharge(as_nurse, address, patient, cycle, typed):
    permanent_stop(patient)
    assert as_nurse.send(address(patient, "record_order", 1), **typed).status_code == 409
    other = {"kind": "other", "slot": "", "words": "Start dopamine."}
    assert as_nurse.send(address(patient, "record_order", 1), **typed | other).status_code == 302
    make.discharged(cycle, at(2, 17, 30), stop_reason="permanent")
    assert as_nurse.send(address(patient, "record_order", 1), **typed | other).status_code == 409
    assert "The patient has been discharged" in text(as_nurse.get(address(patient, "record_order", 1)))
    assert TelephoneOrder.objects.count() == 1


def given(minute: str = "2026-03-02T17:30") -> dict[str, object]:
    """The form of a dose after a good check."""
    started_at = datetime.fromisoformat(minute).replace(tzinfo=ZONE)
    make.check(Cycle.objects.get(), started_at - timedelta(minutes=10))
    return GIVEN | {"started_at": minute, "bag": make.bag(Cycle.objects.get(), at(2, 16)).pk}


def test_less_than_six_hours_apart_a_dose_is_given_on_a_physicians_order_only(as_nurse, address, patient, cycle, typed):
    page = address(patient, "chart_dose", 1, 2)
    refused = as_nurse.send(page, **given())
    assert "two doses start at least six hours apart, unless a physician orders it." in text(refused)
    as_nurse.send(address(patient, "record_order", 1), **typed)
    assert "Give dose 2 at half past five." in text(as_nurse.get(page))
    early = as_nurse.send(page, **given("2026-03-02T17:24"))
    assert "This is before the telephone order" in text(early)
    assert as_nurse.send(page, **given()).status_code == 302
    dose = Dose.objects.get(slot=2)
    assert (dose.order, dose.shifts_rest, dose.decision) == (TelephoneOrder.objects.get(), False, "given")
    assert "On the telephone order of Testa Physician" in text(as_nurse.get(address(patient, "board", 1)))
    assert cycle.__class__.objects.get().due_times()[2] == at(3, 4)


@pytest.mark.parametrize(("kind", "slot"), [("against_advice", "2"), ("shift", "2"), ("closer", "3")])
def test_an_order_of_another_kind_or_for_another_dose_allows_nothing(
    as_nurse, address, patient, cycle, typed, kind, slot
):
    as_nurse.send(address(patient, "record_order", 1), **typed | {"kind": kind, "slot": slot})
    assert as_nurse.send(address(patient, "chart_dose", 1, 2), **given()).status_code == 200
    assert Dose.objects.count() == 1


def test_more_than_two_hours_late_an_order_lets_the_dose_be_given_and_shifts_the_rest(
    as_role, address, patient, cycle, typed, clock
):
    clock.move_to(at(2, 23))
    as_nurse, page = as_role(Role.NURSE), address(patient, "chart_dose", 1, 2)
    assert "unless a physician orders to give it and shift the rest" in text(as_nurse.get(address(patient, "board", 1)))
    assert "Withhold dose 2 of cycle 1" in to_do(make.someone(Role.NURSE))
    late = {"kind": "shift", "taken_at": "2026-03-02T22:50"}
    assert as_nurse.send(address(patient, "record_order", 1), **typed | late).status_code == 302
    assert "Dose 2 of cycle 1" in to_do(make.someone(Role.NURSE))
    assert as_nurse.send(page, **given("2026-03-02T23:00")).status_code == 302
    dose = Dose.objects.get(slot=2)
    assert (dose.decision, dose.shifts_rest, dose.due_at) == ("given_late", True, at(2, 20))
    due = cycle.__class__.objects.get().due_times()
    assert (due[1], due[2], due[13]) == (at(2, 23), at(3, 7), at(6, 23))
    times = {"started_at": at(2, 22, 55), "confirmed": make.proof_of(Role.PHYSICIAN)}
    correct_dose(dose=dose, because="Clock misread.", by=make.someone(Role.NURSE), decision="given", **times)
    assert cycle.__class__.objects.get().due_times()[2] == at(3, 6, 55)


def test_an_order_that_its_physician_denies_allows_no_dose_any_more(cycle):
    order = make.order(cycle, 2, "closer")
    proof = make.proof_of(Role.PHYSICIAN)
    countersign(order=order, confirmed=False, reason="I said dose 3.", proof=proof)
    cycle = cycle.__class__.objects.get()
    assert cycle.telephone_order_for(2, "closer") is None
    assert make.order(cycle, 2, "closer") == cycle.__class__.objects.get().telephone_order_for(2, "closer")


def test_the_physician_countersigns_within_a_day(as_physician, address, patient, cycle):
    order = make.order(cycle, 2, "closer")
    line = to_do(make.someone(Role.PHYSICIAN))["Countersign your telephone order"]
    assert (line.url, line.is_late) == (address(patient, "countersign", 1, order.pk), False)
    assert line.due == "until Tue 3 Mar 17:30"
    page = text(as_physician.get(line.url))
    assert "Yes. “I gave this telephone order, taken on Mon 2 Mar 2026 17:30.”" in page
    assert as_physician.send(line.url, **ANSWER).url == address(patient, "board", 1)
    answer = Countersignature.objects.get()
    assert (answer.confirmed, answer.by_another, answer.is_as_signed()) == (True, False, True)
    assert "Countersign your telephone order" not in to_do(make.someone(Role.PHYSICIAN))
    assert "Countersigned</span>" in text(as_physician.get(address(patient, "board", 1)))


def test_what_was_not_ordered_so_is_recorded_with_its_reason_and_stays_visible(as_physician, address, patient, cycle):
    order = make.order(cycle, 2, "closer")
    started = {"started_at": at(2, 17, 30), "confirmed": make.proof_of(Role.PHYSICIAN)}
    bag = make.bag(cycle, at(2, 16))
    make.check(cycle, at(2, 17, 20))
    chart_dose(cycle=cycle, slot=2, decision="given", bag=bag, by=make.someone(Role.NURSE), **started)
    page = address(patient, "countersign", 1, order.pk)
    refused = as_physician.send(page, **ANSWER | {"confirmed": "no"})
    assert refused.context["form"].errors["reason"] == ["Say what is not right about it."]
    as_physician.send(page, **ANSWER | {"confirmed": "no", "reason": "I said to wait."})
    assert (
        Countersignature.objects.get().meaning == "I did not give this order as it was taken on Mon 2 Mar 2026 17:30."
    )
    board = text(as_physician.get(address(patient, "board", 1)))
    assert "Not confirmed" in board
    assert "I said to wait." in board
    assert "which was <strong>not confirmed</strong>" in board


def test_another_physician_signs_with_a_reason_only(as_role, address, patient, cycle):
    order = make.order(
        cycle, 2, "closer", physician=make.person(Role.PHYSICIAN, "ordering", full_name="Testa Ordering")
    )
    client, page = as_role(Role.PHYSICIAN), address(patient, "countersign", 1, order.pk)
    assert "Testa Ordering gave this order." in text(client.get(page))
    refused = client.send(page, **ANSWER)
    assert refused.context["form"].errors["reason"] == ["Say why you sign in the place of Testa Ordering."]
    client.send(page, **ANSWER | {"reason": "She is on leave from today."})
    assert Countersignature.objects.get().meaning == (
        "I countersign the telephone order of Testa Ordering taken on Mon 2 Mar 2026 17:30."
    )


@pytest.mark.parametrize("role", [Role.NURSE, Role.COORDINATOR, Role.PHARMACIST, Role.ADMINISTRATOR])
def test_nobody_but_a_physician_countersigns(as_role, address, patient, cycle, role):
    page = address(patient, "countersign", 1, make.order(cycle, 2).pk)
    assert as_role(role).get(page).status_code == 403
    assert as_role(role).send(page, **ANSWER).status_code == 403
    assert not Countersignature.objects.exists()


def test_a_wrong_password_countersigns_nothing(as_physician, address, patient, cycle):
    page = address(patient, "countersign", 1, make.order(cycle, 2).pk)
    answer = as_physician.send(page, **ANSWER | {"password": "wrong", "reason": "Kept."})
    assert "That password is not right." in text(answer)
    assert "Kept." in text(answer)
    assert not Countersignature.objects.exists()


def test_A029_an_order_that_somebody_answered_meanwhile_is_not_answered_twice(as_physician, address, patient, cycle):
    order = make.order(cycle, 2)
    page = address(patient, "countersign", 1, order.pk)
    seen = as_physician.shown_on(page)
    other = make.proof_of(Role.PHYSICIAN)
    countersign(order=order, confirmed=True, proof=other)
    answer = as_physician.send(page, **ANSWER, seen=seen)
    assert answer.status_code == 409
    assert Countersignature.objects.count() == 1
    assert as_physician.send(page, **ANSWER).status_code == 409


def test_an_overdue_order_is_told_to_every_physician_to_the_nurses_and_to_the_coordinator(cycle, clock):
    make.order(cycle, 2, physician=make.person(Role.PHYSICIAN, "ordering", full_name="Testa Ordering"))
    physician = make.someone(Role.PHYSICIAN)
    assert not any("telephone" in what for what in to_do(physician))
    clock.move_to(at(3, 17, 30))
    assert not any("telephone" in what.lower() for what in to_do(make.someone(Role.NURSE)))
    clock.move_to(at(3, 17, 31))
    assert to_do(physician)["Countersign the telephone order of Testa Ordering"].is_late
    for role in (Role.NURSE, Role.COORDINATOR):
        line = to_do(make.someone(role))["Telephone order is not countersigned"]
        assert line.why.endswith("Ask Testa Ordering, or another physician, to countersign it.")
        assert line.due == "was due Tue 3 Mar 17:30"


def test_an_order_is_found_under_its_own_patient_and_cycle_only(as_physician, address, patient, cycle):
    order = make.order(cycle, 2)
    other = make.ready_patient()
    assert as_physician.get(address(other, "countersign", 1, order.pk)).status_code == 404
    assert as_physician.get(address(patient, "countersign", 2, order.pk)).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"witnessed_by": "recorder"},
        {"physician": "recorder"},
        {"physician": "witness"},
        {"physician_roles": "nurse"},
        {"read_back": False},
        {"slot": None},
        {"slot": 15},
        {"kind": "other", "slot": 0},
    ],
)
def test_A050_the_database_itself_refuses_an_order_that_cannot_be(cycle, wrong):
    good = make.order(cycle, 2)
    people = {"recorder": good.recorded_by, "witness": good.witnessed_by}
    names = ("cycle", "slot", "kind", "physician", "physician_roles", "taken_at", "words", "read_back", "witnessed_how")
    facts = {name: getattr(good, name) for name in (*names, "recorded_by", "witnessed_by")}
    facts |= {name: people.get(value, value) for name, value in wrong.items()}
    act = trail.action("recorded telephone order", cycle, by=good.recorded_by, sentence="Past the action.")
    with pytest.raises(IntegrityError), transaction.atomic(), act:
        TelephoneOrder(**facts).save()
    assert TelephoneOrder.objects.count() == 1


def test_countersignatures_are_due_a_day_after_the_order_was_taken(cycle):
    order = make.order(cycle, 2)
    assert order.due_at == timezone.now() + timedelta(hours=24)
    assert not order.is_overdue(order.due_at)
    assert order.is_overdue(order.due_at + timedelta(seconds=1))

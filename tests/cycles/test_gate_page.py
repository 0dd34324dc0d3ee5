"""The pre-dose gate on the dose board: what is asked, what is advised, what is decided, what is kept."""

from datetime import timedelta

import pytest

from cycles.actions.toxicity import grade_toxicity
from cycles.models import Dose, GateSnapshot, Hold, HoldCorrection, Override
from il2program.accounts.roles import Role
from patients.models import Measurement
from tests import make
from tests.cycles.ward import GIVEN, WITHHELD, at, text, withheld

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

AGAINST = {"reason": "Pressure is her usual.", "physician_name": "physician", "physician_password": make.PASSWORD}
NURSE_2 = {"second_person": "second", "second_password": make.PASSWORD}


@pytest.fixture
def patient():
    make.someone(Role.PHYSICIAN)
    make.person(Role.NURSE, "second")
    return make.ready_patient()


@pytest.fixture
def cycle(patient):
    """Admitted on Monday at 10, with a bag and the first dose planned for noon, which is now."""
    cycle = make.cycle(patient, at=at(2, 10), first_dose_due_at=at(2, 12))
    make.bag(cycle, at(2, 11))
    return cycle


@pytest.fixture
def page(address, patient):
    def of(name, slot=1):
        return address(patient, name, 1, slot) if name != "board" else address(patient, "board", 1)

    return of


def words(answer):
    return " ".join(text(answer).split())


def main(answer):
    return words(answer).split("<main", 1)[1].split("</main>")[0]


def give(client, page, cycle, slot=1, **typed):
    bag = cycle.__class__.objects.for_board().get(pk=cycle.pk).bags[-1]
    board = client.get(page("chart_dose", slot))
    hidden = {name: board.context["form"].initial[name] for name in ("seen", "shown")}
    return client.send(page("chart_dose", slot), **GIVEN | NURSE_2 | hidden | {"bag": bag.pk} | typed)


CHECK = {key: value for key, value in make.GOOD_CHECK.items() if key != "weight_kg"} | {
    "taken_at": "2026-03-02T11:50",
    "none_since": "on",
}


def send_check(client, page, slot=1, **typed):
    seen = client.get(page("check", slot)).context["form"].initial["seen"]
    return client.send(page("check", slot), **CHECK | {"seen": seen} | typed)


def test_A088_without_a_check_the_board_says_what_is_missing_and_offers_no_dose(as_nurse, page, cycle):
    told = words(as_nurse.get(page("board")))
    assert "Not yet: check first" in told
    assert f'<a href="{page("check")}#div_id_sbp_mmhg">Systolic pressure</a>' in told
    assert "Record the pre-dose check" in told
    assert ">Give dose 1</a>" not in told


@pytest.mark.parametrize("key", ["sbp_mmhg", "spo2_percent", "mental_status", "creatinine_mg_dl", "tamponade"])
def test_A088_one_missing_value_never_gives_the_dose(as_nurse, page, cycle, key):
    make.check(cycle, at(2, 11, 50), **{key: ""})
    answer = give(as_nurse, page, cycle)
    assert answer.status_code == 200 or key == "creatinine_mg_dl"
    assert not Dose.objects.filter(snapshot__advice="incomplete").exists()


def test_a_check_is_recorded_in_one_save_and_makes_the_advice_give(as_nurse, page, cycle):
    assert send_check(as_nurse, page).url == page("board")
    told = words(as_nurse.get(page("board")))
    assert ">Give dose 1</a>" in told
    assert "criteria clear" in told
    rows = Measurement.objects.filter(taken_at=at(2, 11, 50))
    assert rows.count() == len(make.GOOD_CHECK) - 1
    assert rows.get(analyte="tamponade").choice == "no"


def test_only_a_nurse_records_a_check(as_role, page, cycle):
    for role in (Role.PHYSICIAN, Role.PHARMACIST, Role.COORDINATOR):
        assert as_role(role).get(page("check")).status_code == 403
        assert as_role(role).send(page("check"), **CHECK).status_code == 403


def test_nothing_is_copied_forward(as_nurse, page, cycle):
    make.check(cycle, at(2, 11, 30))
    form = as_nurse.get(page("check")).context["form"]
    assert all(not line.value.value() for line in (*form.lines_first(), *form.lines_known()))
    assert "Nothing was filled in." in text(
        as_nurse.send(page("check"), taken_at="2026-03-02T11:55", seen=form.initial["seen"])
    )


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"sbp_mmhg": "60", "dbp_mmhg": "120"}, "dbp_mmhg", "60 over 120 mmHg cannot be"),
        ({"temperature_c": "98.6"}, "temperature_c", "If 98.6 was measured in °F"),
        ({"heart_rate": "88 bpm"}, "heart_rate", "Type the number alone (88)"),
        ({"taken_at": "2026-03-02T12:05"}, "taken_at", "This time is in the future."),
    ],
)
def test_a_slip_is_refused_at_its_field_and_nothing_typed_is_lost(as_nurse, page, cycle, typed, field, sentence):
    answer = send_check(as_nurse, page, **typed)
    assert sentence in answer.context["form"].errors[field][0]
    assert 'value="180000"' in text(answer)
    assert not Measurement.objects.filter(taken_at__isnull=False).exists()


def test_an_event_that_was_found_stands_until_it_is_answered_by_itself(as_nurse, page, cycle):
    make.check(cycle, at(2, 11, 30), stool_blood="yes")
    send_check(as_nurse, page, stool_blood="")
    assert "Blood in stool: FIT or FOBT positive" in words(as_nurse.get(page("board")))
    send_check(as_nurse, page, taken_at="2026-03-02T11:55", stool_blood="no")
    assert as_nurse.get(page("board")).context["gate"].advice == "give"


def test_an_old_value_is_asked_again(as_nurse, page, cycle, clock):
    make.check(cycle, at(2, 11, 50))
    clock.move_to(at(2, 12, 50))
    assert as_nurse.get(page("board")).context["gate"].advice == "give"
    clock.move_to(at(2, 12, 51))
    told = words(as_nurse.get(page("board")))
    assert "118 mmHg, 1 h 1 min old" in told
    assert "Not yet: check first" in told


def test_what_fires_is_told_with_value_age_and_restart(as_nurse, page, cycle):
    make.check(cycle, at(2, 11, 50), sbp_mmhg="84")
    told = words(as_nurse.get(page("board")))
    for sentence in (
        "Hold dose 1",
        "Systolic pressure under 90 mmHg",
        "Systolic pressure 84 mmHg, Mon 2 Mar 11:50, Testa Nurse, typed",
        "Restart: Systolic pressure 90 mmHg or more",
    ):
        assert sentence in told


def test_a_dose_is_given_and_what_was_seen_is_kept_with_it(as_nurse, page, cycle, clock):
    make.check(cycle, at(2, 11, 50))
    assert give(as_nurse, page, cycle).url == page("board")
    snapshot = GateSnapshot.objects.get()
    assert (snapshot.dose, snapshot.advice, snapshot.is_as_frozen) == (Dose.objects.get(), "give", True)
    clock.move_to(at(2, 14))
    make.check(cycle, at(2, 13), sbp_mmhg="70")
    told = words(as_nurse.get(page("seen")))
    assert "Systolic pressure 118 mmHg" in told
    assert "70 mmHg" not in told
    assert page("seen") in text(as_nurse.get(page("board")))


def test_what_was_seen_reads_the_same_when_the_rules_have_changed(as_nurse, page, cycle, settings):
    make.check(cycle, at(2, 11, 50))
    give(as_nurse, page, cycle)
    before = main(as_nurse.get(page("seen")))
    settings.HOLD_PROFILE = "label"
    settings.OLDEST_BEDSIDE_MINUTES = 1
    assert main(as_nurse.get(page("seen"))) == before


def test_against_the_advice_nothing_is_given_without_a_physician(as_nurse, page, cycle):
    make.check(cycle, at(2, 11, 50), sbp_mmhg="84")
    answer = give(as_nurse, page, cycle, reason="Pressure is her usual.")
    assert "The advice is hold this dose. H2: Systolic pressure 84 mmHg" in words(answer)
    assert not Dose.objects.exists()
    assert 'value="Pressure is her usual."' in text(answer)


@pytest.mark.parametrize("missing", ["reason", "physician_password", "physician_name"])
def test_against_the_advice_each_of_reason_name_and_password_is_needed(as_nurse, page, cycle, missing):
    make.check(cycle, at(2, 11, 50), sbp_mmhg="84")
    assert give(as_nurse, page, cycle, **AGAINST | {missing: ""}).status_code == 200
    assert not Dose.objects.exists()
    assert not Override.objects.exists()


def test_against_the_advice_a_second_nurse_is_no_physician(as_nurse, page, cycle):
    make.check(cycle, at(2, 11, 50), sbp_mmhg="84")
    answer = give(as_nurse, page, cycle, **AGAINST | {"physician_name": "second"})
    assert "may not sign this. Ask a physician." in text(answer)
    assert not Dose.objects.exists()


def test_against_the_advice_the_physician_signs_with_a_reason(as_nurse, page, cycle):
    make.check(cycle, at(2, 11, 50), sbp_mmhg="84")
    assert give(as_nurse, page, cycle, **AGAINST).status_code == 302
    order = Override.objects.get()
    assert (order.kinds, order.advice, order.is_as_signed()) == (["against_advice"], "hold", True)
    assert order.signature.person.username == "physician"
    told = words(as_nurse.get(page("seen")))
    assert "I order dose 1 of cycle 1 to be given: against the advice. Pressure is her usual." in told


def test_what_is_incomplete_takes_a_physician_too(as_nurse, page, cycle):
    assert give(as_nurse, page, cycle).status_code == 200
    assert give(as_nurse, page, cycle, **AGAINST).status_code == 302
    assert Override.objects.get().advice == "incomplete"


def test_the_advice_is_judged_as_of_the_start_of_the_infusion(as_nurse, page, cycle):
    make.check(cycle, at(2, 11, 58))
    answer = give(as_nurse, page, cycle, started_at="2026-03-02T11:55")
    assert not Dose.objects.exists()
    assert "The advice is incomplete" in words(answer)


def test_withholding_takes_no_physician_and_proposes_the_system_of_what_fires(as_nurse, page, cycle):
    make.check(cycle, at(2, 11, 50), sbp_mmhg="84")
    form = as_nurse.get(page("chart_dose") + "?decision=withheld").context["form"]
    assert form["withheld_for"].value() == "pressure"
    assert as_nurse.send(page("chart_dose"), **WITHHELD | {"withheld_for": "pressure"}).status_code == 302
    assert GateSnapshot.objects.get().firing[0] == "H2"


def test_a_page_opened_before_somebody_charted_a_fall_of_pressure_is_refused_and_keeps_what_was_typed(
    as_nurse, page, cycle
):
    make.check(cycle, at(2, 11, 50))
    hidden = {name: as_nurse.get(page("chart_dose")).context["form"].initial[name] for name in ("seen", "shown")}
    make.check(cycle, at(2, 11, 54), sbp_mmhg="82")
    answer = give(as_nurse, page, cycle, **hidden)
    assert "While this page was open, somebody charted" in text(answer)
    assert "Systolic pressure 82 mmHg" in words(answer)
    assert 'value="Left arm."' in text(answer)
    assert not Dose.objects.exists()


def held(client, page, slot=1, **typed):
    form = {"recheck_at": "2026-03-02T12:30", "kind": "fluid", "words": "250 mL"}
    return client.send(page("hold", slot), **form | typed)


def test_a_dose_is_held_corrected_checked_again_and_given(as_nurse, page, cycle, clock):
    make.check(cycle, at(2, 11, 50), sbp_mmhg="84")
    assert held(as_nurse, page).url == page("board")
    told = words(as_nurse.get(page("board")))
    assert "Held since Mon 12:00; check again at 12:30 (in 30 min)" in told
    assert "12:00 Fluid bolus: 250 mL" in told
    clock.move_to(at(2, 12, 30))
    correction = {"kind": "pressor", "words": "0.3 µg/kg/min", "done_at": "2026-03-02T12:10"}
    assert as_nurse.send(page("hold_correction"), **correction).status_code == 302
    make.check(cycle, at(2, 12, 25), sbp_mmhg="96")
    assert as_nurse.get(page("board")).context["gate"].advice == "give"
    assert give(as_nurse, page, cycle, started_at="2026-03-02T12:28").status_code == 302
    assert (Hold.objects.count(), HoldCorrection.objects.count()) == (1, 2)
    assert "Held since" not in text(as_nurse.get(page("board")))
    assert len(as_nurse.get(page("seen")).context["snapshots"]) == 2


def test_while_held_the_restart_condition_decides(as_nurse, page, cycle, clock):
    make.check(cycle, at(2, 11, 50), spo2_percent="88")
    held(as_nurse, page)
    clock.move_to(at(2, 12, 30))
    make.check(cycle, at(2, 12, 25), spo2_percent="90")
    gate = as_nurse.get(page("board")).context["gate"]
    assert gate.advice == "hold"
    assert "Restart: Oxygen saturation over 90 %." in gate.reasons[0]


def test_a_dose_that_nothing_holds_is_not_held(as_nurse, page, cycle):
    make.check(cycle, at(2, 11, 50))
    assert "Nothing holds this dose" in text(held(as_nurse, page))
    assert not Hold.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"recheck_at": "2026-03-02T12:00"}, "recheck_at"), ({"words": ""}, "words"), ({"kind": ""}, "kind")],
)
def test_a_hold_says_when_it_is_checked_again_and_all_of_what_was_done(as_nurse, page, cycle, typed, field):
    make.check(cycle, at(2, 11, 50), sbp_mmhg="84")
    assert field in held(as_nurse, page, **typed).context["form"].errors
    assert not Hold.objects.exists()


def test_after_a_withheld_slot_the_next_waits_for_the_restart(as_nurse, page, cycle, clock):
    make.check(cycle, at(2, 11, 50), rhythm="af")
    withheld(cycle, 1, "heart")
    clock.move_to(at(2, 20))
    make.check(cycle, at(2, 19, 50), rhythm="bradycardia")
    reasons = as_nurse.get(page("board")).context["gate"].reasons
    assert any(reason.startswith("H1a: The slot before was held for it.") for reason in reasons)


def test_two_hours_late_a_physician_shifts_the_rest(as_nurse, page, cycle, clock):
    make.given(cycle, 1, at(2, 12))
    clock.move_to(at(2, 23))
    make.bag(cycle, at(2, 19))
    make.check(cycle, at(2, 22, 50))
    assert "More than two hours after it was due" in text(give(as_nurse, page, cycle, 2, started_at="2026-03-02T22:55"))
    answer = give(as_nurse, page, cycle, 2, started_at="2026-03-02T22:55", **AGAINST)
    assert answer.status_code == 302
    assert Override.objects.get().kinds == ["shift"]
    board = as_nurse.get(page("board")).context["board"]
    assert [slot.due_at for slot in board.slots[2:4]] == [at(3, 6, 55), at(3, 14, 55)]


def test_two_starts_under_six_hours_take_a_physician(as_nurse, page, cycle, clock):
    make.given(cycle, 1, at(2, 12))
    clock.move_to(at(2, 17, 59))
    make.bag(cycle, at(2, 17))
    make.check(cycle, at(2, 17, 50))
    assert "six hours apart" in text(give(as_nurse, page, cycle, 2, started_at="2026-03-02T17:55"))
    assert give(as_nurse, page, cycle, 2, started_at="2026-03-02T17:55", **AGAINST).status_code == 302
    assert Override.objects.get().kinds == ["closer"]


def test_stopping_the_cycle_leads_to_the_discharge_with_its_reason(as_nurse, page, cycle, address, patient):
    make.given(cycle, 1, at(2, 11, 30))
    make.check(cycle, at(2, 11, 50), heart_rate="140")
    told = words(as_nurse.get(page("board")))
    assert "Stop the cycle" in told
    assert f'href="{address(patient, "stop_cycle", 1)}"' in told
    assert as_nurse.send(address(patient, "stop_cycle", 1), reason="absolute").status_code == 302
    page_of_discharge = as_nurse.get(address(patient, "discharge", 1))
    assert page_of_discharge.context["form"]["stop_reason"].value() == "absolute"


def test_a_charted_permanent_criterion_is_advice_and_asks_for_a_signature(as_nurse, page, cycle):
    make.check(cycle, at(2, 11, 50), ischemic_ecg="yes")
    told = words(as_nurse.get(page("board")))
    assert "Permanent stop advised" in told
    assert "only a physician’s signature makes it one" in told


def test_the_same_slot_of_the_cycle_before_is_there_at_one_glance(as_role, address, patient, clock):
    first = make.cycle(patient, at=at(2, 10), first_dose_due_at=at(2, 11))
    make.check(first, at(2, 10, 50), sbp_mmhg="84", creatinine_mg_dl="1.9")
    withheld(first, 1, "pressure")
    for grade, hour in ((2, 11), (3, 12)):
        grade_toxicity(cycle=first, term="Hypotension", grade=grade, found_at=at(2, hour), by=make.someone(Role.NURSE))
    make.given(first, 2, at(2, 12))
    clock.move_to(at(6, 12))
    make.discharged(first, at(6, 11))
    clock.move_to(at(20, 12))
    make.cycle(patient, 2)
    told = words(as_role(Role.NURSE).get(address(patient, "board", 2)))
    assert "Dose 1 in cycle 1: Withheld: Low blood pressure" in told
    assert "Systolic pressure 84 mmHg · Creatinine 1.9 mg/dL" in told
    assert "· Hypotension, grade 3" in told


def test_a_board_with_a_long_stay_of_values_asks_at_most_fifteen_times(
    as_nurse, page, cycle, clock, django_assert_max_num_queries
):
    for slot in range(1, 9):
        due = at(2, 12) + timedelta(hours=8 * (slot - 1))
        clock.move_to(due)
        make.given(cycle, slot, due)
    clock.move_to(at(5, 4))
    make.check(cycle, at(5, 3, 50), sbp_mmhg="84")
    held(as_nurse, page, 9, recheck_at="2026-03-05T04:30")
    with django_assert_max_num_queries(15):
        assert as_nurse.get(page("board")).context["gate"].advice == "hold"


STOPPED = {"ended_at": "2026-03-02T11:58", "infused_ml": "22.5", "stopped_because": "Rigors."}


def test_a_stopped_infusion_is_given_with_what_ran_in_and_why(as_nurse, page, cycle):
    make.check(cycle, at(2, 11, 50))
    assert give(as_nurse, page, cycle, **STOPPED).status_code == 302
    row = Dose.objects.get()
    assert (row.decision, str(row.stopped)) == ("given", "stopped after 22.5 mL: Rigors.")
    assert "<strong>Stopped</strong> after 22.5 mL: Rigors." in words(as_nurse.get(page("board")))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"infused_ml": ""}, "infused_ml"),
        ({"stopped_because": ""}, "stopped_because"),
        ({"infused_ml": "60"}, "infused_ml"),
        ({"infused_ml": "-1"}, "infused_ml"),
        ({"ended_at": ""}, "ended_at"),
    ],
)
def test_a_stopped_infusion_says_when_it_stopped_how_much_ran_in_and_why(as_nurse, page, cycle, typed, field):
    make.check(cycle, at(2, 11, 50))
    assert field in give(as_nurse, page, cycle, **STOPPED | typed).context["form"].errors
    assert not Dose.objects.exists()


def test_against_the_advice_a_standing_telephone_order_will_do(as_nurse, page, cycle):
    make.check(cycle, at(2, 11, 50), sbp_mmhg="84")
    assert "Record a telephone order" in text(as_nurse.get(page("board")))
    order = make.order(cycle, 1, "against_advice", taken_at=at(2, 11, 52))
    assert give(as_nurse, page, cycle).status_code == 302
    assert Dose.objects.get().order == order
    assert not Override.objects.exists()
    assert GateSnapshot.objects.get(dose__isnull=False).advice == "hold"


def test_a_telephone_order_for_another_thing_does_not_allow_a_dose_against_the_advice(as_nurse, page, cycle):
    make.check(cycle, at(2, 11, 50), sbp_mmhg="84")
    make.order(cycle, 1, "closer", taken_at=at(2, 11, 52))
    assert give(as_nurse, page, cycle).status_code == 200
    assert not Dose.objects.exists()

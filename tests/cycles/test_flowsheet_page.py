"""The flowsheet: a column is one save, what was charted anywhere is seen here, and nothing that was charted is lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from cycles.models import NotDone, ProviderCall
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from il2program.submissions.models import Draft
from patients.actions import Entry, record
from patients.models import Measurement
from patients.models.measurement import Source
from tests import make
from tests.conftest import as_typed
from tests.cycles.ward import at, text
from tests.submissions.forms import drafted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

VITALS = {
    "sbp_mmhg": "104",
    "dbp_mmhg": "58",
    "heart_rate": "112",
    "respiratory_rate": "22",
    "temperature_c": "38.4",
    "spo2_percent": "94",
    "oxygen_l_min": "2",
}
AT = "2026-03-02T11:50"


@pytest.fixture
def cycle(clock):
    """Signed off on Sunday, admitted on Monday at 10; it is noon."""
    clock.move_to(at(1, 12))
    patient = make.ready_patient()
    clock.move_to(at(2, 12))
    return make.cycle(patient, at=at(2, 10), first_dose_due_at=at(2, 12))


@pytest.fixture
def page(address, cycle):
    return address(cycle.patient, "flowsheet", 1)


def words(answer):
    return " ".join(text(answer).split())


def cell(answer, key):
    """What stands in the row of an analyte, without its head and its field."""
    row = words(answer).split(f'for="id_{key}"', 1)[1].split("</tr>")[0]
    return row.partition("</th>")[2].partition('<td class="is-now">')[0]


def charted(page, client, **typed):
    answer = client.send(page, **({"taken_at": AT} | typed))
    assert answer.status_code == 302, answer.context["form"].errors
    return answer


def of_the_column(cycle):
    return {row.analyte: row for row in Measurement.objects.filter(patient=cycle.patient, taken_at=at(2, 11, 50))}


def test_a_column_is_one_save_and_comes_back_marked_in_the_grid(as_nurse, page, cycle):
    answer = charted(page, as_nurse, **VITALS)
    minute = int(at(2, 11, 50).timestamp()) // 60
    assert answer["Location"] == f"{page}?marked={minute}"
    shown = as_nurse.get(answer["Location"])
    assert f'id="c{minute}" class="n is-marked">11:50<span class="saved">saved</span>' in words(shown)
    assert {key: row.entered for key, row in of_the_column(cycle).items()} == VITALS
    assert "7 values charted at 11:50." in words(shown)


def test_a_column_is_one_insert_with_one_row_of_the_trail_for_its_values(
    as_nurse, page, cycle, django_assert_max_num_queries
):
    with django_assert_max_num_queries(40) as few:
        charted(page, as_nurse, sbp_mmhg="104")
    before = TrailEntry.objects.count()
    with django_assert_max_num_queries(len(few)) as many:
        charted(page, as_nurse, taken_at="2026-03-02T11:55", **VITALS)
    inserts = [query["sql"] for query in many if query["sql"].startswith('INSERT INTO "patients_measurement"')]
    assert len(inserts) == 1
    # What was done, and the keys and digests of all rows.
    written = list(TrailEntry.objects.order_by("pk")[before:])
    assert [len((entry.additional_data or {}).get("rows", ())) for entry in written] == [7, 0]


def test_out_of_range_and_beyond_a_limit_are_told_in_words(as_nurse, page, cycle):
    charted(page, as_nurse, **VITALS | {"temperature_c": "40.2"})
    shown = as_nurse.get(page)
    assert '<a class="high"' in cell(shown, "heart_rate")
    assert "112 <b>high</b>" in cell(shown, "heart_rate")
    assert "94 <b>low</b>" in cell(shown, "spo2_percent")
    assert "40.2 <b>call</b>" in cell(shown, "temperature_c")
    assert "<b>" not in cell(shown, "sbp_mmhg")
    told = 'Temperature 40.2 °C</a><span class="why"> at Mon 2 Mar 11:50: Temperature over 40 °C'
    assert told in words(shown)
    assert "Oxygen in use: call before the next dose" in words(shown)


def test_mean_pressure_and_weight_gain_are_worked_out(as_nurse, page, cycle):
    charted(page, as_nurse, sbp_mmhg="104", dbp_mmhg="58", weight_kg="84")
    shown = words(as_nurse.get(page))
    assert '<th scope="row">Mean pressure <span class="unit">mmHg</span></th><td class="number n">73</td>' in shown
    assert '<th scope="row">Weight gain <span class="unit">%</span></th><td class="number n">5</td>' in shown
    assert '84 <span class="unit">kg</span>, +5 <span class="unit">% from 80 kg, Mon 2 Mar 11:50</span>' in shown


def test_the_limits_of_the_signed_orders_count(as_nurse, page, cycle):
    assert "Limits of the signed orders" not in words(as_nurse.get(page))
    make.orders(cycle)
    charted(page, as_nurse, potassium_mmol_l="5.6")
    shown = words(as_nurse.get(page))
    assert "Potassium over 5.5 mmol/L" in shown
    assert "Limits of the signed orders." in shown


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"temperature_c": "98.6"}, "temperature_c", "If 98.6 was measured in °F, choose that unit."),
        ({"urine_ml": "20000"}, "urine_ml", "Urine since the last entry must be between 0 and 4,000 mL."),
        ({"temperature_c": "4"}, "temperature_c", "Temperature must be between 25 and 45 °C."),
        ({"intake_oral_ml": "3😀0"}, "intake_oral_ml", "Type one number"),
        ({"heart_rate": "1e2"}, "heart_rate", "Write the number out, without an exponent."),
        ({"heart_rate": "88 kg"}, "heart_rate", "Type the number alone (88)"),
        ({"sbp_mmhg": "60", "dbp_mmhg": "90"}, "dbp_mmhg", "60 over 90 mmHg cannot be"),
        ({"intake_oral_ml": "200", "taken_at": "2026-03-02T09:59"}, "taken_at", "admitted on Mon 2 Mar 2026 10:00"),
        ({"intake_oral_ml": "200", "taken_at": "2026-03-02T12:01"}, "taken_at", "This time is in the future."),
        ({"creatinine_mg_dl": "1,2"}, "creatinine_mg_dl", "Write the decimals after a point"),
    ],
)
def test_A093_a_slip_is_refused_at_its_field_and_nothing_typed_is_lost(as_nurse, page, cycle, typed, field, sentence):
    answer = as_nurse.send(page, **{"taken_at": AT, "spo2_percent": "97"} | typed)
    assert answer.status_code == 200
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert (
        'name="spo2_percent" id="id_spo2_percent" inputmode="decimal" maxlength="30" autocomplete="off" value="97"'
        in (text(answer))
    )
    assert f'id="{field}-error"' in text(answer) or field == "taken_at"
    assert not of_the_column(cycle)


@pytest.mark.parametrize("typed", ["98.6 F", "98.6 °F", "98.6F", "37", "37 C"])
def test_A093_a_unit_may_be_typed_behind_the_number(as_nurse, page, cycle, typed):
    charted(page, as_nurse, temperature_c=typed)
    assert of_the_column(cycle)["temperature_c"].value == 37


def test_A093_a_rare_value_is_asked_about_and_charted_once_it_is_confirmed(as_nurse, page, cycle):
    typed = {"taken_at": AT, "weight_kg": "176", "urine_ml": "1800", "temperature_c": "33"}
    answer = as_nurse.send(page, **typed)
    assert set(answer.context["form"].errors) == {"weight_kg", "urine_ml", "temperature_c", "confirmed"}
    assert "176 kg is far from the 80 kg of the admission." in text(answer)
    assert not of_the_column(cycle)
    charted(page, as_nurse, **typed, confirmed="on")
    assert of_the_column(cycle)["weight_kg"].value == 176


def test_what_the_pre_dose_check_found_is_seen_here_and_the_other_way_round(as_nurse, page, cycle, address):
    make.check(cycle, at(2, 11, 30))
    shown = as_nurse.get(page)
    assert ">118</a>" in cell(shown, "sbp_mmhg")
    assert ">No</a>" in cell(shown, "tamponade")
    charted(page, as_nurse, sbp_mmhg="84", dbp_mmhg="40")
    gate = as_nurse.get(address(cycle.patient, "board", 1)).context["gate"]
    assert gate.advice == "hold"


def test_results_of_an_import_land_here(as_nurse, page, cycle):
    entries = [
        Entry("creatinine_mg_dl", "2.1", at(2, 11).date(), taken_at=at(2, 11)),
        Entry("albumin_g_dl", "2.8", at(2, 11).date()),
    ]
    record(patient=cycle.patient, entries=entries, by=make.someone(Role.COORDINATOR), source=Source.IMPORTED)
    shown = as_nurse.get(page)
    assert "2.1 <b>high</b>" in cell(shown, "creatinine_mg_dl")
    assert "2.8 <b>low</b>" in cell(shown, "albumin_g_dl")
    assert 'class="n">day</th>' in words(shown)


def test_a_column_that_somebody_else_opened_an_hour_ago_is_kept_beside_ours(as_nurse, page, cycle, as_role, clock):
    other = make.person(Role.NURSE, "night")
    second = type(as_nurse)()
    second.force_login(other, backend="allauth.account.auth_backends.AuthenticationBackend")
    second.get(page)
    clock.move_to(at(2, 13))
    charted(page, as_nurse, heart_rate="101")
    charted(page, second, heart_rate="99")
    assert [row.value for row in Measurement.objects.filter(analyte="heart_rate").order_by("pk")] == [101, 99]
    shown = as_nurse.get(page)
    assert cell(shown, "heart_rate").index("99") < cell(shown, "heart_rate").index("101")
    assert "Testa Night, Testa Nurse" in words(shown)


def test_sent_twice_a_column_is_charted_once(as_nurse, page, cycle):
    form = as_typed({"taken_at": AT, "heart_rate": "90"}) | {"submission": "7d5b6a0e-1111-4222-8333-123456789abc"}
    assert as_nurse.post(page, form)["Location"] == as_nurse.post(page, form)["Location"]
    assert Measurement.objects.filter(analyte="heart_rate").count() == 1


def test_nothing_filled_in_is_refused(as_nurse, page, cycle):
    assert "Nothing was filled in." in text(as_nurse.send(page, taken_at=AT))


def test_what_was_not_done_says_why_in_place_of_a_value(as_nurse, page, cycle):
    left_out = {"what_0": "vitals", "because_0": "asleep", "what_1": "weight_kg", "because_1": "other"}
    refused = as_nurse.send(page, taken_at=AT, **left_out)
    assert refused.context["form"].errors["words_1"] == ["Say which other reason."]
    charted(page, as_nurse, urine_ml="120", **left_out, words_1="Bed scale is broken.")
    shown = words(as_nurse.get(page))
    assert "Not done: asleep, and left so" in shown
    assert "Weight: Not done: another reason (Bed scale is broken.)" in shown
    assert NotDone.objects.count() == 2


def test_a_reason_is_corrected_or_struck_and_the_old_one_stays(as_nurse, page, address, cycle):
    charted(page, as_nurse, what_0="weight_kg", because_0="asleep")
    first = NotDone.objects.get()
    path = address(cycle.patient, "left_out", 1, first.pk)
    assert f'href="not-done/{first.pk}/"' in text(as_nurse.get(page))
    wrong = {"why": "other", "words": "", "because": "Wrong line."}
    assert as_nurse.send(path, **wrong).context["form"].errors["words"] == ["Say which other reason."]
    assert as_nurse.send(path, **wrong | {"words": "Scale is broken."}).status_code == 302
    shown = words(as_nurse.get(page))
    assert f'<del><a href="not-done/{first.pk}/">Weight: Not done: asleep, and left so</a></del>' in shown
    assert "Weight: Not done: another reason (Scale is broken.)" in shown
    nurse = NotDone.objects.last().recorded_by
    for told in ("Wrong line.", f"{nurse}", "Not done: another reason (Scale is broken.)"):
        assert told in shown[shown.index("<h2>Corrected</h2>") :]
    assert as_nurse.send(path, **wrong | {"why": "away"}).status_code == 200
    assert NotDone.objects.count() == 2
    second = NotDone.objects.last()
    path = address(cycle.patient, "left_out", 1, second.pk)
    assert as_nurse.send(path, why="away", words="", mistaken="on", because="Was weighed.").status_code == 302
    assert NotDone.objects.count() == 2
    assert "struck: charted by mistake" in words(as_nurse.get(page))
    assert "In place of" in words(as_nurse.get(path))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"what_0": "heart_rate", "because_0": "no_reading", "heart_rate": "80"}, "what_0"),
        ({"because_0": "no_reading"}, "what_0"),
        ({"what_0": "heart_rate"}, "because_0"),
        ({"what_0": "nothing_of_the_kind", "because_0": "asleep"}, "what_0"),
    ],
)
def test_a_reason_belongs_to_a_row_without_a_value(as_nurse, page, cycle, typed, field):
    answer = as_nurse.send(page, taken_at=AT, **typed)
    assert field in answer.context["form"].errors
    assert not NotDone.objects.exists()


def test_A045_a_correction_keeps_the_old_value_with_who_when_and_why(as_nurse, page, cycle):
    charted(page, as_nurse, heart_rate="211")
    row = of_the_column(cycle)["heart_rate"]
    value = f"{page}{row.pk}/"
    assert as_nurse.send(value, entered="112", taken_at=AT, because="").status_code == 200
    answer = as_nurse.send(value, entered="112", taken_at=AT, because="Typed twice.")
    minute = int(at(2, 11, 50).timestamp()) // 60
    assert answer["Location"] == f"{page}?marked={minute}&days=2026-03-02"
    shown = as_nurse.get(page)
    assert f'<del><a href="{row.pk}/">211</a></del>' in cell(shown, "heart_rate")
    assert "112 <b>high</b>" in cell(shown, "heart_rate")
    assert "<del>211/min</del>, Mon 2 Mar 11:50, by Testa Nurse" in words(shown)
    assert "Typed twice." in words(shown)
    new = row.replaced_by
    assert (new.taken_at, new.value) == (row.taken_at, 112)
    assert "Typed twice." in words(as_nurse.get(f"{page}{new.pk}/"))
    # A value that was corrected is not corrected again.
    assert "Correct it" not in words(as_nurse.get(value))


def test_A045_a_time_is_corrected_like_a_value(as_nurse, page, cycle):
    charted(page, as_nurse, heart_rate="112")
    row = of_the_column(cycle)["heart_rate"]
    early = as_nurse.send(f"{page}{row.pk}/", entered="112", taken_at="2026-03-02T09:00", because="Wrong clock.")
    assert "this is before it" in text(early)
    as_nurse.send(f"{page}{row.pk}/", entered="112", taken_at="2026-03-02T11:20", because="Wrong clock.")
    row.refresh_from_db()
    assert row.replaced_by.taken_at == at(2, 11, 20)


def test_A095_what_was_charted_by_mistake_is_struck_and_stays_visible(as_nurse, page, cycle):
    charted(page, as_nurse, urine_ml="400")
    row = of_the_column(cycle)["urine_ml"]
    both = as_nurse.send(f"{page}{row.pk}/", mistaken="on", entered="4", taken_at=AT, because="Other patient.")
    assert both.status_code == 200
    as_nurse.send(f"{page}{row.pk}/", mistaken="on", taken_at=AT, because="Another patient's bag.")
    shown = words(as_nurse.get(page))
    assert "struck: charted by mistake" in shown
    assert "Another patient&#x27;s bag." in shown
    assert shown.count("not charted") > 3
    assert Measurement.objects.filter(analyte="urine_ml").count() == 2


def test_a_value_of_another_patient_or_stay_is_not_here(as_nurse, page, cycle):
    other = make.ready_patient()
    row = Measurement.objects.filter(patient=other).first()
    assert as_nurse.get(f"{page}{row.pk}/").status_code == 404
    assert as_nurse.get(page.replace("cycles/1", "cycles/2")).status_code == 404


def test_who_was_told_when_and_the_answer_are_recorded(as_nurse, page, cycle):
    charted(page, as_nurse, temperature_c="40.3", potassium_mmol_l="5.9")
    call = f"{page}calls/new/"
    form = as_nurse.get(call).context["form"]
    assert "Temperature 40.3 °C at Mon 2 Mar 11:50" in form.initial["about"]
    typed = {"about": form.initial["about"], "measurements": form.initial["measurements"], "called_at": AT}
    assert as_nurse.send(call, **typed, provider="Dr. Invented Oncall").url == f"{page}#calls"
    shown = words(as_nurse.get(page))
    assert "Call the physician" not in shown
    assert "no answer yet" in shown
    answer = f"{page}calls/{ProviderCall.objects.get().pk}/answer/"
    as_nurse.send(answer, answer="Acetaminophen, repeat potassium.")
    assert as_nurse.send(answer, answer="Once more.").status_code == 409
    shown = words(as_nurse.get(page))
    assert "Acetaminophen, repeat potassium." in shown
    assert "no answer yet" not in shown
    assert not ProviderCall.objects.unanswered().exists()


def test_of_a_value_that_came_while_the_call_was_typed_nobody_was_told(as_nurse, page, cycle):
    charted(page, as_nurse, temperature_c="40.3")
    form = as_nurse.get(f"{page}calls/new/").context["form"]
    charted(page, as_nurse, potassium_mmol_l="2.4", taken_at="2026-03-02T11:55")
    typed = {"about": form.initial["about"], "measurements": form.initial["measurements"], "called_at": AT}
    as_nurse.send(f"{page}calls/new/", **typed, provider="Dr. Invented Oncall", answer="Watch.")
    shown = words(as_nurse.get(page))
    assert "Potassium under 3 mmol/L" in shown
    assert "Temperature over 40 °C</li>" not in shown


def test_intake_and_output_are_summed_by_shift_and_day(as_nurse, page, cycle, clock):
    clock.move_to(at(3, 8))
    charted(page, as_nurse, taken_at="2026-03-02T18:00", intake_iv_ml="900", urine_ml="360")
    charted(page, as_nurse, taken_at="2026-03-02T19:00", intake_oral_ml="100", emesis_ml="40")
    charted(page, as_nurse, taken_at="2026-03-03T06:30", intake_iv_ml="600", urine_ml="240")
    charted(page, as_nurse, taken_at="2026-03-03T07:30", urine_ml="50")
    sheet = as_nurse.get(page).context["sheet"]
    first = sheet.totals.days[1]
    assert [line.balance.net_ml for line in (*first.shifts, first.line)] == [600, 360, 960]
    assert [line.urine_ml_kg_h for line in first.shifts] == [Decimal("0.5"), Decimal("0.25")]
    assert (sheet.totals.shift.balance.intake_ml, sheet.totals.shift.balance.output_ml) == (None, 50)
    shown = words(as_nurse.get(page))
    assert "+960 <span" in shown
    assert '0.25 <span class="unit">mL/kg/h</span> low' in shown


def test_a_hospital_with_shifts_of_eight_hours_sums_by_them(as_nurse, page, cycle, clock, settings):
    settings.SHIFT_STARTS = ["07:00", "15:00", "23:00"]
    clock.move_to(at(3, 8))
    charted(page, as_nurse, taken_at="2026-03-02T15:30", intake_iv_ml="900", urine_ml="360")
    shifts = as_nurse.get(page).context["sheet"].totals.days[1].shifts
    assert [line.balance.net_ml for line in shifts] == [None, 540, None]


def test_the_page_opens_on_every_dose_and_the_last_day_and_earlier_days_on_demand(as_nurse, page, cycle, clock):
    charted(page, as_nurse, taken_at="2026-03-02T10:30", heart_rate="71")
    make.given(cycle, 1, at(2, 12))
    for day, hour in ((3, 9), (3, 21), (4, 20), (5, 6)):
        clock.move_to(at(day, hour))
        charted(page, as_nurse, taken_at=f"2026-03-0{day}T{hour:02}:00", heart_rate=f"{80 + day}")
    clock.move_to(at(5, 7))
    first = as_nurse.get(page)
    assert [column.at for column in first.context["sheet"].columns] == [at(2, 12), at(4, 20), at(5, 6)]
    assert "dose 1 given" in words(first)
    assert "Tue 3 Mar" in words(first).split('aria-label="Earlier days"')[1].split("</nav>")[0]
    third = as_nurse.get(page, {"days": "2026-03-03"})
    assert [column.at.day for column in third.context["sheet"].columns] == [2, 3, 4, 5, 5]
    everything = as_nurse.get(page, {"days": "all"})
    assert len(everything.context["sheet"].columns) == 6
    assert 'aria-label="Earlier days"' not in words(everything)
    assert as_nurse.get(page, {"days": "never,\x00"}).status_code in (200, 400)


def test_day_and_midnight_are_shown(as_nurse, page, cycle, clock):
    clock.move_to(at(3, 0, 30))
    charted(page, as_nurse, taken_at="2026-03-02T23:50", heart_rate="80")
    charted(page, as_nurse, taken_at="2026-03-03T00:10", heart_rate="81")
    shown = words(as_nurse.get(page))
    assert "<span>Mon 2 Mar · day 1</span>" in shown
    assert "<span>Tue 3 Mar · day 2</span>" in shown
    assert shown.count('<td class="number n">') > 1


def test_after_the_discharge_what_was_forgotten_is_charted_within_the_stay_only(as_nurse, page, cycle, clock):
    make.given(cycle, 1, at(2, 12))
    clock.move_to(at(7, 12))
    make.discharged(cycle, at(6, 11))
    refused = as_nurse.send(page, taken_at="2026-03-06T12:00", heart_rate="80")
    assert "discharged on Fri 6 Mar 2026 11:00" in text(refused)
    charted(page, as_nurse, taken_at="2026-03-06T10:00", heart_rate="80")
    assert "Discharged on Fri 6 Mar 2026 11:00" in words(as_nurse.get(page))


@pytest.mark.parametrize("role", [Role.PHYSICIAN, Role.PHARMACIST, Role.COORDINATOR])
def test_whoever_does_not_chart_reads(as_role, page, cycle, role):
    make.check(cycle, at(2, 11, 30))
    reader = as_role(role)
    shown = words(reader.get(page))
    assert ">118</a>" in shown
    assert "Chart the column" not in shown
    assert reader.send(page, taken_at=AT, heart_rate="80").status_code == 403
    row = Measurement.objects.get(analyte="heart_rate")
    assert "Correct it" not in words(reader.get(f"{page}{row.pk}/"))
    assert reader.send(f"{page}{row.pk}/", entered="80", taken_at=AT, because="No.").status_code == 403


def test_A019_a_half_filled_column_comes_back_to_its_nurse_and_to_nobody_else(as_nurse, as_role, page, cycle):
    form = drafted(as_nurse.get(page))
    typed = form.sent | {"heart_rate": "117", "temperature_c": "101.3", "temperature_c_unit": "°F"}
    assert as_nurse.post(form.mark.keep, typed).status_code == 204
    assert as_nurse.get("/accounts/logout/").status_code == 200
    next_one = type(as_nurse)()
    next_one.force_login(make.person(Role.NURSE, "next"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "101.3" not in text(next_one.get(page))
    back = drafted(as_nurse.get(page)).sent
    assert (back["heart_rate"], back["temperature_c"], back["temperature_c_unit"]) == (["117"], ["101.3"], ["°F"])
    charted(page, as_nurse, heart_rate="117")
    assert not Draft.objects.exists()


def test_hostile_words_stay_words(as_nurse, page, cycle):
    charted(page, as_nurse, remark="<script>alert(1)</script>", other_medicines="{{ 7|add:7 }}")
    shown = text(as_nurse.get(page))
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "{{ 7|add:7 }}" in shown


def test_the_page_asks_the_database_no_more_than_fifteen_times(as_nurse, page, cycle, django_assert_max_num_queries):
    make.given(cycle, 1, at(2, 12))
    make.orders(cycle)
    charted(page, as_nurse, **VITALS | {"temperature_c": "40.3"}, what_0="weight", because_0="away")
    as_nurse.get(page)
    with django_assert_max_num_queries(15):
        as_nurse.get(page)
    with django_assert_max_num_queries(15):
        as_nurse.get(page, {"days": "all"})


def test_what_was_charted_long_ago_is_late(as_nurse, page, cycle, clock):
    assert "No vital signs in the last 24 hours: due now" in words(as_nurse.get(page))
    charted(page, as_nurse, **VITALS)
    assert "due at 13:50" in words(as_nurse.get(page))
    clock.move_to(timezone.now() + timedelta(hours=3))
    assert "due since Mon 2 Mar 13:50" in words(as_nurse.get(page))


@pytest.mark.parametrize(
    "typed", [{"serial_sevens": "failed"}, {"skin_state": "bullae"}, {"phenylephrine_ug_kg_min": "0.9"}]
)
def test_a_finding_of_the_flowsheet_is_read_by_the_gate_until_it_is_gone(as_nurse, page, cycle, address, typed):
    make.check(cycle, at(2, 11, 30))
    before = as_nurse.get(address(cycle.patient, "board", 1)).context["gate"]
    assert before.advice == "give"
    charted(page, as_nurse, **typed)
    after = as_nurse.get(address(cycle.patient, "board", 1)).context["gate"]
    assert after.advice != "give"
    gone = {"serial_sevens": "correct", "skin_state": "intact", "phenylephrine_ug_kg_min": "0"}
    charted(page, as_nurse, taken_at="2026-03-02T11:55", **{key: gone[key] for key in typed})
    assert as_nurse.get(address(cycle.patient, "board", 1)).context["gate"].advice == "give"

"""The capillary-leak strip and the trends: what is drawn is what was charted, and stands in the table beside it."""

from decimal import Decimal

import pytest

from cycles.flowsheet.pictures import LEFT, PANEL, pictures_of
from cycles.models import Cycle
from il2program.accounts.roles import Role
from patients.actions import Entry, correct, record
from tests import make
from tests.cycles.ward import at, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def cycle(clock):
    """Admitted on Monday at 10; it is Wednesday at 20."""
    clock.move_to(at(1, 12))
    patient = make.ready_patient()
    clock.move_to(at(4, 20))
    return make.cycle(patient, at=at(2, 10), first_dose_due_at=at(2, 12))


def chart(cycle, when, **values):
    entries = [Entry(key, value, when.date(), taken_at=when) for key, value in values.items()]
    record(patient=cycle.patient, entries=entries, by=make.someone(Role.NURSE))


def panels(picture):
    return {panel.label: panel for panel in picture.panels}


def test_a_panel_is_scaled_from_the_least_to_the_most(cycle):
    for day, kg in ((2, "80"), (3, "82"), (4, "84")):
        chart(cycle, at(day, 12), weight_kg=kg)
    leak, _ = pictures_of(cycle, None)
    weight = panels(leak)["Weight from admission"]
    assert (weight.least, weight.most) == ("0", "5")
    assert [y for _, y in weight.points] == [weight.bottom, weight.y + PANEL // 2, weight.y]
    assert weight.lines == (" ".join(f"{x},{y}" for x, y in weight.points),)
    assert weight.points[0][0] == LEFT + (leak.days[1][1] - LEFT) // 2
    assert [cells[0] for _, cells in leak.table] == ["0", "2.5", "5", "", ""]


def test_the_balance_of_a_shift_is_drawn_once_it_is_over_and_both_sides_are_known(cycle):
    chart(cycle, at(2, 18), intake_iv_ml="900", urine_ml="300")
    chart(cycle, at(3, 18), intake_iv_ml="500")
    chart(cycle, at(4, 19, 30), intake_iv_ml="500", urine_ml="100")
    balance = panels(pictures_of(cycle, None)[0])["Net balance by shift"]
    assert (len(balance.points), balance.least) == (1, "600")


def test_a_line_is_broken_where_for_long_nothing_was_found(cycle):
    for day in (2, 3):
        chart(cycle, at(day, 12), sbp_mmhg="100", dbp_mmhg="60")
    chart(cycle, at(4, 19), sbp_mmhg="90", dbp_mmhg="50")
    _, trends = pictures_of(cycle, None)
    pressure = panels(trends)["Systolic pressure"]
    assert [len(line.split()) for line in pressure.lines] == [2, 1]
    assert [cells[0] for _, cells in trends.table][:3] == ["100", "100", "90"]


def test_what_was_corrected_is_drawn_as_it_stands(cycle):
    chart(cycle, at(2, 12), creatinine_mg_dl="11")
    row = cycle.patient.measurement_set.get(analyte="creatinine_mg_dl", taken_at=at(2, 12))

    correct(
        measurement=row,
        entered="1.1",
        unit="",
        taken_on=at(2, 12).date(),
        because="Point lost.",
        by=make.someone(Role.NURSE),
    )
    assert panels(pictures_of(cycle, None)[1])["Creatinine"].least == "1.1"


def test_doses_are_marked_and_the_same_days_of_the_cycle_before_lie_under(cycle, clock, as_nurse, address):
    chart(cycle, at(3, 12), heart_rate="90")
    make.given(cycle, 1, at(2, 12))
    clock.move_to(at(6, 12))
    make.discharged(cycle, at(6, 11))
    clock.move_to(at(21, 20))
    second = make.cycle(cycle.patient, 2, at=at(20, 10))
    chart(second, at(21, 12), heart_rate="120")
    second = Cycle.objects.get(pk=second.pk)
    _, trends = pictures_of(second, Cycle.objects.get(pk=cycle.pk))
    pulse = panels(trends)["Heart rate"]
    assert len(pulse.before) == 1
    assert trends.before == 1
    # The same day and hour of the cycle lie one below the other.
    assert pulse.before[0].split()[-1].split(",")[0] == str(pulse.points[-1][0])
    assert [mark.slot for mark in pictures_of(cycle, None)[0].marks] == [1]
    shown = " ".join(text(as_nurse.get(address(cycle.patient, "flowsheet_pictures", 2))).split())
    assert shown.count("<svg") - shown.count('<svg class="state') >= 2
    assert "The dashed curve is cycle 1 on the same days." in shown
    assert "Heart rate, /min" in shown
    assert Decimal(120) in [row.value for row in second.patient.measurement_set.filter(analyte="heart_rate")]


def test_nothing_charted_is_said_to_be_so(cycle, as_nurse, address):
    shown = text(as_nurse.get(address(cycle.patient, "flowsheet_pictures", 1)))
    assert shown.count("not charted") >= 8

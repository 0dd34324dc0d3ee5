"""What was written on the downtime sheet, typed in afterwards."""

from datetime import datetime

import pytest
from django.utils import timezone

from cycles.models import Bag, Cycle, Dose, DoseOnPaper, GateSnapshot
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from patients.models import Measurement
from tests import make
from tests.cycles.ward import GIVEN, WITHHELD, at, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def cycle(clock):
    """In bed since Monday 08:00; it is Tuesday 08:00, and the program was away in the night."""
    cycle = make.cycle(make.ready_patient(), at=at(2, 8))
    make.given(cycle, 1, at(2, 9))
    clock.move_to(at(3, 8))
    return Cycle.objects.for_board().get(pk=cycle.pk)


def typed(client, address, cycle, **values):
    return client.send(address(cycle.patient, "from_paper", 1), **values)


NIGHT = {"column_1_at": "2026-03-03T02:00", "sbp_mmhg_1": "104", "dbp_mmhg_1": "60", "heart_rate_1": "96"}


def test_A096_what_was_on_paper_says_when_it_was_found_and_when_it_was_typed(as_nurse, address, cycle):
    assert typed(as_nurse, address, cycle, **NIGHT, column_2_at="2026-03-03T04:00", urine_ml_2="210").status_code == 302
    rows = Measurement.objects.filter(source="paper").order_by("taken_at", "analyte")
    assert [(row.analyte, row.taken_at) for row in rows] == [
        ("dbp_mmhg", at(3, 2)),
        ("heart_rate", at(3, 2)),
        ("sbp_mmhg", at(3, 2)),
        ("urine_ml", at(3, 4)),
    ]
    assert {row.recorded_at for row in rows} == {timezone.now()}
    page = text(as_nurse.get(address(cycle.patient, "from_paper", 1)))
    assert '104 mmHg <span class="muted">from paper' in page
    assert "Tue 3 Mar 02:00" in page
    assert "Tue 3 Mar 08:00" in page


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"column_1_at": "", "heart_rate_1": "90"}, "Say when this was found."),
        ({"column_1_at": "2026-03-03T09:00", "heart_rate_1": "90"}, "is in the future"),
        ({"column_1_at": "2026-03-01T09:00", "heart_rate_1": "90"}, "is before the admission"),
        ({"column_1_at": "2026-03-03T02:00", "temperature_c_1": "98.6"}, "If 98.6 was measured in °F"),
        ({"column_1_at": "2026-03-03T02:00", "temperature_c_1": "4"}, "Temperature must be between"),
        ({"column_1_at": "2026-03-03T02:00", "urine_ml_1": "20000"}, "must be between"),
        ({"column_1_at": "2026-03-03T02:00", "heart_rate_1": "9🙂"}, "Type"),
        ({"column_1_at": "2026-03-03T02:00"}, "Nothing was filled in."),
    ],
)
def test_A093_what_cannot_be_is_refused_and_kept_on_the_page(as_nurse, address, cycle, values, told):
    answer = typed(as_nurse, address, cycle, **values)
    assert told in text(answer)
    assert not Measurement.objects.filter(source="paper").exists()


def paper_page(client, address, cycle, slot=2):
    path = address(cycle.patient, "chart_dose", 1, slot) + "?from=paper"
    assert path in text(client.get(address(cycle.patient, "from_paper", 1)))
    return path


def test_A096_a_dose_withheld_on_paper_says_when_it_was_decided_and_when_it_was_typed(as_nurse, address, cycle):
    path = paper_page(as_nurse, address, cycle)
    typed(as_nurse, address, cycle, column_1_at="2026-03-02T16:30", sbp_mmhg_1="70", dbp_mmhg_1="40")
    withheld = WITHHELD | {"seen": "", "shown": ""}
    refused = as_nurse.send(path, **withheld).context["form"].errors["decided_at"]
    assert refused == ["When was it decided to withhold the dose?"]
    assert "in the future" in text(as_nurse.send(path, **withheld, decided_at="2026-03-03T09:00"))
    assert "before the admission" in text(as_nurse.send(path, **withheld, decided_at="2026-03-01T09:00"))
    assert not Dose.objects.filter(slot=2).exists()
    assert as_nurse.send(path, **withheld, decided_at="2026-03-02T17:00").status_code == 302
    dose = Dose.objects.get(slot=2)
    assert (dose.on_paper.decided_at, dose.charted_at) == (at(2, 17), timezone.now())
    snapshot = GateSnapshot.objects.get(dose=dose)
    assert datetime.fromisoformat(snapshot.content["judged_at"]) == at(2, 17)
    assert "H2" in snapshot.firing
    page = " ".join(text(as_nurse.get(address(cycle.patient, "board", 1))).split())
    assert "Tue 3 Mar 08:00, <strong>from paper</strong> of Mon 2 Mar 17:00" in page
    corrected = {"dose": dose.pk, "because": "Wrong line.", **WITHHELD, "withheld_for": "heart"}
    assert as_nurse.send(address(cycle.patient, "correct_dose", 1, 2), **corrected).status_code == 302
    assert Dose.objects.get(replaces=dose).on_paper.decided_at == at(2, 17)


def test_A096_a_dose_given_on_paper_happened_when_its_infusion_started(as_nurse, as_role, address, cycle):
    as_role(Role.PHYSICIAN)
    make.bag(cycle, at(2, 16))
    make.check(cycle, at(2, 16, 40))
    path = paper_page(as_nurse, address, cycle)
    given = GIVEN | {"bag": Bag.objects.last().pk, "started_at": "2026-03-02T17:05", "decided_at": ""}
    assert as_nurse.send(path, **given).status_code == 302
    dose = Dose.objects.get(slot=2)
    assert (dose.started_at, dose.on_paper.decided_at) == (at(2, 17, 5), at(2, 17, 5))
    assert TrailEntry.objects.filter(sentence__startswith="Dose 2 from paper: given").exists()


def test_a_dose_that_is_charted_at_the_bedside_is_not_from_paper(cycle):
    assert not DoseOnPaper.objects.exists()


def test_only_a_nurse_types_it_in(as_role, address, cycle):
    for role in (Role.PHYSICIAN, Role.COORDINATOR, Role.PHARMACIST):
        assert as_role(role).get(address(cycle.patient, "from_paper", 1)).status_code == 403

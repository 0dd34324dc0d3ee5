"""What the trail writes down of a row: its columns, and nothing that the library finds around them."""

import pytest

from il2program.audit.models import TrailEntry
from tests import make


@pytest.mark.django_db
def test_a_new_row_is_written_down_by_its_columns_only() -> None:
    cycle = make.cycle(make.ready_patient())
    for row in (cycle, cycle.patient, cycle.sign_off):
        entry = TrailEntry.objects.get_for_object(row).filter(verb="").first()
        assert set(entry.changes) <= {field.name for field in row._meta.concrete_fields}


@pytest.mark.django_db
def test_recording_a_value_does_not_ask_who_replaces_it(django_assert_max_num_queries: object) -> None:
    patient = make.patient()
    with django_assert_max_num_queries(1000) as made:
        make.workup(patient)
    assert not [query["sql"] for query in made.captured_queries if '"replaces_id" = ' in query["sql"]]

"""Many journeys are read as one is, each from its own rows."""

import pytest

from cycles.facts import journey_facts, journeys, step_of
from patients.models import Patient
from tests import make
from tests.pathway import stories
from tests.pathway.stories import at

pytestmark = pytest.mark.django_db


def test_the_journeys_of_many_are_those_of_each(clock):
    stories.going_on(clock)
    clock.move_to(at(26, month=4))
    stories.admitted(clock)
    stories.ready()
    make.patient()
    for journey in journeys(Patient.objects.all()):
        assert journey.facts == journey_facts(journey.patient)
        assert journey.step == step_of(journey.patient)


def test_many_journeys_take_as_many_queries_as_one(clock, django_assert_max_num_queries):
    for _ in range(4):
        make.workup(make.patient())
        stories.ready()
    with django_assert_max_num_queries(9):
        assert len(journeys(Patient.objects.all())) == 8


def test_a_workup_is_read_only_until_the_first_admission_of_a_course(clock):
    rested, fresh = stories.stayed(clock), make.patient()
    found = {journey.patient.pk: journey for journey in journeys(Patient.objects.all())}
    assert found[rested.pk].workup is None
    assert found[fresh.pk].workup is not None

"""A clock that the tests of the ward's pages move, and the addresses of those pages."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.urls import reverse

from patients.models import Patient
from tests.cycles.ward import at


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is Monday noon until the test moves on."""
    with time_machine.travel(at(2, 12), tick=False) as clock:
        yield clock


@pytest.fixture
def address() -> Callable[..., str]:
    def of(patient: Patient, name: str, *more: int) -> str:
        return reverse(name, args=[patient.code, *more])

    return of

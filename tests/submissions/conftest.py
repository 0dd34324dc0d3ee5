from collections.abc import Iterator

import pytest
import time_machine

from tests.pathway.stories import at


@pytest.fixture
def clock(db: None) -> Iterator[time_machine.Traveller]:
    """It is noon of Monday 2 March 2026 until the test moves on."""
    with time_machine.travel(at(2), tick=False) as clock:
        yield clock

from collections.abc import Iterator

import pytest

from tests.servers import Postgresql, Redis, postgresql, redis_server


@pytest.fixture(scope="session")
def database() -> Iterator[Postgresql]:
    with postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def broker() -> Iterator[Redis]:
    with redis_server() as server:
        yield server

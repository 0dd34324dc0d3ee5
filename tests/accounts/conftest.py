"""Sessions here last as long as they really do."""

import pytest


@pytest.fixture(autouse=True)
def long_sessions(settings: object) -> None:
    settings.IDLE_MINUTES, settings.SESSION_HOURS = 15, 13  # type: ignore[attr-defined]
    settings.SESSION_COOKIE_AGE = 13 * 3600  # type: ignore[attr-defined]

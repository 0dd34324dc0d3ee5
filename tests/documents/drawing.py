"""The drawn pages of printed forms, to be looked at."""

import shutil
import subprocess

import pytest
from django.conf import settings

DRAWN = settings.BASE_DIR / "var" / "forms"


def assert_poppler_draws_it(pdf: bytes, name: str) -> None:
    """Without a warning; the pages are kept in `var/forms` to be looked at."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("needs poppler-utils")
    DRAWN.mkdir(parents=True, exist_ok=True)
    command = ["pdftoppm", "-r", "60", "-png", "-", str(DRAWN / name)]
    assert subprocess.run(command, input=pdf, capture_output=True, check=True).stderr == b""

"""The program's own settings, with the files of a test run in a place of their own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

place = Path(tempfile.mkdtemp(prefix="il2program-tests-"))
(place / "static").mkdir()
atexit.register(shutil.rmtree, place, ignore_errors=True)
# A developer's .env changes no test: what stands in the environment already comes before it.
os.environ |= {"VAR_DIR": str(place), "PRODUCTION": "0"}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{place / 'il2program.sqlite3'}")
os.environ.setdefault("CELERY_BROKER_URL", "filesystem://")

from il2program.settings import *  # noqa: E402, F403

# Threads of a test share a database only where it is a file.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(place / "test.sqlite3")}  # noqa: F405

"""A migrated, empty SQLite database, kept from one test run to the next while no migration has changed.

Migrating takes longer than most single test files.
"""

import os
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT_IN = ROOT / "var" / "tests"
# What else decides how a migrated database looks: the triggers, how migrations are carried out, others' migrations.
BESIDE_MIGRATIONS = [
    "il2program/append_only.py",
    "il2program/management/commands/migrate.py",
    "pyproject.toml",
    "requirements.txt",
]


def kept() -> Path:
    """The file that fits the migrations as they are now; it may not be there."""
    files = sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("il2program/*/migrations/*.py")])
    digest = sha256()
    for file in [*files, *(ROOT / name for name in BESIDE_MIGRATIONS)]:
        digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return KEPT_IN / f"{digest.hexdigest()[:20]}.sqlite3"


def keep(database: Path) -> None:
    """Copy a database that was just migrated, in place of those of earlier migrations."""
    KEPT_IN.mkdir(parents=True, exist_ok=True)
    place = kept()
    half = place.with_suffix(f".{os.getpid()}")
    copy(database, half)
    half.rename(place)
    for older in KEPT_IN.glob("*.sqlite3"):
        if older != place:
            older.unlink(missing_ok=True)


def copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)

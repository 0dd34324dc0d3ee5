"""Debian's packages: which are missing, and how they get here."""

import os
import shutil
import subprocess
from ctypes import CDLL
from pathlib import Path

# What WeasyPrint loads, and the fonts that the forms are printed with.
PDF_LIBRARIES = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}
# Latin, Greek, Cyrillic, Arabic, Hebrew; Chinese and Japanese; Thai, Devanagari and most other scripts.
PDF_FONTS = {
    "fonts-dejavu-core": "DejaVuSans.ttf",
    "fonts-droid-fallback": "DroidSansFallbackFull.ttf",
    "fonts-noto-core": "NotoSansDevanagari-Regular.ttf",
}
FONT_DIR = Path("/usr/share/fonts")
# What the tests start: the package, and the programs of which one tells that it is there.
TEST_PROGRAMS = {
    "chromium": ("chromium", "chromium-browser"),
    "poppler-utils": ("pdftotext",),
    "postgresql": ("initdb",),
    "redis-server": ("redis-server",),
}
POSTGRESQL_BIN = Path("/usr/lib/postgresql")
APT = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]


def missing_libraries() -> list[str]:
    """The packages without which no form can be printed."""
    return [package for package, library in PDF_LIBRARIES.items() if not _loads(library)]


def missing_fonts() -> list[str]:
    """The packages without which some names print without their characters."""
    return [package for package, font in PDF_FONTS.items() if next(FONT_DIR.rglob(font), None) is None]


def missing_for_tests() -> list[str]:
    """The packages that the tests need beyond what the program needs."""
    return [package for package, names in TEST_PROGRAMS.items() if not any(find(name) for name in names)]


def find(program: str) -> str | None:
    """The path of a program; Debian keeps those of PostgreSQL off the path."""
    versions = sorted(POSTGRESQL_BIN.glob(f"*/bin/{program}"), key=lambda path: int(path.parts[4]))
    return str(versions[-1]) if versions else shutil.which(program)


def line(packages: list[str]) -> str:
    """What somebody with the right to do so types."""
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> bool:
    """Install, with fresh package lists only where the ones at hand do not do; whether it worked.

    One that this release does not have keeps none of the others away.
    """
    print(f"Installing {' '.join(packages)} with apt-get.", flush=True)
    wanted = ["install", "-y", "--no-install-recommends"]
    if _apt(*wanted, *packages):
        return True
    _apt("update")
    if _apt(*wanted, *packages):
        return True
    each = [_apt(*wanted, package, told=True) for package in packages]
    return all(each)


def _apt(*arguments: str, told: bool = False) -> bool:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run([*APT, *arguments], env=quiet, capture_output=True, text=True, check=False)
    if told and done.returncode:
        print("\n".join((done.stdout + done.stderr).splitlines()[-5:]), flush=True)
    return done.returncode == 0


def _loads(library: str) -> bool:
    try:
        CDLL(library)
    except OSError:
        return False
    return True

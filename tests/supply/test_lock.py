"""What is installed is exactly what was locked, has no known hole, and is told in a bill of materials."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from il2program.machine import __main__ as machine
from il2program.machine.environment import RUN, TEST
from tests.startup.running import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
OF_PROGRAM: list[str] = PYPROJECT["project"]["dependencies"]
OF_TESTS: list[str] = PYPROJECT["dependency-groups"]["dev"]


def plain(name: str) -> str:
    """A package's name in its one spelling. Source: PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def lines(lock: str) -> list[str]:
    """The lines of a lock that name a package, each with its hashes."""
    told = re.sub(r"\s*\\\n\s*", " ", (ROOT / lock).read_text())
    return [line for line in told.splitlines() if line and not line.lstrip().startswith("#")]


def locked(lock: str) -> set[tuple[str, str]]:
    """Each package with its version; with several where Python's own version decides."""
    named = (Requirement(line.partition(" --hash")[0]) for line in lines(lock))
    return {(plain(wanted.name), str(wanted.specifier).removeprefix("==")) for wanted in named}


def fits(wanted: Requirement, lock: str) -> bool:
    versions = [version for name, version in locked(lock) if name == plain(wanted.name)]
    return bool(versions) and all(wanted.specifier.contains(version) for version in versions)


@pytest.mark.parametrize("lock", [RUN, TEST])
def test_A075_each_line_of_a_lock_is_one_version_with_its_hashes(lock):
    one_version = re.compile(r"[A-Za-z0-9._-]+==[^\s*;]+( ; [^-]+)?( --hash=sha256:[0-9a-f]{64})+")
    assert len(lines(lock)) > 50
    assert [line for line in lines(lock) if not one_version.fullmatch(line)] == []


@pytest.mark.parametrize(("lock", "wanted"), [(RUN, OF_PROGRAM), (TEST, OF_PROGRAM + OF_TESTS)])
def test_A075_what_the_project_asks_for_is_locked_in_a_version_that_fits(lock, wanted):
    assert [line for line in wanted if not fits(Requirement(line), lock)] == []


def test_A075_the_tests_run_on_the_versions_that_the_program_runs_on():
    assert locked(RUN) <= locked(TEST)


@pytest.mark.slow
@pytest.mark.parametrize("lock", [RUN, TEST])
def test_A075_no_locked_package_has_a_known_vulnerability(lock):
    asked = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json", "-r", lock]
    answer = subprocess.run(
        [sys.executable, "-m", "pip_audit", *asked], cwd=ROOT, text=True, capture_output=True, check=False
    )
    found = json.loads(answer.stdout)["dependencies"] if answer.stdout else []
    answered = [package for package in found if "vulns" in package]
    if not answered:
        pytest.skip(f"nobody was asked about vulnerabilities in {lock}: PyPI's advisories cannot be reached from here")
    assert [package["name"] for package in answered if package["vulns"]] == []
    assert [package["name"] for package in found if package not in answered] == []


@pytest.mark.slow
def test_A075_the_bill_of_materials_names_each_package_that_the_program_runs_on(tmp_path: Path):
    file = tmp_path / "sbom.json"
    subprocess.run([sys.executable, *machine.written_to(file)], cwd=ROOT, capture_output=True, check=True)
    told = json.loads(file.read_text())
    assert told["bomFormat"] == "CycloneDX"
    assert told["metadata"]["component"]["name"] == "il2program"
    assert {(plain(part["name"]), part["version"]) for part in told["components"]} == locked(RUN)

"""No secret is in the tree, nor in what its history still tells."""

import re
import subprocess
from collections.abc import Iterator

import pytest

from tests.startup.running import ROOT

# What gives a secret away by its look.
SECRETS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "a key of a cloud": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}",
    "a token of a code host": r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60}|glpat-[\w-]{20})",
    "a token of a chat": r"\bxox[baprs]-[0-9A-Za-z-]{10}",
    "a key of a payment or mail service": r"\b(?:sk|rk)_live_[0-9A-Za-z]{16}|\bSG\.[\w-]{22}\.[\w-]{20}",
    "a signed token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
    "a password in an address": r"\b[a-z][a-z0-9+]{2,}://[^\s/:@\"'<>]*:(?P<password>[^\s/:@\"'{}<>]{3,})@[\w\[]",
    "a named secret": r"(?i)\b\w*(?:secret|key|password|token)\w*[\"']?\s*[=:]\s*[\"']?(?P<named>[\w+/-]{32,}={0,2})",
}
# Written for everybody to see, and told apart by how they begin; the last is the key of a form that tests send twice.
INVENTED = re.compile(r"invented|planted|django-insecure|password\Z|JBSWY3DPEHPK3PXP|[a-z_]+\Z|7f0ac7de-5ce0-4bb0-")
FILES = re.compile(r"(?:^|/)(?:\.env|id_(?:rsa|ed25519|ecdsa)|.*\.(?:pem|key|p12|pfx|sqlite3|dump))$")


def git(*arguments: str) -> str:
    """What git answers; the test is skipped where there is no git, or the tree was not got by it."""
    command = ["git", "-c", f"safe.directory={ROOT}", *arguments]
    try:
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("git is not on this machine, so that history was not looked at")
    if answer.returncode:
        pytest.skip("this tree is no clone, so that history was not looked at")
    return answer.stdout.decode(errors="replace")


def secrets(text: str) -> Iterator[tuple[str, str]]:
    """What each find looks like, and its line."""
    for kind, pattern in SECRETS.items():
        for found in re.finditer(pattern, text):
            named = next((part for part in found.groupdict().values() if part), "")
            if not (named and INVENTED.match(named)):
                yield kind, found.group()


def test_A076_no_secret_is_in_the_tree():
    paths = [ROOT / name for name in git("ls-files", "-z").split("\0") if name]
    assert [(path.name, *find) for path in paths for find in secrets(path.read_bytes().decode(errors="replace"))] == []


def test_A076_no_secret_is_in_the_history():
    assert list(secrets(git("log", "-p", "--no-color", "--no-ext-diff", "--no-textconv", "HEAD"))) == []


def test_A076_no_file_that_holds_secrets_or_data_was_ever_committed():
    names = set(git("log", "--name-only", "--format=", "HEAD").splitlines())
    assert [name for name in names if FILES.search(name)] == []


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN {}PRIVATE KEY-----".format("RSA "),
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "a1" * 18,
        "postgres://il2program:" + "hunter22@db.example.org/il2program",
        'SECRET_KEY = "' + "kJ8s7Df6" * 5 + '"',
        "TRAIL_KEY=" + "kJ8s7Df6" * 5,
    ],
)
def test_A076_what_looks_like_a_secret_is_found(text):
    assert len(list(secrets(text))) == 1


@pytest.mark.parametrize("name", [".env", "deploy/server.pem", "var/il2program.sqlite3"])
def test_A076_files_of_secrets_are_known_by_their_names(name):
    assert FILES.search(name)

"""No serious finding in the code, and every way around what keeps it safe is on a reviewed list."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.startup.running import ROOT

CODE = ["il2program", "patients", "eligibility", "cycles", "manage.py"]
# Each place that goes around escaping, the form's token or the query builder, and why it may.
REVIEWED = {
    ("templates/accounts/mail/invitation.txt", "autoescape off"): "plain text, which no mail program reads as HTML",
    ("templates/accounts/mail/reset.txt", "autoescape off"): "plain text, which no mail program reads as HTML",
}

NAMES = {"mark_safe", "SafeString", "SafeText", "csrf_exempt", "RawSQL", "raw", "extra", "html_safe"}
IN_TEMPLATES = re.compile(r"\|\s*(safe|safeseq)\b|\{%\s*(autoescape\s+off)\s*%\}")


def sources() -> Iterator[Path]:
    for name in CODE:
        path = ROOT / name
        yield from path.rglob("*.py") if path.is_dir() else [path]


def escapes(code: str) -> Iterator[str]:
    """The names by which a piece of Python goes around what keeps it safe."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in NAMES:
                yield name
            if name in ("format_html", "format_html_join") and not _is_literal(node, name):
                yield name
        elif isinstance(node, ast.FunctionDef):
            yield from (told for part in node.decorator_list if (told := ast.unparse(part)) in NAMES)


def _is_literal(call: ast.Call, name: str) -> bool:
    pattern = call.args[1 if name == "format_html_join" else 0]
    return isinstance(pattern, ast.Constant)


def found() -> set[tuple[str, str]]:
    in_code = {(str(path.relative_to(ROOT)), name) for path in sources() for name in escapes(path.read_text())}
    pages = (ROOT / "templates").rglob("*.*")
    told = ((path, match) for path in pages for match in IN_TEMPLATES.findall(path.read_text()))
    return in_code | {(str(path.relative_to(ROOT)), "".join(match)) for path, match in told}


def test_A081_each_way_around_escaping_tokens_and_queries_is_on_the_reviewed_list():
    assert found() == REVIEWED.keys()


@pytest.mark.parametrize(
    "code",
    [
        "mark_safe(text)",
        "safestring.mark_safe(text)",
        "Patient.objects.raw(text)",
        "rows.extra(where=[text])",
        "format_html(text, 1)",
        "format_html(f'<b>{text}</b>')",
        "@csrf_exempt\ndef view(request): ...",
        "path('', csrf_exempt(view))",
    ],
)
def test_A081_a_way_around_is_seen(code):
    assert len(list(escapes(code))) == 1


def test_A081_escaping_itself_is_no_way_around():
    assert list(escapes("format_html('<b>{}</b>', text)")) == []


@pytest.mark.parametrize(
    "page", ["{{ text|safe }}", "{{ text | safe }}", "{% autoescape off %}", "{{ text|upper|safe }}"]
)
def test_A081_a_way_around_in_a_template_is_seen(page):
    assert IN_TEMPLATES.search(page)


@pytest.mark.slow
def test_A081_bandit_finds_nothing_of_high_or_medium_severity():
    command = [sys.executable, "-m", "bandit", "--quiet", "--recursive", "--format", "json", "--ignore-nosec", *CODE]
    answer = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
    told = json.loads(answer.stdout)
    assert told["errors"] == []
    assert told["metrics"]["_totals"]["loc"] > 10_000
    serious = [find for find in told["results"] if find["issue_severity"] in {"HIGH", "MEDIUM"}]
    assert [(find["filename"], find["line_number"], find["test_name"]) for find in serious] == []

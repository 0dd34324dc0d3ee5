"""The source itself: nothing that turns data into code, no SQL made of text, no expression that hangs on a text."""

import ast
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = ("il2program", "patients", "eligibility", "cycles")
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
MODULES = {path: ast.parse(path.read_text()) for path in FILES}

UNSAFE_MODULES = {"pickle", "cPickle", "dill", "shelve", "marshal", "yaml", "jsonpickle", "xml", "code"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__", "mark_safe", "SafeString", "csrf_exempt", "loads_unsafe"}
SQL = re.compile(
    r"\b(select|insert|update|delete|create|drop|alter)\b.+\b(from|into|set|table|trigger|function|on)\b",
    re.IGNORECASE | re.DOTALL,
)
# Triggers are made of names of tables that stand in the code; nothing that anybody typed is near.
MADE_OF_NAMES = {"il2program/append_only.py"} | {
    f"cycles/migrations/{name}.py" for name in ("0006_dose_fits_its_order", "0009_doses_from_bags")
}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_A063_nothing_turns_data_into_code():
    assert len(FILES) > 250
    found = [
        f"{name_of(path)}: {name}" for path, tree in MODULES.items() for name in {*imported(tree)} & UNSAFE_MODULES
    ]
    for path, tree in MODULES.items():
        found += [f"{name_of(path)}: {name}" for name, call in calls(tree) if name in UNSAFE_CALLS and not is_re(call)]
    assert found == []


def is_re(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "re"


def test_A063_sessions_and_tasks_are_json():
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    import il2program.celery  # noqa: F401

    assert (current_app.conf.accept_content, current_app.conf.task_serializer) == (["json"], "json")


def test_A054_no_sql_is_made_of_text():
    wrong = []
    for path, tree in MODULES.items():
        wrong += [
            f"{name_of(path)}:{call.lineno} .{name}("
            for name, call in calls(tree)
            if name in {"extra", "raw", "RawSQL"}
        ]
        if name_of(path) not in MADE_OF_NAMES:
            wrong += [f"{name_of(path)}:{line}" for line in made_sql(tree)]
    assert wrong == []


def made_sql(tree: ast.AST) -> Iterator[int]:
    """Lines on which text that reads like SQL is put together."""
    for node in ast.walk(tree):
        made = isinstance(node, ast.JoinedStr | ast.BinOp)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "format":
            made = True
        texts = [
            part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
        if made and SQL.search(" ".join(texts)) and ends_as_sql(texts):
            yield node.lineno


def ends_as_sql(texts: list[str]) -> bool:
    """Whether it begins as a statement does: a sentence for people that has such words does not."""
    return texts[0].lstrip().split(" ")[0].isupper()


METHODS = {"match", "fullmatch", "search", "sub", "findall", "finditer", "split"}


def expressions() -> Iterator[tuple[str, str, str]]:
    """Every regular expression of the source, and how it is used: of `re`, and of validators that take one."""
    for path, tree in MODULES.items():
        for name, call in calls(tree):
            if (is_re(call) or name in {"RegexValidator", "re_path", "RegexField"}) and call.args:
                pattern = call.args[0]
                if isinstance(pattern, ast.Constant) and isinstance(pattern.value, str | bytes):
                    text = pattern.value if isinstance(pattern.value, str) else pattern.value.decode("latin-1")
                    for method in uses(tree, call) if name == "compile" else {name if is_re(call) else "search"}:
                        yield f"{name_of(path)}:{call.lineno}", text, method


def uses(tree: ast.AST, compiled: ast.Call) -> set[str]:
    """How an expression that has a name is used: in its own module, or else in every way."""
    given = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and node.value is compiled]
    names = {ast.unparse(node.targets[0]) for node in given}
    called = ((name, call.func) for name, call in calls(tree))
    found = {name for name, of in called if isinstance(of, ast.Attribute) and ast.unparse(of.value) in names}
    return found & METHODS or METHODS


EXPRESSIONS = sorted(set(expressions()))
LONG = 50_000
HOSTILE = [
    "a" * LONG,
    "0" * LONG,
    " " * LONG,
    "-" * LONG,
    "\t \n" * (LONG // 3),
    "1." * (LONG // 2),
    "a-" * (LONG // 2),
]
HOSTILE += ["<" * LONG, "é" * LONG, "\r\n" * (LONG // 2), "0" * LONG + "!", "a" * LONG + "\0", "1,000" * (LONG // 5)]


def test_every_regular_expression_is_found():
    assert len(EXPRESSIONS) >= 8


@pytest.mark.parametrize(("where", "pattern", "method"), EXPRESSIONS, ids=[where for where, *_ in EXPRESSIONS])
def test_A067_no_text_makes_an_expression_hang(where, pattern, method):
    compiled = re.compile(pattern)
    for text in HOSTILE:
        # A collection of garbage falls into one of the three; an expression that hangs does so each time.
        assert min(seconds(compiled, method, text) for _ in range(3)) < 0.05, (where, method, text[:10])


def seconds(compiled, method, text):
    began = time.process_time()
    found = compiled.sub("", text) if method == "sub" else getattr(compiled, method)(text)
    if method == "finditer":
        list(found)
    return time.process_time() - began

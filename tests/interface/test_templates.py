"""Templates carry nothing that the security policy refuses, and the pages of refusal need nobody logged in."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=|javascript:|data:[a-z]+/", re.IGNORECASE)
ELSEWHERE = re.compile(r"""(src|srcset|action|poster)=["']https?:|<link[^>]+https?:""")
REFUSALS = ["400.html", "403.html", "403_csrf.html", "404.html", "413.html", "429.html", "500.html", "keyless.html"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_carries_what_the_policy_refuses(path: Path) -> None:
    assert not INLINE.findall(path.read_text())
    assert not ELSEWHERE.findall(path.read_text())


def test_no_style_sheet_or_script_loads_from_elsewhere() -> None:
    files = [*Path(settings.BASE_DIR, "static").rglob("*.css"), *Path(settings.BASE_DIR, "static").rglob("*.js")]
    assert not [path.name for path in files if re.search(r"https?://|data:|@import|eval\(", path.read_text())]


@pytest.mark.parametrize("page", REFUSALS)
def test_a_refusal_is_shown_to_anybody(page: str) -> None:
    shown = render_to_string(page, request=RequestFactory().get("/somewhere"))
    assert "<h1>" in shown
    assert "Switch person" not in shown


def test_the_page_of_a_failure_needs_no_request() -> None:
    shown = render_to_string("500.html")
    assert "look before you repeat" in shown
    assert "Demonstration" not in shown


def test_every_form_that_posts_carries_its_token_and_all_but_a_search_their_key() -> None:
    for path in TEMPLATES:
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.DOTALL):
            assert "{% csrf_token %}" in form, path
            assert "{% once %}" in form or 'class="filters"' in form, path

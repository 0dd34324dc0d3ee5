"""Every form, filled and blank: whose it is on each page, nothing misread, tagged, and whole."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from il2program.documents.catalog import FORMS
from tests.documents.drawing import assert_poppler_draws_it
from tests.documents.reading import assert_each_page_says_whose_it_is, assert_nothing_is_misread, pages_in
from tests.documents.tags import assert_it_is_tagged, assert_its_syntax_is_right

pytestmark = pytest.mark.django_db

HEADINGS = ["What it is for", "Who fills it in", "When", "Where it goes"]
KEYS = [form.key for form in FORMS]
# A form that is filled in by nobody has no blank copy; a scan is ordered in `test_response_forms`.
NOT_HERE = {("dose-decision", "blank"), ("scan-order", "")}
EACH = [(key, of) for key in KEYS for of in ("", "blank") if (key, of) not in NOT_HERE]


@pytest.mark.parametrize(("key", "of"), EACH)
def test_A072_A082_A083_A090_it_says_whose_it_is_cannot_be_misread_is_tagged_and_opens(key, of, printed, treated):
    """One test for each copy, so that it is printed once wherever the tests run."""
    pdf, form = printed(key, of), next(form for form in FORMS if form.key == key)
    pages = pages_in(pdf)
    assert_each_page_says_whose_it_is(pages, treated)
    assert_nothing_is_misread(" ".join(pages))
    assert_its_syntax_is_right(pdf)
    assert_it_is_tagged(pdf, form.title, form.language)
    assert_poppler_draws_it(pdf, f"{key}-{of or 'filled'}")
    if of:
        assert f"How this form is used {HEADINGS[0]}" in pages[-1]


@pytest.mark.parametrize(("key", "last"), [("dose-record", "14 ☐ given"), ("daily-flowsheet", "Nurse of each shift")])
def test_what_lies_at_the_bed_is_one_page_on_the_lower_paper(key, last, printed):
    assert last in pages_in(printed(key, "blank", "a4"))[0]


@pytest.mark.parametrize("of", ["", "blank"])
@pytest.mark.parametrize("key", ["admission-orders", "dose-record"])
def test_A084_where_people_dose_from_the_generic_name_comes_first_and_never_il_2_alone(key, of, printed):
    text = " ".join(pages_in(printed(key, of)))
    assert "aldesleukin" in text.partition("interleukin-2")[0]
    assert "IL-2" not in text


@pytest.mark.parametrize("form", FORMS, ids=KEYS)
def test_its_instructions_stand_beside_its_template_and_say_what_who_when_and_where(form):
    assert (settings.BASE_DIR / "templates" / form.instructions).is_file()
    assert re.findall(r"<h2>(.*?)</h2>", render_to_string(form.instructions)) == HEADINGS

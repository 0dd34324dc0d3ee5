"""Every form, filled and blank: whose it is on each page, nothing misread, tagged, and whole."""

import re
import shutil
import subprocess
from io import BytesIO

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from pypdf import PdfReader

from il2program.documents.catalog import FORMS
from tests.documents.reading import assert_each_page_says_whose_it_is, assert_nothing_is_misread, pages_in

pytestmark = pytest.mark.django_db

HEADINGS = ["What it is for", "Who fills it in", "When", "Where it goes"]
KEYS = [form.key for form in FORMS]
# A form that is filled in by nobody has no blank copy.
NEVER_BLANK = {"dose-decision"}
EACH = [(key, of) for key in KEYS for of in ("", "blank") if not of or key not in NEVER_BLANK]


@pytest.mark.parametrize(("key", "of"), EACH)
def test_A072_A090_each_page_says_whose_it_is_however_long_the_name(key, of, printed, treated):
    assert_each_page_says_whose_it_is(pages_in(printed(key, of)), treated)


@pytest.mark.parametrize(("key", "of"), EACH)
def test_A082_A083_nothing_on_it_can_be_misread(key, of, printed):
    assert_nothing_is_misread(" ".join(pages_in(printed(key, of))))


@pytest.mark.parametrize("of", ["", "blank"])
@pytest.mark.parametrize("key", ["admission-orders", "dose-record"])
def test_A084_where_people_dose_from_the_generic_name_comes_first_and_never_il_2_alone(key, of, printed):
    text = " ".join(pages_in(printed(key, of)))
    assert "aldesleukin" in text.partition("interleukin-2")[0]
    assert "IL-2" not in text


@pytest.mark.parametrize(("key", "of"), EACH)
def test_it_is_tagged_has_a_language_and_a_title_and_opens_in_poppler_without_a_warning(key, of, printed, tmp_path):
    pdf, form = printed(key, of), next(form for form in FORMS if form.key == key)
    reader = PdfReader(BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (form.language, True)
    assert reader.metadata.title == form.title
    if shutil.which("pdftoppm") is None:
        pytest.skip("needs poppler-utils")
    (tmp_path / "form.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "30", "-png", str(tmp_path / "form.pdf"), str(tmp_path / "page")]
    assert subprocess.run(command, capture_output=True, check=True).stderr == b""


@pytest.mark.parametrize("form", FORMS, ids=KEYS)
def test_its_instructions_stand_beside_its_template_and_say_what_who_when_and_where(form):
    assert (settings.BASE_DIR / "templates" / form.instructions).is_file()
    assert re.findall(r"<h2>(.*?)</h2>", render_to_string(form.instructions)) == HEADINGS


@pytest.mark.parametrize("key", [key for key in KEYS if key not in NEVER_BLANK])
def test_a_blank_form_carries_its_instructions(key, printed):
    assert f"How this form is used {HEADINGS[0]}" in pages_in(printed(key, "blank"))[-1]

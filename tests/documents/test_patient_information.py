"""What patients are told: in plain words, in two languages, on paper and on the page alike."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags

from il2program.accounts.roles import Role
from il2program.documents import links
from il2program.documents.catalog import FORMS
from tests import make
from tests.documents.reading import pages_in, text_of

ADMITTED = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
TEXTS = {"en": "documents/about/treatment_en.html", "es": "documents/about/treatment_es.html"}
HIGHEST_GRADE = 8


def sentences(template: str) -> list[str]:
    """Each sentence, heading and line of a list."""
    parts = re.split(r"</(?:p|li|h2)>", render_to_string(template))
    text = [strip_tags(part).strip() for part in parts]
    return [one for part in text for one in re.split(r"(?<=[.?!:])\s+", part) if re.search(r"[^\W\d]", one)]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def english_syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = bool(re.search(r"[^aeiouyl]e$|[^aeioutd]ed$|[^aeiouysxz]es$", word.lower())) and groups > 1
    return max(1, groups - silent)


def spanish_syllables(word: str) -> int:
    """A strong vowel, or a weak one with an accent, is a syllable of its own; weak ones join it."""
    plain = re.sub(r"(?<=[gq])u(?=[eiéí])", "", word.lower())
    return max(1, len(re.findall(r"[iuü]?[aeoáéó][iuy]?|[íú]|[iuüy]+", plain)))


def test_the_english_text_reads_at_grade_8_or_under():
    told = sentences(TEXTS["en"])
    counted = [word for sentence in told for word in words(sentence)]
    syllables = sum(map(english_syllables, counted))
    # Flesch-Kincaid grade level.
    grade = 0.39 * len(counted) / len(told) + 11.8 * syllables / len(counted) - 15.59
    assert grade <= HIGHEST_GRADE, round(grade, 1)


def test_the_spanish_text_reads_at_grade_8_or_under():
    told = sentences(TEXTS["es"])
    counted = [word for sentence in told for word in words(sentence)]
    syllables = sum(map(spanish_syllables, counted))
    # Crawford's grade level for Spanish, from sentences and syllables in 100 words.
    grade = -0.205 * 100 * len(told) / len(counted) + 0.049 * 100 * syllables / len(counted) - 3.407
    assert grade <= HIGHEST_GRADE, round(grade, 1)


@pytest.mark.parametrize(
    ("word", "count"), [("kidney", 2), ("medicine", 3), ("attack", 2), ("pressure", 2), ("hospitalization", 6)]
)
def test_english_syllables_are_counted_about_right(word, count):
    assert english_syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"), [("hospital", 3), ("riñón", 2), ("sangre", 2), ("medicina", 4), ("quién", 1), ("días", 2)]
)
def test_spanish_syllables_are_counted_about_right(word, count):
    assert spanish_syllables(word) == count


def test_both_languages_have_the_same_chapters_and_lists():
    outlines = [re.findall(r"<(h2|p|li)>", render_to_string(template)) for template in TEXTS.values()]
    assert outlines[0] == outlines[1]


@pytest.fixture
def in_the_break(db):
    with time_machine.travel(ADMITTED, tick=False):
        patient = make.ready_patient(referred_on=date(2026, 2, 20), diagnosed_on=date(2025, 1, 15))
        cycle = make.cycle(patient, at=ADMITTED)
        make.given(cycle, 1, ADMITTED)
    with time_machine.travel(ADMITTED + timedelta(days=5), tick=False):
        make.discharged(cycle, ADMITTED + timedelta(days=5))
    return patient


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (
            "patient-information",
            (
                "Cycle 1: in the hospital Mon 2 Mar 2026 to Sat 7 Mar 2026",
                "Rest at home Sat 7 Mar 2026 to Sat 21 Mar 2026",
                "Cycle 2: in the hospital from Sat 21 Mar 2026, for 5 to 7 days",
                "Scan after cycle 2 between",
            ),
        ),
        (
            "patient-information-es",
            (
                "Ciclo 1: en el hospital del lunes 2 de marzo de 2026 al sábado 7 de marzo de 2026",
                "Descanso en casa del sábado 7 de marzo de 2026 al sábado 21 de marzo de 2026",
                "Ciclo 2: en el hospital desde el sábado 21 de marzo de 2026, por 5 a 7 días",
                "Imagen después del ciclo 2 entre el",
            ),
        ),
    ],
)
def test_the_calendar_tells_the_patients_own_days_in_the_language_of_the_text(form, told, as_nurse, in_the_break):
    with time_machine.travel(datetime(2026, 3, 9, 18, 0, tzinfo=UTC), tick=True):
        text = text_of(as_nurse.get(reverse("document", args=[in_the_break.code, form])))
    for words_of_the_line in told:
        assert words_of_the_line in text
    assert "Cycle 3" not in text
    assert "Ciclo 3" not in text


@pytest.mark.django_db
def test_before_anything_is_planned_the_days_follow_later(as_nurse):
    text = text_of(as_nurse.get(reverse("document", args=[make.patient().code, "patient-information"])))
    assert "Cycle 1: in the hospital we will tell you the day" in text


@pytest.mark.django_db
def test_resources_show_what_is_printed_with_its_links(as_nurse, printed):
    page = as_nurse.get(reverse("resources")).content.decode()
    for form, template, found in (
        ("patient-information", TEXTS["en"], links.ENGLISH),
        ("patient-information-es", TEXTS["es"], links.SPANISH),
    ):
        assert render_to_string(template).strip() in page
        paper = re.sub(r"\s", "", " ".join(pages_in(printed(form))))
        for link in found:
            assert f'href="{link.address}"' in page
            assert re.sub(r"\s", "", link.address) in paper
        assert {link.who for link in found} == {"American Cancer Society", "National Cancer Institute"}


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_everybody_reads_how_each_form_is_used(role, as_role):
    client = as_role(role)
    page = client.get(reverse("resources")).content.decode()
    for form in FORMS:
        assert reverse("instructions", args=[form.key]) in page
    told = client.get(reverse("instructions", args=[FORMS[0].key])).content.decode()
    assert render_to_string(FORMS[0].instructions).strip() in told
    assert client.get(reverse("instructions", args=["no-such-form"])).status_code == 404

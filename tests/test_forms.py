"""What every form of the program refuses, whatever it is about."""

from datetime import UTC, datetime

import pytest
from django import forms

from il2program.forms import ActionForm, InstantField
from patients.models import Patient
from tests import make

HIDDEN = ["\u202e", "\u202a", "\u2066", "\u2069", "\x1b", "\x08", "\x7f"]


class NameForm(ActionForm):
    name = forms.CharField()
    password = forms.CharField(widget=forms.PasswordInput)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_B024_a_hidden_character_in_a_text_is_refused_in_a_sentence(hidden):
    form = NameForm({"name": f"Exam{hidden}ple", "password": f"phrase{hidden}"})
    assert not form.is_valid()
    assert form.errors == {
        "name": [f"This text has a hidden character (U+{ord(hidden):04X}). Type it instead of pasting it."]
    }


@pytest.mark.parametrize("name", ["Ωμέγα", "محمد", "李", "Ça\u011fr\u0131", "O’Neil", "Two\nlines", "Non\u200djoined"])
def test_B024_a_name_of_any_script_is_taken(name):
    assert NameForm({"name": name, "password": "x"}).is_valid()


@pytest.mark.django_db
def test_B024_nobody_is_registered_under_a_name_that_reads_backwards(as_coordinator):
    facts = make.referral(family_name="Exam\u202eelp", no_known_allergies="on")
    page = as_coordinator.send("/patients/new/", **facts)
    assert "hidden character (U+202E)" in page.content.decode()
    assert not Patient.objects.exists()


class Charted(ActionForm):
    started_at = InstantField(label="Started at")
    ended_at = InstantField(label="Ended at", required=False)


def charted(**typed):
    return Charted({"started_at_on": "2026-03-02", "started_at_time": "16:05"} | typed)


@pytest.mark.parametrize("shown", ["16:05", "1605", " 16:05 "])
def test_a_time_is_typed_as_a_24_hour_clock_shows_it(shown):
    form = charted(started_at_time=shown)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"started_at": datetime(2026, 3, 3, 0, 5, tzinfo=UTC), "ended_at": None}


@pytest.mark.parametrize(
    "shown", ["", "4:05 pm", "24:00", "16:60", "16:5", "905", "16.05", "-1:00", "noon", "\uff11:05"]
)
def test_another_time_is_refused_and_stays_as_typed(shown):
    form = charted(started_at_time=shown)
    assert form.errors["started_at"] == ["Type the time as on a 24-hour clock, such as 16:05."]
    assert shown == "" or f'value="{shown}"' in str(form["started_at"])
    assert 'value="2026-03-02"' in str(form["started_at"])


def test_a_time_without_a_day_and_another_day_without_a_time_are_refused():
    assert charted(started_at_on="").errors["started_at"] == ["Choose the day."]
    assert "24-hour clock" in str(charted(ended_at_on="2026-03-01", ended_at_time="").errors["ended_at"])


def test_A094_an_hour_that_is_left_out_in_spring_is_refused_in_words():
    form = charted(started_at_on="2026-03-08", started_at_time="02:30")
    assert form.errors["started_at"][0].startswith("There was no 02:30 on Sun 8 Mar 2026: the clocks were put forward")
    assert 'value="02:30"' in str(form["started_at"])


@pytest.mark.parametrize(("which", "hour"), [("first", 8), ("second", 9)])
def test_A094_an_hour_that_comes_twice_in_autumn_asks_which_one(which, hour):
    night = {"started_at_on": "2026-11-01", "started_at_time": "01:30"}
    asked = charted(**night)
    assert asked.errors["started_at"][0].startswith("01:30 comes twice on Sun 1 Nov 2026")
    assert 'name="started_at_which"' in str(asked["started_at"])
    form = charted(**night, started_at_which=which)
    assert form.is_valid()
    assert form.cleaned_data["started_at"] == datetime(2026, 11, 1, hour, 30, tzinfo=UTC)
    assert f'value="{which}" selected' in str(form["started_at"])


@pytest.mark.parametrize(("hour", "which"), [(8, "first"), (9, "second")])
def test_A094_a_filled_in_time_that_comes_twice_says_which_it_is(hour, which):
    form = Charted(initial={"started_at": datetime(2026, 11, 1, hour, 30, tzinfo=UTC)})
    assert f'value="{which}" selected' in str(form["started_at"])


@pytest.mark.parametrize("on", ["2026-11-01", "2026-03-08", "2026-06-01"])
def test_which_of_two_is_asked_only_where_there_are_two(on):
    for clock in ("00:59", "02:00" if on != "2026-03-08" else "03:00"):
        form = charted(started_at_on=on, started_at_time=clock)
        assert form.is_valid()
        assert "which" not in str(form["started_at"])

"""What every form of the program refuses, whatever it is about."""

import pytest
from django import forms

from il2program.forms import ActionForm
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

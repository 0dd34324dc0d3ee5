"""One treated patient for a whole file, and each form printed once."""

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from cycles.facts import journeys
from il2program.accounts.roles import Role
from il2program.documents.catalog import form_called
from il2program.documents.printed_form import BLANK, Paper
from il2program.pdf import render_pdf
from patients.models import Patient
from tests import make
from tests.documents import whole

Printing = Callable[..., bytes]


@pytest.fixture(scope="module")
def treated(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Patient]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield whole.treated(**whole.LONGEST)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def printed(treated: Patient) -> Printing:
    """The PDF of a form's copy, made once a file; `of` is how the copy's address begins, by itself a filled one's."""
    made: dict[tuple[str, str, str], bytes] = {}

    def of_form(key: str, of: str = "", paper: str = "letter") -> bytes:
        if (key, of, paper) not in made:
            form, journey = form_called(key), journeys(Patient.objects.filter(pk=treated.pk))[0]
            copies = (copy for copy in form.copies(journey) if of or copy.of != BLANK.of)
            copy = next(copy for copy in copies if copy.of.startswith(of))
            told = form.printed(journey, copy, Paper(paper), timezone.now(), make.someone(Role.NURSE))
            made[key, of, paper] = render_pdf(form.template, told)
        return made[key, of, paper]

    return of_form

"""A form and the last keeping of its draft on their way at the same moment: what was carried out leaves no draft."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from il2program.accounts.roles import Role
from il2program.submissions.models import Draft
from patients.models import Consent
from tests import make
from tests.accounts.walking import browser
from tests.submissions.forms import drafted

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = {"signed_on": "2026-03-01", "form_version": "1", "explained_by": "Dr. Invented", "witness": "Testa Witness"}


@pytest.mark.parametrize("first", ["form", "draft"])
def test_A019_a_draft_that_is_kept_while_its_form_is_carried_out_does_not_outlive_it(first):
    page = reverse("consent", args=[make.patient().code])
    client = browser(Role.COORDINATOR)
    sent = drafted(client.get(page)).sent | TYPED
    paths, barrier, told = [page, "/drafts/", "/drafts/"], Barrier(3), {}

    def send(number, path):
        barrier.wait()
        told[number] = client.post(path, sent).status_code
        connection.close()

    order = paths if first == "form" else paths[::-1]
    threads = [Thread(target=send, args=[number, path]) for number, path in enumerate(order)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Consent.objects.count() == 1
    assert not Draft.objects.exists()
    assert set(told.values()) <= {302, 204, 400}

"""What a request may be at most, told before anything of it is read."""

import pytest

from il2program.bounds import LONGEST_BODY

pytestmark = pytest.mark.django_db


def test_A059_what_is_too_long_is_refused_with_a_page_that_says_so(client):
    answer = client.post("/accounts/login/", {"login": "x" * (LONGEST_BODY + 1)})
    assert answer.status_code == 413
    assert "shorten the longest text" in answer.content.decode()
    assert not hasattr(answer.wsgi_request, "_post")


def test_A059_too_many_fields_are_refused(client):
    assert client.post("/accounts/login/", {f"a{number}": "x" for number in range(5000)}).status_code == 400


@pytest.mark.parametrize("length", ["-1", "many", "1e9", "9" * 400, "\uff11\uff12"])
def test_A066_a_length_that_is_none_is_refused(client, length):
    assert client.generic("POST", "/accounts/login/", b"x", CONTENT_LENGTH=length).status_code in {400, 403, 413}


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_A060_no_page_takes_another_method(as_nurse, method):
    assert as_nurse.generic(method, "/patients/").status_code == 405

"""A prompt for a password counts failures, locks, and keeps nothing of what was typed."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from il2program.accounts.roles import Role
from il2program.audit import trail
from il2program.audit.models import TrailEntry
from il2program.outbox.tasks import sweep
from il2program.signatures import proof
from tests import make
from tests.accounts import doors

pytestmark = pytest.mark.django_db
NURSE = Role.NURSE.value


@pytest.fixture
def request_of(rf, client):
    """A form sent in the session of the physician."""

    def sent(address="192.0.2.7", **typed):
        request = rf.post("/patients/a-chart/", typed, REMOTE_ADDR=address)
        request.user, request.session = make.someone(Role.PHYSICIAN), client.session
        return request

    make.someone(Role.NURSE)
    with trail.called_from("192.0.2.7"):
        yield sent


def refusal(prompt, *given):
    with pytest.raises(ValidationError) as refused:
        prompt(*given)
    return refused.value.messages[0]


def fail(request_of, times, prompt=proof.of_session, *given):
    for _ in range(times):
        refusal(prompt, request_of(), *given, "wrong")


def test_the_right_password_proves_the_person_of_the_session(request_of):
    proven = proof.of_session(request_of(), make.PASSWORD)
    assert (proven.person, proven.method) == (make.someone(Role.PHYSICIAN), "password")


def test_A048_each_failed_prompt_is_on_the_trail_of_the_session_it_was_in(request_of):
    fail(request_of, 1)
    line = TrailEntry.objects.get(verb="failed proof")
    assert line.actor == make.someone(Role.PHYSICIAN)
    assert line.sentence == "Wrong password to a prompt, for Testa Physician"


def test_A009_ten_failures_lock_the_prompt_even_for_the_right_password(request_of):
    fail(request_of, 9)
    assert "no password is taken here for 15 minutes" in refusal(proof.of_session, request_of(), "wrong")
    assert "no password is taken here" in refusal(proof.of_session, request_of(), make.PASSWORD)


def test_a_locked_prompt_keeps_the_page_and_its_form(request_of):
    fail(request_of, 10)
    request = request_of()
    refusal(proof.of_session, request, "wrong")
    assert not getattr(request, "axes_locked_out", False)


def test_after_a_quarter_of_an_hour_the_prompt_opens_again(request_of):
    fail(request_of, 10)
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert proof.of_session(request_of(), make.PASSWORD)


def test_failures_at_prompts_and_at_the_login_page_count_together(request_of, client):
    fail(request_of, 9)
    answer = client.post("/accounts/login/", {"login": "physician", "password": "wrong"}, REMOTE_ADDR="192.0.2.7")
    assert answer.status_code == 429


def test_a_second_person_s_failures_lock_the_second_person_alone(request_of):
    fail(request_of, 10, proof.of_second_person, NURSE)
    assert "no password is taken" in refusal(proof.of_second_person, request_of(), NURSE, make.PASSWORD)
    assert proof.of_session(request_of(), make.PASSWORD)


def test_a_right_password_forgets_the_failures_before_it(request_of):
    fail(request_of, 9)
    proof.of_session(request_of(), make.PASSWORD)
    fail(request_of, 9)
    assert proof.of_session(request_of(), make.PASSWORD)


def test_nothing_of_the_form_is_kept_by_what_counts_failures(request_of):
    refusal(proof.of_session, request_of(note="ZZCANARY", password="ZZSECRET"), "ZZSECRET")
    attempt = AccessAttempt.objects.get()
    assert "ZZ" not in attempt.post_data + attempt.get_data + attempt.username


@pytest.mark.parametrize("name", ["physician", "PHYSICIAN", " physician "])
def test_A035_the_second_person_is_never_the_first(name, request_of):
    assert refusal(proof.of_second_person, request_of(), name, make.PASSWORD) == proof.ONE_PERSON


def test_A036_three_failures_warn_the_administrators_within_a_minute(request_of):
    make.someone(Role.ADMINISTRATOR)
    fail(request_of, 2)
    assert sweep() == 0
    fail(request_of, 1)
    sweep()
    (notice,) = mail.outbox
    assert notice.to == ["administrator@example.org"]
    assert "in the session of Testa Physician (physician), 3 times" in notice.body
    assert notice.body.count("192.0.2.7") == 1


def test_A036_three_failures_of_second_persons_warn_too_and_each_three_once(request_of):
    make.someone(Role.ADMINISTRATOR)
    for name in (NURSE, "nobody", NURSE, NURSE, NURSE):
        fail(request_of, 1, proof.of_second_person, name)
        sweep()
    assert len(mail.outbox) == 1


def test_A011_who_has_an_app_signs_with_its_code_and_with_each_code_once(request_of):
    doors.app(make.someone(Role.PHYSICIAN))
    assert refusal(proof.of_session, request_of(), make.PASSWORD) == proof.NO_CODE
    assert refusal(proof.of_session, request_of(), make.PASSWORD, "000000") == proof.WRONG_CODE
    assert proof.of_session(request_of(), make.PASSWORD, doors.code()).method == "password and code"
    assert refusal(proof.of_session, request_of(), make.PASSWORD, doors.code()) == proof.WRONG_CODE


def test_wrong_codes_lock_like_wrong_passwords(request_of):
    doors.app(make.someone(Role.PHYSICIAN))
    for _ in range(9):
        refusal(proof.of_session, request_of(), make.PASSWORD, "000000")
    assert "no password is taken" in refusal(proof.of_session, request_of(), make.PASSWORD, "000000")


def test_A101_who_was_not_confirmed_for_a_year_signs_nothing(request_of):
    request = request_of()
    with time_machine.travel(timezone.now() + timedelta(days=367), tick=False):
        assert "confirmed for another year" in refusal(proof.of_session, request, make.PASSWORD)


@pytest.mark.parametrize("name", ["", "nobody\0", "\u202ephysician", "x" * 10_000])
def test_odd_names_are_refused_with_a_sentence(name, request_of):
    assert refusal(proof.of_second_person, request_of(), name, "x") == proof.WRONG_PAIR

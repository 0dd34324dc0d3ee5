"""A passkey at the signature prompt: besides the password, of the right person, once, within minutes."""

import copy
import json
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from cycles.forms.doses import ChartForm, CorrectForm
from cycles.models import Bag, Dose, PermanentStop
from il2program.accounts.forms.passkeys import CredentialField
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from il2program.signatures import proof
from il2program.signatures.forms import SigningForm
from tests import make
from tests.accounts import doors
from tests.accounts.keys import Key
from tests.signatures.records import treated

pytestmark = pytest.mark.django_db


@pytest.fixture
def key():
    return Key(make.someone(Role.PHYSICIAN))


@pytest.fixture
def page():
    return f"/patients/{treated().code}/permanent-stop/"


def asked(client, **of):
    return client.post("/accounts/passkey/", of, headers={"host": "testserver"}).json()["question"]


def order(**typed):
    facts = {"criterion": "P3", "found_on": timezone.localdate().isoformat(), "note": "Invented."}
    return facts | {"password": make.PASSWORD} | typed


def sign(client, page, answer, **typed):
    return client.send(page, **order(passkey=json.dumps(answer), **typed))


def refused(answer, words="passkey was not accepted"):
    return words in str(answer.context["form"].errors["code"]) and not PermanentStop.objects.exists()


def test_who_has_a_passkey_alone_signs_with_it_and_the_password(key, page, as_physician):
    assert b"data-passkey-prompt" in as_physician.get(page).content
    assert sign(as_physician, page, key.answer(asked(as_physician))).status_code == 302
    assert PermanentStop.objects.get().signature.method == "password and passkey"
    key.row.refresh_from_db()
    assert key.row.last_used_at


def test_the_password_alone_signs_nothing_for_who_has_a_passkey(key, page, as_physician):
    assert refused(as_physician.send(page, **order()), "use the passkey, or give a code")


def test_the_passkey_alone_signs_nothing(key, page, as_physician):
    answer = sign(as_physician, page, key.answer(asked(as_physician)), password="wrong")
    assert answer.context["form"].errors["password"]
    assert not PermanentStop.objects.exists()


def test_who_has_both_an_app_and_a_passkey_signs_with_either(key, as_physician):
    doors.app(make.someone(Role.PHYSICIAN))
    first, second = (f"/patients/{treated().code}/permanent-stop/" for _ in range(2))
    assert as_physician.send(first, **order(code=doors.code())).status_code == 302
    assert sign(as_physician, second, key.answer(asked(as_physician))).status_code == 302
    methods = PermanentStop.objects.order_by("pk").values_list("signature__method", flat=True)
    assert list(methods) == ["password and code", "password and passkey"]


def test_a_recovery_code_signs_where_the_key_is_not_at_hand(key, page, as_physician):
    codes = doors.recovery_codes(make.someone(Role.PHYSICIAN))
    assert "Recovery code" in as_physician.get(page).content.decode()
    assert as_physician.send(page, **order(code=codes[0])).status_code == 302


def test_A011_an_answer_signs_once(key, page, as_physician):
    answer = key.answer(asked(as_physician))
    other = f"/patients/{treated().code}/permanent-stop/"
    assert sign(as_physician, page, answer).status_code == 302
    replay = sign(as_physician, other, answer)
    assert "passkey was not accepted" in str(replay.context["form"].errors["code"])
    assert PermanentStop.objects.count() == 1


def test_A011_an_answer_that_comes_twice_at_the_same_time_signs_once(key, page, as_physician):
    answer = key.answer(asked(as_physician))
    waiting = copy.copy(as_physician.session["passkey_asked"])
    assert sign(as_physician, page, answer).status_code == 302
    session = as_physician.session
    session["passkey_asked"] = waiting  # as the other request still reads it
    session.save()
    replay = sign(as_physician, f"/patients/{treated().code}/permanent-stop/", answer)
    assert "passkey was not accepted" in str(replay.context["form"].errors["code"])


def test_an_answer_is_used_up_by_a_refused_try(key, page, as_physician):
    answer = key.answer(asked(as_physician))
    spoiled = copy.deepcopy(answer)
    spoiled["response"]["signature"] = spoiled["response"]["signature"][:-4] + "AAAA"
    assert refused(sign(as_physician, page, spoiled))
    assert refused(sign(as_physician, page, answer))


def test_an_answer_of_another_session_is_refused(key, page, as_role):
    one, other = as_role(Role.PHYSICIAN), as_role(Role.PHYSICIAN)
    asked(other)
    assert refused(sign(other, page, key.answer(asked(one))))


@pytest.mark.parametrize(("seconds", "accepted"), [(299, True), (301, False)])
def test_an_answer_is_good_for_five_minutes(seconds, accepted, key, page, as_physician):
    answer = key.answer(asked(as_physician))
    with time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=False):
        assert (sign(as_physician, page, answer).status_code == 302) is accepted


def test_an_answer_to_what_the_log_in_asked_does_not_sign(key, page, as_physician):
    as_physician.get("/accounts/second-factor/webauthn/reauthenticate/")
    state = as_physician.session["mfa.webauthn.state"]
    answer = key.answer({"publicKey": {"challenge": state["challenge"]}})
    assert refused(sign(as_physician, page, answer))


def test_an_answer_given_on_another_site_is_refused(key, page, as_physician):
    assert refused(sign(as_physician, page, key.answer(asked(as_physician), origin="https://evil.example.org")))


def test_somebody_else_s_passkey_is_refused(key, page, as_physician):
    other = Key(make.someone(Role.NURSE))
    assert refused(sign(as_physician, page, other.answer(asked(as_physician))))


@pytest.mark.parametrize(
    "odd", ["{}", '{"id": 1}', '{"response": null}', '{"rawId": "x", "response": {"signature": 1}}']
)
def test_what_is_no_answer_is_refused_and_no_error(odd, key, page, as_physician):
    asked(as_physician)
    assert refused(as_physician.send(page, **order(passkey=odd)))


@pytest.mark.parametrize("odd", ["[]", "null and", "1e999", "[" * 9000])
def test_what_is_no_json_object_is_refused_and_no_error(odd, key, page, as_physician):
    assert as_physician.send(page, **order(passkey=odd)).context["form"].errors["passkey"]


def test_wrong_passkeys_lock_like_wrong_passwords_and_are_on_the_trail(key, page, as_physician):
    for _ in range(9):
        sign(as_physician, page, key.answer(asked(as_physician), origin="https://evil.example.org"))
    locked = sign(as_physician, page, key.answer(asked(as_physician), origin="https://evil.example.org"))
    assert "no password is taken" in str(locked.context["form"].errors)
    right = sign(as_physician, page, key.answer(asked(as_physician)))
    assert "no password is taken" in str(right.context["form"].errors)
    lines = TrailEntry.objects.filter(verb="failed proof")
    assert lines.last().sentence == "Wrong second factor to a prompt, for Testa Physician"


def test_nothing_is_asked_of_who_has_no_passkey_or_is_nobody(as_physician):
    make.someone(Role.NURSE)
    assert asked(as_physician) is None
    assert [asked(as_physician, name=name) for name in ("nurse", "nobody", "", "\0", "x" * 9000)] == [None] * 5


def test_an_answer_is_kept_in_no_draft():
    for shown in (SigningForm, ChartForm, CorrectForm):
        passkeys = {name for name, field in shown.base_fields.items() if isinstance(field, CredentialField)}
        assert passkeys
        assert passkeys <= shown.never_kept


# The second person at a dose.


@pytest.fixture
def slot():
    cycle = make.cycle(make.ready_patient(), at=timezone.now() - timedelta(minutes=30))
    make.bag(cycle, timezone.now() - timedelta(minutes=20))
    make.check(cycle, timezone.now() - timedelta(minutes=10))
    return f"/patients/{cycle.patient.code}/cycles/1/slots/1/"


def give(client, slot, **typed):
    started = timezone.localtime(timezone.now() - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M")
    facts = {"decision": "given", "started_at": started, "bag": Bag.objects.get().pk, "second_person": "physician"}
    return client.send(slot, **facts, second_password=make.PASSWORD, **typed)


def test_a_second_person_confirms_with_their_own_passkey(key, slot, as_nurse):
    assert b'data-person="second_person"' in as_nurse.get(slot).content
    answer = key.answer(asked(as_nurse, name=" Physician "))
    assert give(as_nurse, slot, second_passkey=json.dumps(answer)).status_code == 302
    assert Dose.objects.get().confirmed_by == make.someone(Role.PHYSICIAN)


def test_a_second_person_with_a_passkey_does_not_confirm_by_password_alone(key, slot, as_nurse):
    answer = give(as_nurse, slot)
    assert "use the passkey, or give a code" in str(answer.context["form"].errors["second_code"])
    assert not Dose.objects.exists()


def test_an_answer_asked_of_the_first_person_does_not_stand_for_the_second(key, slot, as_nurse):
    own = Key(make.someone(Role.NURSE))
    answer = own.answer(asked(as_nurse))
    answered = give(as_nurse, slot, second_passkey=json.dumps(answer))
    assert "passkey was not accepted" in str(answered.context["form"].errors["second_code"])


def test_who_may_not_do_without_a_second_factor_and_has_none_is_told_to_set_one_up(slot, as_nurse, settings):
    settings.SECOND_FACTOR_ROLES = ["physician"]
    make.someone(Role.PHYSICIAN)
    answer = give(as_nurse, slot)
    assert "set up an authenticator app or a passkey first" in str(answer.context["form"].errors["second_person"])
    assert not Dose.objects.exists()


def test_a_compulsory_second_factor_is_never_left_out(rf, client, settings):
    settings.SECOND_FACTOR_ROLES = ["physician"]
    request = rf.post("/")
    request.user, request.session = make.someone(Role.PHYSICIAN), client.session
    with pytest.raises(ValidationError, match="has none"):
        proof.of_session(request, make.PASSWORD)

"""Who belongs to the program: invited, changed, deactivated, and never deleted."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from il2program.accounts import actions
from il2program.accounts.models import Person
from il2program.accounts.roles import Permission, Role
from il2program.append_only import WrittenOnce
from il2program.audit import trail
from il2program.audit.models import TrailEntry
from tests import make
from tests.accounts.doors import is_logged_in, log_in, logged_in, words

pytestmark = pytest.mark.django_db

CHANGE = {"full_name": "Nora Example", "email": "nora@example.org"}


@pytest.fixture
def nora():
    return make.person(Role.NURSE, "nora", full_name="Nora Example")


def test_only_the_administrator_sees_people(as_role, nora):
    for role in Role:
        answers = {as_role(role).get(path).status_code for path in ("/people/", f"/people/{nora.pk}/")}
        assert answers == ({200} if role is Role.ADMINISTRATOR else {403})


def test_the_list_tells_roles_access_and_second_factor(as_administrator, nora):
    shown = words(as_administrator.get("/people/"))
    assert "Nora Example nora nurse active none" in shown


def test_the_list_takes_as_many_queries_for_many_people_as_for_one(as_administrator, django_assert_max_num_queries):
    for number in range(12):
        make.person(Role.NURSE, f"nurse{number}")
    with django_assert_max_num_queries(8):
        as_administrator.get("/people/")


@pytest.mark.parametrize(
    "username",
    ["NORA", "nоra", "ｎora", "nor\u200ba", "nora\u202e", "no ra", "<b>nora</b>"],  # noqa: RUF001
)
def test_A004_a_user_name_like_another_is_refused(as_administrator, nora, username):
    answer = as_administrator.send("/people/invite/", username=username, full_name="Another", roles=["nurse"])
    assert answer.status_code == 200
    assert Person.objects.count() == 2


def test_A004_who_ever_did_anything_cannot_be_deleted(nora, as_administrator):
    with pytest.raises(WrittenOnce):
        nora.delete()
    with pytest.raises(trail.OutsideAnAction):
        Person.objects.filter(pk=nora.pk).delete()
    with pytest.raises(IntegrityError):
        _delete_behind_its_back("accounts_person")


def test_A004_the_name_of_somebody_who_left_is_never_given_again(as_administrator, nora):
    as_administrator.send(f"/people/{nora.pk}/deactivate/", reason="Left the hospital.")
    answer = as_administrator.send("/people/invite/", username="Nora", full_name="New Nora", roles=["nurse"])
    assert "never given again" in words(answer)


def test_roles_are_given_and_taken_and_the_trail_says_so(as_administrator, nora):
    typed = CHANGE | {"roles": ["nurse", "coordinator"], "seen": "nurse"}
    assert as_administrator.send(f"/people/{nora.pk}/change/", **typed).status_code == 302
    assert Person.objects.get(pk=nora.pk).has_perm(Permission.BOOK)
    as_administrator.send(f"/people/{nora.pk}/change/", **typed | {"roles": ["nurse"], "seen": "nurse, coordinator"})
    assert not Person.objects.get(pk=nora.pk).has_perm(Permission.BOOK)
    told = list(TrailEntry.objects.filter(verb="changed person").order_by("pk").values_list("sentence", flat=True))
    assert told == [
        "Changed Nora Example: nurse → nurse, coordinator",
        "Changed Nora Example: nurse, coordinator → nurse",
    ]


def test_roles_that_somebody_else_changed_meanwhile_are_looked_at_again(as_administrator, nora):
    typed = CHANGE | {"roles": ["physician"], "seen": "coordinator"}
    assert "Meanwhile the roles were changed" in words(as_administrator.send(f"/people/{nora.pk}/change/", **typed))
    assert Person.objects.get(pk=nora.pk).roles == {Role.NURSE}


def test_a_role_that_was_taken_counts_from_the_next_request(as_administrator, nora):
    client = logged_in(nora)
    assert client.get("/patients/").status_code == 200
    typed = CHANGE | {"roles": ["administrator"], "seen": "nurse"}
    as_administrator.send(f"/people/{nora.pk}/change/", **typed)
    assert client.get("/patients/").status_code == 403


def test_a_change_of_name_is_in_the_trail_with_old_and_new_and_without_the_password(as_administrator, nora):
    typed = {"full_name": "Nora Sample", "email": "", "roles": ["nurse"], "seen": "nurse"}
    as_administrator.send(f"/people/{nora.pk}/change/", **typed)
    row = TrailEntry.objects.filter(content_type__model="person", verb="").latest("pk")
    assert row.changes == {"full_name": ["Nora Example", "Nora Sample"], "email": ["nora@example.org", ""]}
    assert not [entry for entry in TrailEntry.objects.all() if nora.password in str(entry.changes)]


def test_a_person_is_written_in_an_act_only_but_for_what_a_login_writes(nora):
    nora.save(update_fields=["last_login"])
    with pytest.raises(trail.OutsideAnAction):
        nora.save(update_fields=["is_active"])
    with pytest.raises(trail.OutsideAnAction):
        nora.save()


def test_A014_who_is_deactivated_is_refused_with_the_next_request(as_administrator, nora):
    client = logged_in(nora)
    as_administrator.send(f"/people/{nora.pk}/deactivate/", reason="Left the hospital.")
    assert not is_logged_in(client)
    log_in(client, "nora")
    assert not is_logged_in(client)


def test_A014_a_session_that_survived_as_a_cookie_is_refused_after_reactivation_too(as_administrator, nora):
    client = logged_in(nora)
    kept = dict(client.session)
    as_administrator.send(f"/people/{nora.pk}/deactivate/", reason="Left the hospital.")
    as_administrator.send(f"/people/{nora.pk}/reactivate/")
    session = client.session
    session.update(kept)
    session.save()
    assert not is_logged_in(client)
    log_in(client, "nora")
    assert is_logged_in(client)


def test_deactivating_asks_for_a_reason_and_keeps_it(as_administrator, nora):
    assert as_administrator.send(f"/people/{nora.pk}/deactivate/").status_code == 200
    assert Person.objects.get(pk=nora.pk).is_active
    as_administrator.send(f"/people/{nora.pk}/deactivate/", reason="Left the hospital.")
    assert TrailEntry.objects.get(verb="deactivated person").reason == "Left the hospital."


def test_nobody_deactivates_themselves_or_takes_the_last_administrator(as_administrator):
    alone = Person.objects.get(username="administrator")
    assert "Nobody deactivates themselves" in words(
        as_administrator.send(f"/people/{alone.pk}/deactivate/", reason="Holiday.")
    )
    typed = {"full_name": "A", "email": "", "roles": ["nurse"], "seen": "administrator"}
    assert "Nobody else is administrator" in words(as_administrator.send(f"/people/{alone.pk}/change/", **typed))


def test_who_signed_keeps_the_name_that_was_signed(as_administrator):
    signed = make.eligible(_with_consent()).signature
    typed = {"full_name": "Renamed", "email": "", "roles": ["nurse"], "seen": "physician"}
    as_administrator.send(f"/people/{signed.person_id}/change/", **typed)
    signed.refresh_from_db()
    assert (signed.printed_name, signed.roles) == ("Testa Physician", "physician")


def _with_consent():
    patient = make.patient()
    make.workup(patient)
    make.consent(patient)
    return patient


def test_A034_a_page_about_people_names_no_patient(as_administrator, nora):
    patient = make.patient(family_name="Zzcanary")
    for path in ("/people/", f"/people/{nora.pk}/", f"/people/{nora.pk}/change/"):
        assert patient.family_name not in words(as_administrator.get(path))


def test_an_unknown_deed_or_person_is_not_found(as_administrator, nora):
    assert as_administrator.get(f"/people/{nora.pk}/delete/").status_code == 404
    assert as_administrator.get("/people/99999/").status_code == 404


def test_A101_a_person_is_confirmed_each_year_by_somebody_else(as_administrator, nora):
    alone = Person.objects.get(username="administrator")
    make.person(Role.ADMINISTRATOR, "second")
    assert "Somebody else must confirm you" in words(as_administrator.send(f"/people/{alone.pk}/confirm/"))
    assert as_administrator.send(f"/people/{nora.pk}/confirm/").status_code == 302


def test_A101_who_was_not_confirmed_for_a_year_is_on_the_list(as_administrator, nora, time_machine):
    from datetime import timedelta

    from django.utils import timezone

    time_machine.move_to(timezone.now() + timedelta(days=366))
    client = logged_in(Person.objects.get(username="administrator"))
    assert "overdue" in words(client.get("/people/"))
    client.post(f"/people/{nora.pk}/confirm/", {"submission": "0" * 32})
    assert not Person.objects.get(pk=nora.pk).is_attestation_overdue


def test_A101_two_people_cannot_have_one_name(nora):
    with pytest.raises(ValidationError, match="never given again"):
        make.person(Role.NURSE, "NORA")


def test_no_row_of_people_changes_past_the_trail(nora):
    with pytest.raises(trail.OutsideAnAction):
        Person.objects.update(is_active=False)
    with pytest.raises(trail.OutsideAnAction):
        nora.grants.get().delete()


@transaction.atomic
def _delete_behind_its_back(*tables):
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")
    connection.check_constraints()


def test_A004_the_database_itself_keeps_who_ever_had_a_link_or_acted(nora):
    actions.issue_link(person=nora, by=None)
    with pytest.raises(IntegrityError):
        _delete_behind_its_back("accounts_grant", "accounts_person")

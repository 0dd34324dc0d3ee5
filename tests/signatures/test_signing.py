"""A signature binds a person to what they saw."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from cycles.actions import stop_permanently
from cycles.models import PermanentStop
from il2program.accounts.roles import Role
from il2program.audit.canonical import digest
from il2program.signatures.models import Signature
from il2program.signatures.proof import Proof
from tests import make


def stop(proof: Proof) -> PermanentStop:
    start = timezone.now() - timedelta(hours=2)
    cycle = make.cycle(make.ready_patient(), at=start)
    make.given(cycle, 1, start)
    today = timezone.localdate()
    return stop_permanently(patient=cycle.patient, criterion="P3", found_on=today, proof=proof, note="Invented.")


@pytest.mark.django_db
def test_a_signature_keeps_name_role_meaning_and_method():
    signature = stop(make.proof_of(Role.PHYSICIAN)).signature
    assert (signature.printed_name, signature.roles, signature.method) == ("Testa Physician", "physician", "test")
    assert signature.meaning == "I stop IL-2 permanently for this patient."


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PHYSICIAN])
def test_nobody_but_a_physician_can_sign_a_stop_by_any_path(role):
    with pytest.raises(ValidationError, match="may not sign"):
        stop(make.proof_of(role))
    assert not PermanentStop.objects.exists()
    signed = Signature.objects.filter(person=make.someone(role), record="cycles.permanentstop")
    assert not signed.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE signatures_signature SET printed_name = 'Somebody Else'",
        "UPDATE signatures_signature SET meaning = 'I was there.'",
        "UPDATE cycles_permanentstop SET criterion = 'P1'",
        "UPDATE cycles_permanentstop SET note = ''",
    ],
)
def test_a_change_behind_the_program_s_back_is_seen(change, triggers_lifted):
    row = stop(make.proof_of(Role.PHYSICIAN))
    assert row.is_as_signed()
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert not PermanentStop.objects.get(pk=row.pk).is_as_signed()


@pytest.mark.django_db
def test_a_signature_moved_to_another_record_is_seen(triggers_lifted):
    first, second = stop(make.proof_of(Role.PHYSICIAN)), stop(make.proof_of(Role.PHYSICIAN))
    second.signature = first.signature
    assert not second.is_as_signed()


def test_the_canonical_form_does_not_depend_on_how_a_number_is_written():
    assert digest({"kg": Decimal("80.0"), "on": date(2026, 3, 2)}) == digest(
        {"on": date(2026, 3, 2), "kg": Decimal(80)}
    )


def test_the_canonical_form_refuses_what_has_none():
    with pytest.raises(TypeError):
        digest({"kg": 80.0})
    with pytest.raises(TypeError):
        digest({"rest": timedelta(days=1)})

"""Every address × everybody × GET and POST, against one table; an address that is not in it fails."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from il2program.accounts.roles import TABLE, Permission, Role
from tests.accounts.walking import (
    LEFT,
    NO_METHOD,
    NOBODY,
    OPEN,
    REFUSED,
    TO_LOGIN,
    WHO,
    address,
    answer,
    browser,
    places,
    routes,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("blank_paper")]

# Who may GET and who may POST: N nurse, P physician, C coordinator, R pharmacist, A administrator; "everybody"
# who has logged in; "anybody" at all; "-" where the method is not taken. The start page is "(start)".
WALK = """
(start)                                                                     everybody  everybody
patients/                                                                   NPCR       NPCR
patients/export.csv                                                         NPCR       NPCR
patients/<uuid:code>/                                                       NPCR       NPCR
patients/<uuid:code>/bookings/<int:pk>/move/                                C          C
patients/<uuid:code>/bookings/<int:pk>/withdraw/                            C          C
patients/<uuid:code>/eligibility/sign/                                      P          P
census/                                                                     NPCR       NPCR
census/hand-over/                                                           NPCR       NPCR
healthz                                                                     anybody    -
patients/new/                                                               C          C
patients/<uuid:code>/edit/                                                  C          C
patients/<uuid:code>/consent/                                               PC         PC
patients/<uuid:code>/leave/                                                 PC         PC
patients/<uuid:code>/measurements/<int:pk>/correct/                         NPC        NPC
patients/<uuid:code>/import/                                                NPC        NPC
patients/<uuid:code>/import/<uuid:preview>/                                 NPC        NPC
patients/<uuid:code>/eligibility/                                           NPCR       NPCR
patients/<uuid:code>/eligibility/imaging/                                   NPC        NPC
patients/<uuid:code>/eligibility/imaging/<int:pk>/correct/                  NPC        NPC
patients/<uuid:code>/eligibility/<str:area>/                                NPC        NPC
patients/<uuid:code>/cycles/<int:number>/                                   NPCR       NPCR
patients/<uuid:code>/cycles/<int:number>/admit/                             N          N
patients/<uuid:code>/cycles/<int:number>/discharge/                         NP         NP
patients/<uuid:code>/cycles/<int:number>/discharge/checklist/               NP         NP
patients/<uuid:code>/cycles/<int:number>/discharge/summary/                 P          P
patients/<uuid:code>/cycles/<int:number>/discharge/call/                    NP         NP
patients/<uuid:code>/cycles/<int:number>/recovery/                          NPCR       NPCR
patients/<uuid:code>/cycles/<int:number>/early/                             P          P
patients/<uuid:code>/cycles/<int:number>/orders/                            NPCR       NPCR
patients/<uuid:code>/cycles/<int:number>/orders/sign/                       P          P
patients/<uuid:code>/cycles/<int:number>/orders/verify/                     R          R
patients/<uuid:code>/cycles/<int:number>/bags/new/                          R          R
patients/<uuid:code>/cycles/<int:number>/bags/<int:pk>/discard/             R          R
patients/<uuid:code>/cycles/<int:number>/exception/                         P          P
patients/<uuid:code>/cycles/<int:number>/slots/<int:slot>/                  N          N
patients/<uuid:code>/cycles/<int:number>/slots/<int:slot>/correct/          N          N
patients/<uuid:code>/cycles/<int:number>/slots/<int:slot>/strike/           N          N
patients/<uuid:code>/cycles/<int:number>/telephone-orders/new/                        N          N
patients/<uuid:code>/cycles/<int:number>/telephone-orders/<int:pk>/sign/       P          P
patients/<uuid:code>/cycles/<int:number>/slots/<int:slot>/check/            N          N
patients/<uuid:code>/cycles/<int:number>/slots/<int:slot>/hold/             N          N
patients/<uuid:code>/cycles/<int:number>/slots/<int:slot>/correction/       N          N
patients/<uuid:code>/cycles/<int:number>/slots/<int:slot>/seen/             NPCR       NPCR
patients/<uuid:code>/cycles/<int:number>/stop/                              NP         NP
patients/<uuid:code>/cycles/<int:number>/toxicity/                          NPCR       NPCR
patients/<uuid:code>/cycles/<int:number>/toxicity/confirm/                  NP         NP
patients/<uuid:code>/cycles/<int:number>/toxicity/grade/                    NP         NP
patients/<uuid:code>/cycles/<int:number>/toxicity/<int:pk>/correct/         NP         NP
patients/<uuid:code>/cycles/<int:number>/events/                            NPCR       NPCR
patients/<uuid:code>/cycles/<int:number>/events/new/                        NP         NP
patients/<uuid:code>/cycles/<int:number>/events/<int:pk>/end/               NP         NP
patients/<uuid:code>/cycles/<int:number>/events/<int:pk>/correct/           NP         NP
patients/<uuid:code>/cycles/<int:number>/hand-over/                         N          N
patients/<uuid:code>/cycles/<int:number>/hand-over/take/                    N          N
patients/<uuid:code>/cycles/<int:number>/from-paper/                        N          N
patients/<uuid:code>/cycles/<int:number>/flowsheet/                         NPCR       N
patients/<uuid:code>/cycles/<int:number>/flowsheet/pictures/                NPCR       NPCR
patients/<uuid:code>/cycles/<int:number>/flowsheet/<int:pk>/                NPCR       N
patients/<uuid:code>/cycles/<int:number>/flowsheet/not-done/<int:pk>/       NPCR       N
patients/<uuid:code>/cycles/<int:number>/flowsheet/calls/new/               N          N
patients/<uuid:code>/cycles/<int:number>/flowsheet/calls/<int:pk>/answer/   N          N
patients/<uuid:code>/end-course/                                            P          P
patients/<uuid:code>/permanent-stop/                                        P          P
patients/<uuid:code>/hepatic-recovery/                                      P          P
patients/<uuid:code>/response/                                              NPCR       NPCR
patients/<uuid:code>/response/baseline/                                     PC         PC
patients/<uuid:code>/response/after/<int:cycle>/                            PC         PC
patients/<uuid:code>/response/scans/<int:pk>/correct/                       PC         PC
patients/<uuid:code>/response/after/<int:cycle>/order/                      PC         PC
patients/<uuid:code>/response/contrast/                                     P          P
patients/<uuid:code>/response/orders/<int:pk>/receive/                      PC         PC
patients/<uuid:code>/response/orders/<int:pk>/withdraw/                     PC         PC
patients/<uuid:code>/response/after/<int:cycle>/decide/                     P          P
patients/<uuid:code>/documents/                                             NPCR       -
patients/<uuid:code>/documents/<slug:form>.pdf                              NPCR       -
patients/<uuid:code>/trail/                                                 NPCR       -
patients/<uuid:code>/trail/export.csv                                       NPCR       -
patients/<uuid:code>/trail/record.zip                                       NPCR       -
trail/                                                                      A          A
trail/export.csv                                                            A          -
order-set/                                                                  PR         PR
documents/                                                                  NPCR       NPCR
documents/prints/<uuid:batch>/                                              NPCR       -
documents/prints/<uuid:batch>/cancel/                                       -          NPCR
documents/prints/<uuid:batch>/again/                                        -          NPCR
documents/prints/<uuid:batch>/file/                                         NPCR       -
resources/                                                                  everybody  -
resources/forms/<slug:form>/                                                everybody  -
drafts/                                                                     -          everybody
drafts/<int:pk>/discard/                                                    -          everybody
accounts/                                                                   everybody  everybody
accounts/login/                                                             anybody    anybody
accounts/logout/                                                            anybody    anybody
accounts/inactive/                                                          anybody    -
accounts/reauthenticate/                                                    everybody  everybody
accounts/links/<str:token>/                                                 anybody    -
accounts/password/set/                                                      anybody    anybody
accounts/password/change/                                                   everybody  everybody
accounts/sessions/<int:pk>/end/                                             -          everybody
accounts/here/                                                              everybody  everybody
accounts/passkey/                                                           -          everybody
accounts/emergency/                                                         A          A
accounts/second-factor/                                                     everybody  -
accounts/second-factor/authenticate/                                        anybody    anybody
accounts/second-factor/reauthenticate/                                      everybody  everybody
accounts/second-factor/totp/activate/                                       everybody  everybody
accounts/second-factor/totp/deactivate/                                     everybody  everybody
accounts/second-factor/recovery-codes/                                      everybody  -
accounts/second-factor/recovery-codes/generate/                             everybody  everybody
accounts/second-factor/recovery-codes/download/                             everybody  everybody
accounts/second-factor/webauthn/                                            everybody  -
accounts/second-factor/webauthn/add/                                        everybody  everybody
accounts/second-factor/webauthn/reauthenticate/                             everybody  everybody
accounts/second-factor/webauthn/keys/<int:pk>/remove/                       everybody  everybody
accounts/second-factor/webauthn/keys/<int:pk>/edit/                         everybody  everybody
accounts/second-factor/webauthn/login/                                      anybody    anybody
accounts/sign-on/cancelled/                                                 anybody    -
accounts/sign-on/<slug:provider_id>/                                        anybody    anybody
accounts/sign-on/<slug:provider_id>/callback/                               anybody    anybody
people/                                                                     A          A
people/invite/                                                              A          A
people/<int:pk>/                                                            A          A
people/<int:pk>/change/                                                     A          A
people/<int:pk>/<slug:deed>/                                                A          A
"""
EXPECTED = {route: (get, post) for route, get, post in map(str.split, WALK.strip().splitlines())}
LETTERS = dict(zip("NPCRA", Role, strict=True))
# What reading may write: the trail, the session, that recovery codes were shown, and the original of a signed form,
# which is made at its first print.
MAY_BE_WRITTEN = {
    "audit_trailentry",
    "django_session",
    "documents_sealeddocument",
    "mfa_authenticator",
    "usersessions_usersession",
}
WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


def named(route: str) -> str:
    return route or "(start)"


def expected(cell: str, who: str) -> str:
    if cell == "no row":
        return "a row in the table"
    if cell == "anybody":
        return OPEN
    if who in {NOBODY, LEFT}:
        return TO_LOGIN
    if cell == "-":
        return NO_METHOD
    return OPEN if cell == "everybody" or who in {LETTERS[letter] for letter in cell} else REFUSED


def alike(told: str, wanted: str, cell: str) -> bool:
    """A method that is not taken may be refused before or after somebody is asked who they are."""
    return told == wanted or (cell == "-" and {told, wanted} == {NO_METHOD, TO_LOGIN})


def asked_by_all(method: str) -> dict[tuple[str, str], str]:
    """What each address says to each of them."""
    known, browsers, told = places(), {who: browser(who) for who in WHO}, {}
    for route in routes():
        for who in WHO:
            told[named(route), who] = answer(browsers[who], method, address(route, known))
        if route == "accounts/logout/":
            browsers |= {role: browser(role) for role in Role}
    return told


def test_A001_every_address_is_in_the_table_and_nothing_else():
    assert set(EXPECTED) == {named(route) for route in routes()}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_A001_each_address_opens_to_whom_the_table_says(method):
    column = ["GET", "POST"].index(method)
    wrong = []
    for (route, who), told in asked_by_all(method).items():
        cell = EXPECTED.get(route, ("no row", "no row"))[column]
        if not alike(told, wanted := expected(cell, who), cell):
            wrong.append(f"{method} {route} as {who}: {told}, not {wanted}")
    assert not wrong


def test_A001_whoever_an_address_opens_to_holds_a_permission_of_the_table_of_roles():
    holders = [{role for role in Role if permission in TABLE[role]} for permission in Permission]
    cells = {cell for row in EXPECTED.values() for cell in row} - {"anybody", "everybody", "-"}
    assert not [cell for cell in cells if {LETTERS[letter] for letter in cell} not in holders]


def test_A056_reading_changes_nothing_but_what_was_read_by_whom():
    known, wrong = places(), []
    browsers = [browser(who) for who in WHO if who != LEFT]
    for route in routes():
        for client in browsers:
            with CaptureQueriesContext(connection) as queries:
                client.get(address(route, known))
            tables = {found[1] for query in queries if (found := WRITES.match(query["sql"]))}
            wrong += [f"{route}: {table}" for table in tables - MAY_BE_WRITTEN]
    assert not wrong


def forged(**how: Any) -> list[str]:
    """The addresses at which a POST without the page's own token is taken."""
    known = places()
    clients = Client(enforce_csrf_checks=True), signed_in(enforce_csrf_checks=True)
    told = [(route, client.post(address(route, known), **how)) for route in routes() for client in clients]
    return [route for route, answered in told if answered.status_code != 403]


def signed_in(**options: Any) -> Client:
    client = Client(**options)
    client.cookies = browser(Role.PHYSICIAN).cookies
    return client


def test_A056_no_form_is_taken_without_its_token_or_with_a_forged_one():
    assert not forged()
    assert not forged(data={"csrfmiddlewaretoken": "a" * 64})


def test_A056_no_form_is_taken_from_another_site():
    assert not forged(headers={"origin": "https://evil.example.com"})

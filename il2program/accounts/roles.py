"""Who may do what: the one table.

A role is what a person is in the program; a person may hold several. A permission is one thing
that a page or an action asks for. Nothing else in the program decides about access.
"""

from enum import StrEnum


class Role(StrEnum):
    NURSE = "nurse"
    PHYSICIAN = "physician"
    COORDINATOR = "coordinator"
    PHARMACIST = "pharmacist"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    SEE_CHARTS = "see charts"
    REGISTER = "register and edit patients"
    RECORD_WORKUP = "record the workup"
    RECORD_CONSENT = "record consent"
    SIGN_ELIGIBILITY = "sign eligibility"
    ADMIT = "admit to a cycle"
    SIGN_ORDERS = "sign admission orders"
    VERIFY_ORDERS = "verify orders and record bags"
    EDIT_ORDER_SET = "edit the order set"
    CHART_DOSES = "chart doses"
    CONFIRM_DOSES = "confirm a dose as second person"
    RECORD_ORDERS = "record a telephone order"
    WITNESS_ORDERS = "witness a telephone order"
    COUNTERSIGN = "countersign a telephone order"
    GRADE = "grade toxicities and record events"
    DISCHARGE = "discharge"
    SIGN_DISCHARGE = "sign the discharge summary"
    SIGN_OVERRIDES = "sign overrides and stops"
    RECORD_SCANS = "order and record scans"
    SIGN_RESPONSE = "sign the response decision"
    BOOK = "move bookings"
    END_PARTICIPATION = "record that a patient left"
    PRINT = "print forms"
    MANAGE_PEOPLE = "manage people"
    READ_TRAIL = "read the trail of the program, without values"


P = Permission
CLINICAL = {P.SEE_CHARTS, P.PRINT}

TABLE: dict[Role, frozenset[Permission]] = {
    Role.NURSE: frozenset(
        CLINICAL
        | {P.RECORD_WORKUP, P.ADMIT, P.CHART_DOSES, P.CONFIRM_DOSES, P.DISCHARGE}
        | {P.GRADE, P.RECORD_ORDERS, P.WITNESS_ORDERS}
    ),
    Role.PHYSICIAN: frozenset(
        CLINICAL
        | {P.RECORD_WORKUP, P.RECORD_CONSENT, P.SIGN_ELIGIBILITY, P.CONFIRM_DOSES, P.DISCHARGE}
        | {P.GRADE, P.SIGN_DISCHARGE, P.SIGN_ORDERS, P.EDIT_ORDER_SET}
        | {P.SIGN_OVERRIDES, P.COUNTERSIGN, P.RECORD_SCANS, P.SIGN_RESPONSE, P.END_PARTICIPATION}
    ),
    Role.COORDINATOR: frozenset(
        CLINICAL | {P.REGISTER, P.RECORD_WORKUP, P.RECORD_CONSENT, P.RECORD_SCANS, P.BOOK, P.END_PARTICIPATION}
    ),
    Role.PHARMACIST: frozenset(CLINICAL | {P.CONFIRM_DOSES, P.VERIFY_ORDERS, P.EDIT_ORDER_SET}),
    Role.ADMINISTRATOR: frozenset({P.MANAGE_PEOPLE, P.READ_TRAIL}),
}


def permissions(roles: frozenset[Role]) -> frozenset[Permission]:
    """What a person with these roles may do."""
    return frozenset().union(*(TABLE[role] for role in roles))

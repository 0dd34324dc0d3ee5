"""What is done to the people who log in, and by them to their own account."""

from il2program.accounts.actions.emergencies import open_emergency_access
from il2program.accounts.actions.factors import revoke_second_factor, untie_single_sign_on
from il2program.accounts.actions.passwords import change_password, issue_link, set_password_by_link
from il2program.accounts.actions.people import add_person, attest, change_person, deactivate, invite, reactivate
from il2program.accounts.actions.sessions import end_all_sessions, end_session

__all__ = [
    "add_person",
    "attest",
    "change_password",
    "change_person",
    "deactivate",
    "end_all_sessions",
    "end_session",
    "invite",
    "issue_link",
    "open_emergency_access",
    "reactivate",
    "revoke_second_factor",
    "set_password_by_link",
    "untie_single_sign_on",
]

from il2program.accounts.models.emergencies import EmergencyAccess
from il2program.accounts.models.links import PasswordLink
from il2program.accounts.models.people import Grant, Person

__all__ = ["EmergencyAccess", "Grant", "PasswordLink", "Person"]

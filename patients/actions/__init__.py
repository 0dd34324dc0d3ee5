from patients.actions.measurements import Entry, correct, record
from patients.actions.people import edit, leave, record_consent, register

__all__ = ["Entry", "correct", "edit", "leave", "record", "record_consent", "register"]

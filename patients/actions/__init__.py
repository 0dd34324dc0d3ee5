from patients.actions.files import open_file, store_results
from patients.actions.measurements import Entry, correct, record
from patients.actions.people import edit, leave, record_consent, register

__all__ = [
    "Entry",
    "correct",
    "edit",
    "leave",
    "open_file",
    "record",
    "record_consent",
    "register",
    "store_results",
]

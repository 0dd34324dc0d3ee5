from patients.actions.files import open_file, store_results
from patients.actions.imaging import correct_study, record_study
from patients.actions.measurements import Entry, correct, record, strike
from patients.actions.people import edit, leave, record_consent, register

__all__ = [
    "Entry",
    "correct",
    "correct_study",
    "edit",
    "leave",
    "open_file",
    "record",
    "record_consent",
    "record_study",
    "register",
    "store_results",
    "strike",
]

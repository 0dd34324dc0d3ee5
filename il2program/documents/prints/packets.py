"""Which forms go together: the packet of a patient, and what lies at a bed for the hours without the program."""

from il2program.documents.printed_form import BLANK, TODAY

# Each form by its key, with the copy that is wanted; empty for the usual one.
Packet = tuple[tuple[str, str], ...]

OF_PATIENT: Packet = (
    ("eligibility-checklist", ""),
    ("patient-information", TODAY.of),
    ("treatment-calendar", TODAY.of),
    ("wallet-card", TODAY.of),
)
OF_ADMISSION: Packet = (
    *OF_PATIENT[:3],
    ("admission-orders", BLANK.of),
    ("dose-record", BLANK.of),
)
AT_THE_BED: Packet = (
    ("admission-orders", ""),
    ("dose-record", BLANK.of),
    ("daily-flowsheet", BLANK.of),
)

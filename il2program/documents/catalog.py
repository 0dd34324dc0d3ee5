"""The list of all forms. A new one is an entry here, its template and its test."""

from eligibility.models import SignOff
from il2program.documents import checklist, reply_letter, treatment_calendar
from il2program.documents.printed_form import PrintedForm

FORMS: tuple[PrintedForm, ...] = (
    PrintedForm(
        key="eligibility-checklist",
        title="Eligibility checklist",
        version="1",
        purpose="Every criterion with its value, limit and answer, the decision and the signature. For the record.",
        template="documents/eligibility_checklist.html",
        fill=checklist.fill,
        copies=checklist.copies,
        record=SignOff,
    ),
    PrintedForm(
        key="treatment-calendar",
        title="Treatment calendar",
        version="1",
        purpose="The days in hospital, breaks, scans and visits, past and planned. For the patient to take home.",
        template="documents/treatment_calendar.html",
        fill=treatment_calendar.fill,
    ),
    PrintedForm(
        key="reply-letter",
        title="Reply to the referring physician",
        version="1",
        purpose="What was decided and why, what is planned, and whom to call. For the referring physician.",
        template="documents/reply_letter.html",
        fill=reply_letter.fill,
        copies=reply_letter.copies,
    ),
)


def form_called(key: str) -> PrintedForm | None:
    return next((form for form in FORMS if form.key == key), None)

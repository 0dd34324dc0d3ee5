"""The list of all forms. A new one is an entry here, its template and its test."""

from cycles.models import OrderVerification
from eligibility.models import SignOff
from il2program.documents import (
    admission_orders,
    checklist,
    dose_decision,
    dose_record,
    reply_letter,
    treatment_calendar,
)
from il2program.documents.printed_form import PrintedForm
from il2program.documents.stays import copies_of_stays

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
        key="admission-orders",
        title="Admission orders and pharmacy dose worksheet",
        version="1",
        purpose="The signed orders of an admission, and the dose as the pharmacist computed it. For record and ward.",
        template="documents/admission_orders.html",
        fill=admission_orders.fill,
        copies=admission_orders.copies,
        record=OrderVerification,
    ),
    PrintedForm(
        key="dose-record",
        title="Dose record",
        version="1",
        purpose="The 14 slots of an admission: what was found, decided and given, and by whom. For the record.",
        template="documents/dose_record.html",
        fill=dose_record.fill,
        copies=copies_of_stays,
        landscape=True,
    ),
    PrintedForm(
        key="dose-decision",
        title="What was seen at a dose",
        version="1",
        purpose="Everything that was on the screen when a dose was decided, as it was kept then. For a review.",
        template="documents/dose_decision.html",
        fill=dose_decision.fill,
        copies=dose_decision.copies,
        landscape=True,
        empty="No dose has been decided yet.",
        in_record=False,
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

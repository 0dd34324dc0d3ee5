"""The list of all forms. A new one is an entry here, its template and its test."""

from cycles.models import OrderVerification
from eligibility.models import SignOff
from il2program.documents import (
    admission_orders,
    checklist,
    consent_form,
    dose_decision,
    dose_record,
    patient_information,
    reply_letter,
    treatment_calendar,
    wallet_card,
)
from il2program.documents.patient_information import IN_ENGLISH, IN_SPANISH
from il2program.documents.printed_form import PrintedForm, today_and_blank
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
        key="consent",
        title="Consent to treatment",
        version="1",
        purpose="What the patient agrees to, the risks and the other choices, to be signed by hand. For the record.",
        template="documents/consent.html",
        fill=consent_form.fill,
        copies=consent_form.copies,
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
        copies=today_and_blank,
    ),
    PrintedForm(
        key="patient-information",
        title="Patient information",
        version="1",
        purpose="The treatment in plain words, with the patient's own days. For the patient to take home.",
        template="documents/patient_information.html",
        fill=patient_information.in_language(IN_ENGLISH),
        copies=today_and_blank,
    ),
    PrintedForm(
        key="patient-information-es",
        title="Información para el paciente",
        version="1",
        purpose="Patient information in Spanish, with the patient's own days. For the patient to take home.",
        template="documents/patient_information_es.html",
        fill=patient_information.in_language(IN_SPANISH),
        copies=today_and_blank,
        language="es",
    ),
    PrintedForm(
        key="wallet-card",
        title="Wallet card",
        version="1",
        purpose="Days of the doses, warning of contrast and steroids, whom to call. For the patient to carry.",
        template="documents/wallet_card.html",
        fill=wallet_card.fill,
        copies=today_and_blank,
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

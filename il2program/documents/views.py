"""The forms of a patient, and each of them as a PDF."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cycles.facts import Journey, journeys
from il2program.accounts.roles import Permission
from il2program.audit import trail
from il2program.audit.quota import within_quota
from il2program.documents.catalog import FORMS, form_called
from il2program.documents.handing_out import handed_out, offers
from il2program.documents.printed_form import Copy, Paper, PrintedForm
from il2program.documents.record import packing
from il2program.pathway.requests import StaffRequest
from il2program.pdf import PdfRefused, PdfUnavailable
from patients.models import Patient


@require_safe
@permission_required(Permission.PRINT, raise_exception=True)
def documents(request: StaffRequest, code: UUID) -> HttpResponse:
    journey = _journey(code)
    forms = [form for form in FORMS if request.user.has_perm(form.permission)]
    shown = {"patient": journey.patient, "forms": offers(forms, journey), "papers": list(Paper)}
    return render(request, "documents/documents.html", shown)


@require_safe
@permission_required(Permission.PRINT, raise_exception=True)
@within_quota
def document(request: StaffRequest, code: UUID, form: str) -> HttpResponse:
    """One form as a PDF: `paper` is letter or a4, `of` which copy of it."""
    printed, journey = _form(request, form), _journey(code)
    copy, paper = _copy(request, printed.copies(journey)), _paper(request)
    try:
        sheet = handed_out(printed, journey, copy, paper, by=request.user)
    except PdfRefused as refusal:
        status = 503 if isinstance(refusal, PdfUnavailable) else 422
        context = {"patient": journey.patient, "form": printed, "sentence": str(refusal)}
        return render(request, "documents/refused.html", context, status=status)
    with transaction.atomic():
        trail.printed(journey.patient, request, sheet.told)
    headers = {"Content-Disposition": f'inline; filename="{sheet.name}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(sheet.pdf, content_type="application/pdf", headers=headers)


@require_safe
@permission_required([Permission.SEE_CHARTS, Permission.PRINT], raise_exception=True)
def record(request: StaffRequest, code: UUID) -> HttpResponse:
    """All that is signed, charted and written down about one patient, in a file that proves itself."""
    journey = _journey(code)
    printed = packing.printed(journey, by=request.user)  # before the transaction: it takes seconds, and others write
    with transaction.atomic():
        trail.exported(journey.patient, request, "the record with its trail and signatures")
        content = packing.packed(journey.patient, printed, by=request.user)
    headers = {"Content-Disposition": f'attachment; filename="record-{timezone.localdate():%Y-%m-%d}.zip"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)


def _journey(code: UUID) -> Journey:
    found = journeys(Patient.objects.filter(code=code))
    if not found:
        raise Http404("There is no patient with this code.")
    return found[0]


def _form(request: StaffRequest, key: str) -> PrintedForm:
    form = form_called(key)
    if form is None:
        raise Http404("There is no such form.")
    if not request.user.has_perm(form.permission):
        raise PermissionDenied
    return form


def _copy(request: StaffRequest, copies: list[Copy]) -> Copy:
    """The copy that was asked for, else the usual one."""
    wanted = request.GET.get("of", copies[0].of if copies else "")
    for copy in copies:
        if copy.of == wanted:
            return copy
    raise Http404("There is no such copy of this form.")


def _paper(request: StaffRequest) -> Paper:
    try:
        return Paper(request.GET.get("paper", Paper.LETTER))
    except ValueError:
        raise Http404("There is no such paper.") from None

"""The print centre: asking for many forms, seeing them being made, and fetching them."""

from collections.abc import Callable
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from il2program.accounts.roles import Permission
from il2program.audit import trail
from il2program.audit.quota import within_quota
from il2program.documents.catalog import form_called
from il2program.documents.models import Bound, PrintBatch
from il2program.documents.prints import asking
from il2program.documents.prints.forms import PrintsForm
from il2program.forms import Conflict
from il2program.pathway.requests import StaffRequest, rendered
from il2program.submissions.once import submitted_once
from patients.models import Patient


@permission_required(Permission.PRINT, raise_exception=True)
@submitted_once
def centre(request: StaffRequest) -> HttpResponse:
    chosen = {"what": asking.What.PATIENTS, "patients": request.GET.getlist("patient")}
    initial = chosen if "patient" in request.GET else None
    form = PrintsForm(request.POST or None, patients=Patient.objects.all(), initial=initial)
    if form.carries_out(asking.ask, by=request.user):
        return redirect("prints", form.outcome.code)
    shown = {"form": form, "batches": PrintBatch.objects.of(request.user.pk), "in_the_unit": len(asking.in_the_unit())}
    return render(request, "documents/centre.html", shown, status=form.status)


@require_safe
@permission_required(Permission.PRINT, raise_exception=True)
def prints(request: StaffRequest, batch: UUID) -> HttpResponse:
    """How far a batch is, and what of it failed."""
    found = _own(request, batch)
    failed = found.items.exclude(refused="").select_related("patient").defer("pdf")
    shown = {"batch": found, "failed": [(item, form_called(item.form)) for item in failed]}
    return rendered(request, "documents/prints.html", "documents/_prints.html", shown)


@require_POST
@permission_required(Permission.PRINT, raise_exception=True)
@submitted_once
def cancel(request: StaffRequest, batch: UUID) -> HttpResponse:
    return _done(request, batch, asking.cancel)


@require_POST
@permission_required(Permission.PRINT, raise_exception=True)
@submitted_once
def again(request: StaffRequest, batch: UUID) -> HttpResponse:
    return _done(request, batch, asking.make_again)


def _done(request: StaffRequest, batch: UUID, act: Callable[..., None]) -> HttpResponse:
    try:
        act(batch=_own(request, batch), by=request.user)
    except Conflict as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("prints", batch)


@require_safe
@permission_required(Permission.PRINT, raise_exception=True)
@within_quota
def fetch(request: StaffRequest, batch: UUID) -> HttpResponse:
    """The file of a batch; each patient's chart tells who fetched which forms."""
    found = _own(request, batch)
    if not found.is_ready or found.file is None:
        raise Http404("These prints are not ready.")
    with transaction.atomic():
        _tell(request, found)
    name = f"prints-{timezone.localdate(found.asked_at):%Y-%m-%d}.{found.bound}"
    kind = "application/zip" if found.bound == Bound.ZIP else "application/pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(bytes(found.file), content_type=kind, headers=headers)


def _tell(request: StaffRequest, batch: PrintBatch) -> None:
    made = batch.items.exclude(made_at=None).select_related("patient").defer("pdf").order_by("patient", "pk")
    for patient, items in groupby(made, key=lambda item: item.patient):
        trail.printed(patient, request, f"in a batch: {'; '.join(item.told for item in items)}")


def _own(request: StaffRequest, batch: UUID) -> PrintBatch:
    """A batch is for the person who asked for it, and for a day."""
    return get_object_or_404(PrintBatch.objects.of(request.user.pk), code=batch)

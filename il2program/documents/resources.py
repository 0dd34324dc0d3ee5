"""What everybody may read and hand out: the patient information, where to read more, and how each form is used."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from il2program.documents import links
from il2program.documents.catalog import FORMS, form_called


@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    shown = {"forms": FORMS, "english": links.ENGLISH, "spanish": links.SPANISH, "unit_phone": settings.UNIT_PHONE}
    return render(request, "documents/resources.html", shown)


@require_safe
def instructions(request: HttpRequest, form: str) -> HttpResponse:
    """What a form is for, who fills it in, when, and where it goes."""
    if (printed := form_called(form)) is None:
        raise Http404("There is no such form.")
    return render(request, "documents/instructions.html", {"form": printed})

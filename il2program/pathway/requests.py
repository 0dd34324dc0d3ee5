"""What a request of this room carries."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from il2program.accounts.models import Person


class StaffRequest(HttpRequest):
    """Sent by somebody who has logged in; the middleware refuses everybody else."""

    user: Person
    htmx: HtmxDetails


def rendered(request: StaffRequest, page: str, part: str, context: dict[str, object]) -> HttpResponse:
    """The whole page, or only the part of it that htmx asks for anew."""
    response = render(request, part if request.htmx else page, context)
    patch_vary_headers(response, ["HX-Request"])
    return response

"""What a request may be at most."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

# A file of 5 MB with what a browser puts around it.
LONGEST_BODY = 6 * 1024 * 1024
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class BoundsMiddleware:
    """Refuses what is too long before it is read, and methods that no page has.

    A view that looks at no method would answer TRACE like GET, and no token is asked for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if _is_too_long(request):
            return render(request, "413.html", status=413)
        return self.get_response(request)


def _is_too_long(request: HttpRequest) -> bool:
    """Whether more is sent than a form can be, or does not say how much."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    told = length.isascii() and length.isdecimal() and "HTTP_TRANSFER_ENCODING" not in request.META
    return not told or int(length[:12]) > LONGEST_BODY

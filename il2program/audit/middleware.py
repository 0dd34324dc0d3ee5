from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from il2program.audit import trail


class TrailMiddleware:
    """Tells the trail from which address a request came, as the web server saw it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with trail.called_from(request.META.get("REMOTE_ADDR") or None):
            return self.get_response(request)

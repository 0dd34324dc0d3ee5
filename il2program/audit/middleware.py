from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from il2program.audit import reads, trail


class TrailMiddleware:
    """Tells the trail from which address a request came, as the web server saw it, and what was read by it.

    A page whose line cannot be written is not shown.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with trail.called_from(request.META.get("REMOTE_ADDR") or None):
            response = self.get_response(request)
            reads.tell(request, response)
        return response

"""How much may be sent to the program at once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# A file of 5 MB with what a browser puts around it.
MOST_SENT_BYTES = 6 * 1024 * 1024
# So much of what is refused is taken in and thrown away, so that a browser that is still sending hears the answer.
MOST_HEARD_BYTES = 128 * 1024 * 1024
AT_ONCE_BYTES = 64 * 1024


class SizeMiddleware:
    """Answers what is too large with a sentence, by the length that was announced: nothing of it is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isdecimal() or int(announced) <= MOST_SENT_BYTES:
            return self.get_response(request)
        heard = 0
        while heard < MOST_HEARD_BYTES and (chunk := request.read(AT_ONCE_BYTES)):
            heard += len(chunk)
        return render(request, "413.html", status=413)

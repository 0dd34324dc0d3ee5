"""What of a request belongs on the trail besides the acts: what was read, and what was refused."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from auditlog import get_logentry_model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.utils import timezone

from il2program.audit import trail

if TYPE_CHECKING:
    from il2program.accounts.models import Person

PAGE = "text/html"
KINDS = {PAGE: ("viewed", "Opened"), "application/pdf": ("printed", "Printed"), "text/csv": ("exported", "Exported")}
# A page that refreshes itself is no new view, as long as the page itself was opened in the same shift.
SHIFT = timedelta(hours=13)


def tell(request: HttpRequest, response: HttpResponseBase) -> None:
    """Write the line of a page that was read, or of a refusal; acts write their own."""
    if (match := request.resolver_match) is None:
        return
    by = request.user if request.user.is_authenticated else None
    chart = code if isinstance(code := match.kwargs.get("code"), UUID) else None
    if response.status_code == 403:
        trail.write("denied", sentence=f"Was refused: {request.method} {words(match)}", by=by, chart=chart)
    elif by is None:
        return
    elif response.status_code == 429:
        trail.write("denied", sentence=f"Was refused, too much at once: {words(match)}", by=by, chart=chart)
    elif response.status_code == 404 and chart:
        trail.write("not found", sentence=f"Asked for what is not there: {words(match)}", by=by, chart=chart)
    elif request.method == "GET" and response.status_code == 200 and not hasattr(request, "is_on_the_trail"):
        _tell_read(request, by, response.headers.get("Content-Type", "").partition(";")[0], match, chart)


def _tell_read(request: HttpRequest, by: "Person", kind: str, match: ResolverMatch, chart: UUID | None) -> None:
    if chart is None and (kind not in KINDS or match.route.startswith("accounts/")):
        return
    verb, done = KINDS.get(kind, ("exported", "Exported"))
    question = getattr(request, "asked", request.GET.dict())
    sentence, asked = f"{done} {words(match)}", {"asked": question} if question else None
    if is_background(request) and _was_opened(by, sentence, asked, chart):
        return
    trail.write(verb, sentence=sentence, by=by, chart=chart, details=asked)


def words(match: ResolverMatch) -> str:
    """A page in words: "board, number 3"."""
    facts = [f"{name} {value}" for name, value in match.kwargs.items() if name != "code"]
    return ", ".join([(match.url_name or match.route).replace("_", " "), *facts])


def is_background(request: HttpRequest) -> bool:
    """Whether a part of a page was asked for, which is on the screen already."""
    headers = request.headers
    whole = "HX-Boosted" in headers or "HX-History-Restore-Request" in headers
    return "X-Background" in headers or ("HX-Request" in headers and not whole)


def _was_opened(by: "Person", sentence: str, asked: dict[str, Any] | None, chart: UUID | None) -> bool:
    """Whether this person has opened the chart, or this list with this search: anybody can send a header."""
    lines = get_logentry_model().objects.filter(actor=by, verb="viewed", timestamp__gt=timezone.now() - SHIFT)
    if chart is not None:
        return bool(lines.filter(chart=chart).exists())
    return bool(lines.filter(chart=None, sentence=sentence, additional_data=asked).exists())

"""How much one person may print and export at once: read from the trail, so that no restart and no cache forgets it."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from auditlog import get_logentry_model
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

SPAN = timedelta(minutes=1)
TAKEN = ("printed", "exported")
View = Callable[..., HttpResponseBase]


def within_quota(view: View) -> View:
    """The decorator of each view that hands out a file of patients; who took too many waits a minute."""

    @wraps(view)
    def bounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _taken_by(request.user) < settings.FILES_PER_MINUTE:
            return view(request, *args, **kwargs)
        response = render(request, "429.html", {"files_per_minute": settings.FILES_PER_MINUTE}, status=429)
        response["Retry-After"] = str(int(SPAN.total_seconds()))
        return response

    bounded.is_within_quota = True  # type: ignore[attr-defined]
    return bounded


def _taken_by(person: Any) -> int:
    lines = get_logentry_model().objects.filter(actor=person, verb__in=TAKEN, timestamp__gt=timezone.now() - SPAN)
    return int(lines.count())

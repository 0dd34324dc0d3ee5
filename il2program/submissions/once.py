"""The decorator of each view that takes a form."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from il2program.submissions import drafts
from il2program.submissions.models import Submission

FIELD = "submission"
View = Callable[..., HttpResponseBase]


def submitted_once(view: View) -> View:
    """Carry a form out once, however often it is sent.

    The form's key is claimed in the transaction of what it does; a second sending, at once or
    later, gets the first answer. A form that was refused gives its key back. One that was shown on
    another page, and so perhaps for another patient, does nothing. What is typed into a form is its
    person's draft until it is carried out.
    """

    @wraps(view)
    def once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            with drafts.given_back(request):
                return view(request, *args, **kwargs)
        if (key := _key(request)) is None:
            return render(request, "keyless.html", status=400)
        if drafts.was_shown_elsewhere(request):
            return render(request, "elsewhere.html", status=409)
        with transaction.atomic():
            return _answer(request, key, lambda: view(request, *args, **kwargs))

    once.takes_form = True  # type: ignore[attr-defined]
    return once


def _key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _answer(request: HttpRequest, key: UUID, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    submission, first = Submission.objects.claim(key=key, person_id=request.user.pk or 0, path=request.path)
    if not first:
        if (submission.person_id, submission.path) != (request.user.pk, request.path):
            return render(request, "keyless.html", status=400)
        return redirect(submission.answer)
    response = view()
    if isinstance(response, HttpResponse) and response.status_code in (301, 302, 303):
        submission.answer = response["Location"]
        submission.save(update_fields=["answer"])
        drafts.forget(request)
    else:
        submission.delete()
        drafts.keep_refused(request)
    return response


def kept_late(request: HttpRequest) -> bool:
    """Keep what was sent when nobody was logged in any more, or somebody else, for the person it was shown to.

    A form that was carried out before, and is sent once more, leaves nothing.
    """
    if request.method != "POST" or (mark := drafts.mark_in(request.POST)) is None:
        return False
    if (key := _key(request)) is None or Submission.objects.filter(key=key).exists():
        return False
    return drafts.keep(mark, request.POST)

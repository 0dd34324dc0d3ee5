"""What is half typed into a form: kept for its person and page until the form is carried out.

Each form carries a mark, signed by the program: for whom it was shown, on which page, and which of
its fields are kept. What comes too late, when nobody or somebody else is logged in, is kept by it
for the person it belongs to, and for nobody else.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from il2program.forms import ActionForm, half_typed
from il2program.submissions.models import Draft, lifetime

FIELD = "draft"
SALT = "draft"
MOST_BYTES = 64 * 1024


class Mark(NamedTuple):
    person_id: int
    path: str
    fields: list[str]


def mark_of(request: HttpRequest, form: ActionForm) -> str:
    """The mark of a form that is shown now; empty where there is nothing to keep, or nobody to keep it for."""
    if not request.user.is_authenticated or not form.keeps_a_draft:
        return ""
    return signing.dumps(Mark(request.user.pk, request.path, form.kept_names), salt=SALT, compress=True)


def mark_in(posted: QueryDict) -> Mark | None:
    """The mark that a form was sent with, if it is one of this program and not older than a draft gets."""
    try:
        return Mark(*signing.loads(posted.get(FIELD, ""), salt=SALT, max_age=lifetime()))
    except signing.BadSignature:
        return None


def was_shown_elsewhere(request: HttpRequest) -> bool:
    """Whether a form was shown on another page than it is sent to; any is sent to where drafts are kept."""
    mark = mark_in(request.POST)
    return mark is not None and request.path not in (mark.path, reverse("keep_draft"))


def keep(mark: Mark, posted: QueryDict) -> bool:
    """Keep what is typed now in place of what was; False, and the old one stays, where it is too much."""
    # No database takes a NUL in JSON, and no field of a form takes it either.
    fields = {name: [text.replace("\0", "") for text in posted.getlist(name)] for name in mark.fields if name in posted}
    if len(json.dumps(fields, ensure_ascii=False).encode()) > MOST_BYTES:
        return False
    now = {"fields": fields, "saved_at": timezone.now()}
    Draft.objects.update_or_create(now, person_id=mark.person_id, path=mark.path)
    return True


def keep_refused(request: HttpRequest) -> None:
    """Keep what was sent to a page and not carried out."""
    mark = mark_in(request.POST)
    if mark is not None and (mark.person_id, mark.path) == (request.user.pk, request.path):
        keep(mark, request.POST)


def forget(request: HttpRequest) -> None:
    """The form of this page was carried out."""
    Draft.objects.filter(person_id=request.user.pk or 0, path=request.path).delete()


@contextmanager
def given_back(request: HttpRequest) -> Iterator[None]:
    """Show the form of this page as it was half typed, if it was."""
    token = half_typed.set(Draft.objects.of(request.user.pk or 0, request.path))
    try:
        yield
    finally:
        half_typed.reset(token)

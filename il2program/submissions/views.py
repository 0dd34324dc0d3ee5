"""The addresses that keep and discard what is half typed, and the page of a form that came too late."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from il2program.submissions import drafts
from il2program.submissions.models import Draft
from il2program.submissions.once import kept_late, submitted_once

NOT_SAVED, TOO_MUCH = 400, 413


@require_POST
@sensitive_post_parameters()
@submitted_once
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keep what a form holds now. It comes with the form's own key: one that was carried out leaves nothing."""
    mark = drafts.mark_in(request.POST)
    if mark is None or mark.person_id != request.user.pk:
        return HttpResponse(status=NOT_SAVED)
    return HttpResponse(status=204 if drafts.keep(mark, request.POST) else TOO_MUCH)


@require_POST
@submitted_once
def discard_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away what one has half typed, and show the page as it would be without."""
    draft = get_object_or_404(Draft, pk=pk, person_id=request.user.pk)
    draft.delete()
    query = request.POST.get("query", "")
    return redirect(f"{draft.path}?{query}" if query else draft.path)


def refused_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of this session: of an earlier one, as a rule."""
    return render(request, "403_csrf.html", {"kept": kept_late(request)}, status=403)

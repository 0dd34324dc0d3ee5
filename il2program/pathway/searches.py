"""What identifies a patient stays out of addresses, and so out of logs, histories and links.

A list is asked for by a form that is posted. Its filters go on into the address of the list, which can be
shared; the typed words stay in the session, and the address carries a key that says nothing to anybody else.
"""

import secrets
from collections.abc import Iterable

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.http import urlencode

from il2program.audit import trail

KEY, IN_SESSION = "search", "searches"
# So many of the latest: each tab and each step back still finds its own.
KEPT = 30
LONGEST, LONGEST_FILTER = 200, 40


def address(request: HttpRequest, words: str, filters: Iterable[str]) -> str:
    """Where the list is that a posted form asks for; `words` names the field that stays in the session."""
    asked = {name: request.POST[name][:LONGEST_FILTER] for name in filters if request.POST.get(name)}
    if typed := request.POST.get(words, "").strip()[:LONGEST]:
        asked[KEY] = _keep(request.session, typed)
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def asked(request: HttpRequest, words: str) -> dict[str, str]:
    """The question of an address with the typed words in their place, as the trail keeps it too."""
    found = {name: value for name, value in request.GET.dict().items() if name not in (KEY, words)}
    if typed := request.session.get(IN_SESSION, {}).get(request.GET.get(KEY, "")):
        found[words] = typed
    trail.asked(request, found)
    return found


def is_lost(request: HttpRequest) -> bool:
    """Whether the address names a search that this session does not have: somebody else's, or one of before."""
    return KEY in request.GET and request.GET[KEY] not in request.session.get(IN_SESSION, {})


def _keep(session: SessionBase, typed: str) -> str:
    """The key of these words, the same for the same words."""
    kept = dict(session.get(IN_SESSION, {}))
    key = next((key for key, words in kept.items() if words == typed), None) or secrets.token_urlsafe(8)
    kept.pop(key, None)
    session[IN_SESSION] = dict([*kept.items(), (key, typed)][-KEPT:])
    return key

"""Tags that every template has without loading them."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import template
from django.template import defaultfilters
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

from il2program.forms import ActionForm
from il2program.submissions import drafts
from il2program.submissions.once import FIELD

register = template.Library()


@register.simple_tag(takes_context=True)
def once(context: RequestContext) -> SafeString:
    """The hidden key of a form that is carried out once; a refused form keeps its key."""
    key = context["request"].POST.get(FIELD) or uuid4()
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, key)


@register.inclusion_tag("_draft.html", takes_context=True)
def draft(context: RequestContext, form: ActionForm) -> dict[str, object]:
    """Has what is typed into this form kept until it is carried out, and says so where it was given back."""
    return {"form": form, "mark": drafts.mark_of(context["request"], form)}


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, form: str | None = None) -> str:
    """As Django's own; a time that comes twice in the night of autumn says by its zone which one it is.

    Django leaves the zone (T) of such a time empty.
    """
    shown = str(defaultfilters.date(value, form))
    if isinstance(value, datetime) and form and form.endswith(("H:i", "H:i T")) and _comes_twice(value):
        return f"{shown.rstrip()} {value:%Z}"
    return shown


def _comes_twice(value: datetime) -> bool:
    return value.utcoffset() != value.replace(fold=1 - value.fold).utcoffset()


@register.filter
def may(person: object, permission: str) -> bool:
    """Whether a person holds a permission: {% if user|may:"admit to a cycle" %}."""
    return bool(person.has_perm(permission))  # type: ignore[attr-defined]

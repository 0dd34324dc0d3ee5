"""Tags that every template has without loading them."""

from uuid import uuid4

from django import template
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


@register.filter
def may(person: object, permission: str) -> bool:
    """Whether a person holds a permission: {% if user|may:"admit to a cycle" %}."""
    return bool(person.has_perm(permission))  # type: ignore[attr-defined]

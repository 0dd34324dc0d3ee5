"""How drugs are named on orders."""

from django import template
from django.template.defaultfilters import stringfilter

from cycles.rules import tall_man as names

register = template.Library()


@register.filter
@stringfilter
def tall_man(text: str) -> str:
    """Look-alike names in their tall-man letters."""
    return names.tall_man(text)

"""The base of every form that carries out an action."""

from collections.abc import Callable
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class ActionForm(forms.Form):
    """A form whose fields are the keywords of one action."""

    error_css_class = "is-invalid"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.include_media = False

    def carries_out(self, action: Callable[..., Any], **facts: Any) -> bool:
        """Run the action with what was typed; put a refusal beside the field it is about."""
        if not self.is_valid():
            return False
        try:
            self.outcome = action(**facts, **self.cleaned_data)
        except ValidationError as refusal:
            self.refuse(refusal)
            return False
        return True

    def refuse(self, refusal: ValidationError) -> None:
        by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.messages}
        for field, messages in by_field.items():
            self.add_error(field if field in self.fields else None, messages)


class DayField(forms.DateField):
    """A day, typed or picked."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)


class InstantField(forms.DateTimeField):
    """A day and a time of the hospital's zone; a time that the clock change makes doubtful is refused."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        kwargs.setdefault("widget", widget)
        super().__init__(**kwargs)

"""The base of every form that carries out an action."""

import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict

if TYPE_CHECKING:
    from il2program.submissions.models import Draft

# What was half typed into the form of the page that is being shown; `submitted_once` sets it around each view.
half_typed: ContextVar["Draft | None"] = ContextVar("half_typed", default=None)

# Characters that nobody sees and that turn the order of what stands around them, or mean something to a machine.
HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class Conflict(ValidationError):
    """A refusal for how things stand, whatever was typed: out of turn, done already, or changed meanwhile."""


class ActionForm(forms.Form):
    """A form whose fields are the keywords of one action.

    What was half typed into it comes back by itself where it is shown anew, with the hidden key of
    what its page showed then: a form that was opened on older facts is refused after that, too.
    `status` is what the page that shows the form again is answered with: 409 after a conflict.
    """

    error_css_class = "is-invalid"
    status = 200
    # What proves who somebody is: typed anew each time, and in no draft. Passwords never are.
    never_kept: frozenset[str] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
        self.draft = None if self.is_bound else half_typed.get()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.include_media = False

    @property
    def kept(self) -> list[str]:
        """The fields that a draft keeps."""
        proofs = {name for name, field in self.fields.items() if isinstance(field.widget, forms.PasswordInput)}
        return [name for name in self.fields if name not in self.never_kept | proofs]

    @property
    def left_out(self) -> list[str]:
        return [name for name in self.fields if name not in self.kept]

    @property
    def days_and_times_of_the_page(self) -> list[str]:
        """Days and times that nobody typed or sent: the page fills them in, with the present one as a rule."""
        typed = self.data if self.is_bound else self.draft.fields if self.draft else {}
        kinds = (DayField, InstantField)
        return [name for name in self.kept if isinstance(self.fields[name], kinds) and name not in typed]

    @property
    def keeps_a_draft(self) -> bool:
        """Whether something can be typed that is worth keeping."""
        return any(not self.fields[name].widget.is_hidden for name in self.kept)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if self.draft is None or field.widget.value_omitted_from_data(self.draft.typed, {}, field_name):
            return super().get_initial_for_field(field, field_name)
        return field.widget.value_from_datadict(self.draft.typed, {}, field_name)

    def _clean_fields(self) -> None:
        """Refuse hidden characters in whatever is typed; they come with pasted text. A password may have any."""
        super()._clean_fields()  # type: ignore[misc]
        for name in self.kept:
            value = self.cleaned_data.get(name)
            if isinstance(value, str) and (found := HIDDEN.search(value)):
                told = f"U+{ord(found[0]):04X}"
                self.add_error(name, f"This text has a hidden character ({told}). Type it instead of pasting it.")

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
        if isinstance(refusal, Conflict):
            self.status = 409
        by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.messages}
        for field, messages in by_field.items():
            self.add_error(field if field in self.fields else None, messages)

    def shows_anew(self, name: str) -> None:
        """Have the refused form send the key of what stands now: its page shows that, and what differs."""
        data = cast("QueryDict", self.data).copy()
        data[name] = self.initial[name]
        self.data = data


class SeenField(forms.IntegerField):
    """The hidden key of what a page shows. A form that comes back shows things as they are now, and sends their key."""

    widget = forms.HiddenInput

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


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

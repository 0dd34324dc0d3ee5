"""The base of every form that carries out an action."""

import re
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format

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

    @classmethod
    def typed_so_far(cls, data: QueryDict) -> dict[str, Any]:
        """What was typed, as it was: the initial values of a form that is shown again before it is sent."""
        widgets = {name: field.widget for name, field in cls.base_fields.items()}
        sent = {name: one for name, one in widgets.items() if not one.value_omitted_from_data(data, {}, name)}
        return {name: one.value_from_datadict(data, {}, name) for name, one in sent.items()}

    @property
    def kept(self) -> list[str]:
        """The fields that are kept in a draft."""
        proofs = {name for name, field in self.fields.items() if isinstance(field.widget, forms.PasswordInput)}
        return [name for name in self.fields if name not in self.never_kept | proofs]

    @property
    def kept_names(self) -> list[str]:
        """The names under which they are sent."""
        return [part for name in self.kept for part in names_of(self.fields[name], name)]

    @property
    def left_out(self) -> list[str]:
        kept = set(self.kept)
        return [name for name in self.fields if name not in kept]

    @property
    def days_and_times_of_the_page(self) -> list[str]:
        """Days and times that nobody typed or sent: the page fills them in, with the present one as a rule.

        Those of one field are joined by a plus.
        """
        typed = self.data if self.is_bound else self.draft.typed if self.draft else {}
        fields = {name: field for name in self.kept if isinstance(field := self.fields[name], DayField | InstantField)}
        fresh = {name: field for name, field in fields.items() if field.widget.value_omitted_from_data(typed, {}, name)}
        return ["+".join(names_of(field, name)) for name, field in fresh.items()]

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


class ClockField(forms.Field):
    """A time of day as a 24-hour clock shows it; 1605 is 16:05."""

    SHOWN = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])|([01][0-9]|2[0-3])([0-5][0-9])")
    default_error_messages = {"invalid": "Type the time as on a 24-hour clock, such as 16:05."}

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values:
            return None
        found = self.SHOWN.fullmatch(str(value).strip())
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hour, minute = (part for part in found.groups() if part is not None)
        return time(int(hour), int(minute))


def moments(day: date, at: time) -> list[datetime]:
    """The instants at which the clocks of the hospital show this.

    One as a rule; none in the hour that is left out in spring; two, the earlier first, in the hour that comes twice in
    autumn.
    """
    zone, wall = timezone.get_current_timezone(), datetime.combine(day, at)
    possible = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(one for one in possible if one.astimezone(zone).replace(tzinfo=None) == wall)


FIRST, SECOND = "first", "second"
WHICH = [
    ("", "Choose"),
    (FIRST, "The first, before the clocks went back"),
    (SECOND, "The second, after the clocks went back"),
]


class InstantInput(forms.MultiWidget):
    """Day and time; which of the two is asked only where that time comes twice."""

    template_name = "_instant.html"
    PARTS = ("on", "time", "which")

    def __init__(self) -> None:
        typed = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "5", "class": "clock"}
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            "on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "time": forms.TextInput(attrs=typed),
            "which": forms.Select(choices=WHICH),
        }
        super().__init__(parts)

    def decompress(self, value: datetime | None) -> list[Any]:
        if value is None:
            return [timezone.localdate(), "", ""]
        local = timezone.localtime(value)
        twice = len(moments(local.date(), local.time().replace(second=0, microsecond=0))) > 1
        return [local.date(), f"{local:%H:%M}", (SECOND if local.fold else FIRST) if twice else ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        typed = value if isinstance(value, list) else self.decompress(value)
        context = super().get_context(name, typed, attrs)
        context["widget"]["asks_which"] = self._comes_twice(*typed[:2])
        return context

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}_{part}" in data for part in ("on", "time"))

    def _comes_twice(self, on: Any, at: Any) -> bool:
        try:
            day, clock = forms.DateField(required=False).clean(on), ClockField(required=False).clean(at)
        except ValidationError:
            return False
        return day is not None and clock is not None and len(moments(day, clock)) > 1


class InstantField(forms.MultiValueField):
    """A day and a 24-hour time of the hospital's zone, as an instant in UTC.

    A time that does not exist is refused, and one that comes twice asks which it is. Where it may be left out, a day
    without a time is left out.
    """

    default_error_messages = {"required": "Type the time as on a 24-hour clock, such as 16:05."}

    def __init__(self, **kwargs: Any) -> None:
        parts = (
            forms.DateField(required=False, error_messages={"invalid": "Choose the day."}),
            ClockField(required=False),
            forms.ChoiceField(choices=WHICH, required=False),
        )
        super().__init__(parts, require_all_fields=False, widget=InstantInput(), **kwargs)

    def compress(self, data_list: Any) -> datetime | None:
        day, at, which = data_list or (None, None, "")
        if at is None:
            if self.required or day not in (None, timezone.localdate()):
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if day is None:
            raise ValidationError("Choose the day.", code="required")
        return _the_one(day, at, which)


def _the_one(day: date, at: time, which: str) -> datetime:
    found, shown = moments(day, at), f"{at:%H:%M}"
    if not found:
        raise ValidationError(
            f"There was no {shown} on {date_format(day)}: the clocks were put forward in that hour. "
            "Type the time that they show after it.",
            code="no_such_time",
        )
    if len(found) > 1 and not which:
        raise ValidationError(
            f"{shown} comes twice on {date_format(day)}, because the clocks are put back. Choose which one it was.",
            code="comes_twice",
        )
    return found[-1 if which == SECOND else 0]


def names_of(field: forms.Field, name: str) -> list[str]:
    """The names under which a field is sent."""
    widget = field.widget
    return [f"{name}_{part}" for part in widget.PARTS] if isinstance(widget, InstantInput) else [name]

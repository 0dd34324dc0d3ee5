"""The forms of a page as a browser has them: which fields, what stands in them, what would be sent."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

BUTTONS = {"submit", "button"}
TYPED = {
    "date": "2026-01-02",
    "email": "half@example.org",
    "decimal": "12.5",
    "numeric": "12",
}


@dataclass
class Control:
    name: str
    kind: str
    value: str = ""
    checked: bool = False
    offered: list[str] = field(default_factory=list)
    keep: str = ""
    left_out: list[str] = field(default_factory=list)

    @property
    def is_typed(self) -> bool:
        return self.kind not in BUTTONS | {"hidden"}

    def half_fill(self) -> None:
        """Put something else into it than stands there."""
        if self.kind in {"checkbox", "radio"}:
            self.checked = not self.checked
        elif self.kind == "select":
            self.value = next((one for one in self.offered if one and one != self.value), self.value)
        else:
            self.value = TYPED.get(self.kind, "Half typed")


@dataclass
class Form:
    controls: list[Control] = field(default_factory=list)

    @property
    def mark(self) -> Control | None:
        return next((one for one in self.controls if one.keep), None)

    @property
    def typed_names(self) -> set[str]:
        return {one.name for one in self.controls if one.is_typed}

    @property
    def sent(self) -> dict[str, list[str]]:
        """What a browser would send."""
        sent: dict[str, list[str]] = {}
        for one in self.controls:
            if one.kind not in BUTTONS and (one.checked or one.kind not in {"checkbox", "radio"}):
                sent.setdefault(one.name, []).append(one.value)
        return sent

    def half_fill(self) -> dict[str, list[str]]:
        """Type something into every field, and what a browser would send then."""
        chosen: set[str] = set()
        for one in self.controls:
            if one.kind == "radio":
                one.checked = one.name not in chosen
                chosen.add(one.name)
            elif one.is_typed:
                one.half_fill()
        return self.sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.area: Control | None = None

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Form() if had.get("method") == "post" else None
            if self.inside:
                self.forms.append(self.inside)
        elif self.inside and tag == "option":
            self.inside.controls[-1].offered.append(had.get("value", ""))
            if "selected" in had:
                self.inside.controls[-1].value = had.get("value", "")
        elif self.inside and tag in {"input", "select", "textarea"} and had.get("name"):
            self._control(tag, had)

    def _control(self, tag: str, had: dict[str, str]) -> None:
        kind = had.get("type") or tag
        if kind == "text":
            kind = had.get("inputmode", "text")
        value = had.get("value", "on" if kind in {"checkbox", "radio"} else "")
        control = Control(had["name"], kind, value, "checked" in had)
        control.keep, control.left_out = had.get("data-keep", ""), had.get("data-left-out", "").split()
        assert self.inside
        self.inside.controls.append(control)
        self.area = control if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "textarea":
            assert self.area
            self.area.value, self.area = self.area.value.removeprefix("\n"), None


def forms_of(answer: Any) -> list[Form]:
    reader = _Reader()
    reader.feed(answer.content.decode())
    return reader.forms


def drafted(answer: Any) -> Form:
    """The form of the page that keeps drafts."""
    return next(form for form in forms_of(answer) if form.mark)

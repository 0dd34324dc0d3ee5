"""What the administrator sees of the trail: who, when, what was done and to which fields; never a value."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone

from il2program.accounts.models import Person
from il2program.audit.models import TrailEntry
from il2program.forms import DayField
from il2program.pathway.history import words
from il2program.pathway.history.acts import READ
from patients.models import Patient

MONTH = timedelta(days=30)
BEGINNING = date(2000, 1, 1)
REFUSED = ("denied", "failed login", "failed proof", "locked out", "not found")
DOOR = ("logged in", "logged out")
# Lines whose sentence names a page or a person of the program, and nothing of a patient.
PLAIN = {*READ, *REFUSED, *DOOR}
KINDS = {
    "read": "Views, prints and exports",
    "changes": "Changes and signatures",
    "door": "Logins and refusals",
}


class TrailForm(forms.Form):
    """What is asked of the trail."""

    person = forms.ModelChoiceField(Person.objects.order_by("full_name"), required=False, empty_label="Everybody")
    record_number = forms.CharField(max_length=32, required=False, label="Patient's record number")
    kind = forms.ChoiceField(choices=[("", "Everything"), *KINDS.items()], required=False, label="What")
    first = DayField(label="From", required=False)
    last = DayField(label="Until", required=False)

    def __init__(self, asked: Mapping[str, str]) -> None:
        today = timezone.localdate()
        super().__init__({"first": f"{today - MONTH}", "last": f"{today}"} | dict(asked))
        self.label_suffix = ""

    def clean_record_number(self) -> UUID | None:
        number = self.cleaned_data["record_number"].strip()
        if not number:
            return None
        patient = Patient.objects.filter(record_number__iexact=number).first()
        if patient is None:
            raise forms.ValidationError("No patient has this record number.")
        return patient.code

    def lines(self) -> QuerySet[TrailEntry]:
        """The lines that are asked for, newest first; none where the question has a mistake."""
        lines: QuerySet[TrailEntry] = TrailEntry.objects.exclude(verb="").order_by("-pk")
        if not self.is_valid():
            return lines.none()
        asked = self.cleaned_data
        lines = _of_kind(lines, asked["kind"])
        lines = _between(lines, asked["first"] or timezone.localdate() - MONTH, asked["last"] or timezone.localdate())
        if asked["person"]:
            lines = lines.filter(actor=asked["person"])
        return lines.filter(chart=asked["record_number"]) if asked["record_number"] else lines


def _of_kind(lines: QuerySet[TrailEntry], kind: str) -> QuerySet[TrailEntry]:
    if kind == "read":
        return lines.filter(verb__in=READ)
    if kind == "door":
        return lines.filter(verb__in=[*REFUSED, *DOOR])
    return lines.exclude(verb__in=PLAIN) if kind == "changes" else lines


def _between(lines: QuerySet[TrailEntry], first: date, last: date) -> QuerySet[TrailEntry]:
    """Both days counted."""
    first, last = max(first, BEGINNING), min(last, timezone.localdate())
    zone, end = timezone.get_current_timezone(), last + timedelta(days=1)
    return lines.filter(
        timestamp__gte=datetime.combine(first, time.min, zone), timestamp__lt=datetime.combine(end, time.min, zone)
    )


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    roles: str
    address: str
    done: str
    record_number: str
    fields: str


def told(lines: Iterable[TrailEntry]) -> list[Line]:
    """These lines with the names of the fields that changed; a few queries for all of them."""
    lines = list(lines)
    charts = {line.chart for line in lines if line.chart}
    numbers = dict(Patient.objects.filter(code__in=charts).values_list("code", "record_number"))
    fields = _fields({line.cid for line in lines if line.cid})
    return [
        Line(
            line.timestamp,
            line.actor_name,
            line.actor_roles,
            line.remote_addr or "",
            line.sentence if line.verb in PLAIN or line.chart is None else line.verb.capitalize(),
            numbers.get(line.chart, ""),
            "; ".join(fields[line.cid]) if line.cid else "",
        )
        for line in lines
    ]


def _fields(acts: set[str]) -> dict[str | None, list[str]]:
    """By act: each kind of row that changed, with the names of its fields."""
    named: dict[str | None, list[str]] = defaultdict(list)
    rows = TrailEntry.objects.filter(verb="", cid__in=acts).order_by("pk")
    for cid, kind, changes in rows.values_list("cid", "content_type", "changes"):
        model = ContentType.objects.get_for_id(kind).model_class()
        if model is None:
            continue
        names = ", ".join(words.label(field) for field in words.fields_of(model, changes))
        told = f"{model._meta.verbose_name}: {names}" if names else str(model._meta.verbose_name_plural)
        if told not in named[cid]:
            named[cid].append(told)
    return named

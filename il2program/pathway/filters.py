"""Finding patients: what is searched, and by what the list can be narrowed."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import BooleanField, Case, DateField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from cycles.models import Booking
from cycles.models.plan import WORDS
from cycles.planning import BOOKED_STEPS
from cycles.rules.next_step import Step
from patients.models import Patient
from patients.rules.diseases import Disease

SOON = timedelta(days=7)
BIRTH_DATES = ("%Y-%m-%d", "%m/%d/%Y", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y")
LONGEST_SEARCH = 100
MOST_WORDS = 6


def listed(today: date) -> Any:
    """All patients with where they stand: the day of what comes next, as booked or else its target, and whether late.

    The plan is an index beside the facts; the chart asks the facts themselves.
    """
    of_step = [Q(kind=kind, patient__plan__step=step) for step, kind in BOOKED_STEPS.items()]
    booked = Booking.objects.open().filter(Q(*of_step, _connector=Q.OR), patient=OuterRef("pk"))
    booked = booked.filter(cycle=OuterRef("plan__cycle"))
    day_of_step = Coalesce("booked_on", "plan__target", "plan__latest", output_field=DateField())
    last_day = Coalesce("booked_on", "plan__latest", "plan__target", output_field=DateField())
    return (
        Patient.objects.select_related("diagnosis", "plan")
        .annotate(booked_on=Subquery(booked.values("booked_on")[:1]), due_on=day_of_step, last_on=last_day)
        .annotate(is_late=Case(When(_late(today), then=True), default=False, output_field=BooleanField()))
    )


def _late(today: date) -> Q:
    """What is late today: past the day that a person booked, else past the last day that the protocol names."""
    unbooked = Q(booked_on=None)
    windowed = Q(plan__step__in=[Step.SCAN, Step.DISCHARGE], plan__latest__lt=today)
    targeted = Q(plan__step=Step.ADMIT, plan__target__lt=today)
    return Q(booked_on__lt=today) | (unbooked & (windowed | targeted))


class SearchFilter(django_filters.CharFilter):
    """Names, record number or birth date, in any order; letters that no database takes are left out."""

    def filter(self, qs: Any, value: Any) -> Any:
        words = re.sub(r"[\x00-\x1f\x7f]", " ", value or "")[:LONGEST_SEARCH]
        if born_on := birth_date(words):
            return qs.filter(born_on=born_on)
        for word in words.replace(",", " ").split()[:MOST_WORDS]:
            qs = qs.filter(
                Q(family_name__icontains=word) | Q(given_name__icontains=word) | Q(record_number__icontains=word)
            )
        return qs


def birth_date(text: str) -> date | None:
    """The day that somebody typed, as in 1966-05-04, 5/4/1966, 4 May 1966 or May 4, 1966; None for anything else."""
    words = " ".join(text.replace(",", " ").split())
    for form in BIRTH_DATES:
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007 - a birth date has no zone
        except ValueError:
            continue
    return None


class TolerantField(forms.CharField):
    """Takes whatever a query string holds; the filter reads what it can of it."""

    default_validators: list[Any] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.validators = []


SearchFilter.field_class = TolerantField


class PatientFilter(django_filters.FilterSet):
    q = SearchFilter(
        label="Name, record number or birth date",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    disease = django_filters.ChoiceFilter(
        field_name="diagnosis__disease",
        label="Diagnosis",
        empty_label="All",
        choices=[(disease.value, disease.label) for disease in Disease],
    )
    step = django_filters.ChoiceFilter(
        field_name="plan__step",
        label="Step",
        empty_label="All",
        choices=[(step.value, words) for step, words in WORDS.items()],
    )
    due = django_filters.ChoiceFilter(
        label="Due",
        empty_label="Any time",
        choices=[("late", "Late"), ("week", "In the next seven days")],
        method="filter_due",
    )

    class Meta:
        model = Patient
        fields = ("q", "disease", "step", "due")

    def filter_due(self, qs: Any, name: str, value: str) -> Any:
        if value == "late":
            return qs.filter(is_late=True)
        today = timezone.localdate()
        return qs.filter(is_late=False, due_on__gte=today, due_on__lte=today + SOON)

"""The list of patients as a table."""

from typing import Any

import django_tables2 as tables
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from il2program.pathway.durations import late_by
from patients.models import Patient

# One line a patient: only the name may wrap.
ONE_LINE = {"td": {"class": "date"}}


class TolerantPaginator(Paginator):  # type: ignore[type-arg]
    """Answers a page that cannot be by the nearest that is."""

    def validate_number(self, number: Any) -> int:
        try:
            return super().validate_number(number)
        except PageNotAnInteger:
            return 1
        except EmptyPage:
            return self.num_pages if str(number).isdecimal() and int(number) else 1


class PatientTable(tables.Table):
    name = tables.Column(linkify=True, order_by=("family_name", "given_name"), verbose_name="Patient")
    record_number = tables.Column(verbose_name="Record", attrs=ONE_LINE)
    born_on = tables.DateColumn(format="j M Y", verbose_name="Born", attrs=ONE_LINE)
    diagnosis = tables.Column(order_by="diagnosis__disease", verbose_name="Diagnosis", attrs=ONE_LINE)
    step = tables.Column(
        accessor="plan", order_by=("plan__step", "plan__cycle"), verbose_name="Next step", default="", attrs=ONE_LINE
    )
    due_on = tables.Column(verbose_name="Day", default="", empty_values=(), attrs=ONE_LINE)

    class Meta:
        model = Patient
        fields = ("name", "record_number", "born_on", "step", "due_on", "diagnosis")
        order_by = ("name",)
        empty_text = "No patient is found by this."

    def render_step(self, value: Any) -> str:
        return f"{value}, cycle {value.cycle}" if value.cycle else str(value)

    def render_due_on(self, record: Any) -> SafeString | str:
        """The day, and in words how late it is."""
        if record.due_on is None:
            return ""
        told = date_format(record.due_on)
        if not record.is_late:
            return f"booked {told}" if record.booked_on else told
        late = late_by(record.last_on, timezone.localdate())
        return format_html('{} <span class="late-words">{}</span>', told, late)

    def order_due_on(self, queryset: Any, is_descending: bool) -> tuple[Any, bool]:
        """Patients without a day come last, whichever way the days run."""
        day = F("due_on")
        return queryset.order_by(day.desc(nulls_last=True) if is_descending else day.asc(nulls_last=True), "pk"), True

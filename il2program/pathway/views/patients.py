"""The patients of the program: found as one types, filtered, sorted, counted and exported."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django_tables2 import RequestConfig

from il2program.accounts.roles import Permission
from il2program.audit import trail
from il2program.audit.quota import within_quota
from il2program.pathway import searches
from il2program.pathway.durations import counted
from il2program.pathway.export import exported
from il2program.pathway.filters import PatientFilter, listed
from il2program.pathway.requests import StaffRequest, rendered
from il2program.pathway.tables import PatientTable, TolerantPaginator
from patients.models import Patient

PER_PAGE = 50
# What is typed names a patient and is posted; what the list is narrowed and sorted by stands in its address.
WORDS, FILTERS = "q", ("disease", "step", "due", "sort")


@permission_required(Permission.SEE_CHARTS, raise_exception=True)
def patients(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        return redirect(searches.address(request, WORDS, FILTERS))
    found = PatientFilter(searches.asked(request, WORDS), queryset=listed(timezone.localdate()))
    table = PatientTable(found.qs)
    # How much is on a page is not asked: the library takes any number for it, and fails on one below nothing.
    RequestConfig(request, paginate=False).configure(table)
    table.paginate(TolerantPaginator, per_page=PER_PAGE, page=request.GET.get("page", 1))
    facts = {"filter": found, "table": table, "found": table.paginator.count, "all": Patient.objects.count()}
    facts["search_is_lost"] = searches.is_lost(request)
    return rendered(request, "pathway/patients.html", "pathway/_patients.html", facts)


@permission_required([Permission.SEE_CHARTS, Permission.PRINT], raise_exception=True)
@within_quota
def export(request: StaffRequest) -> HttpResponse:
    found = list(PatientFilter(searches.asked(request, WORDS), queryset=listed(timezone.localdate())).qs)
    trail.exported(request.user, request, f"the list of {counted(len(found), 'patient')}")
    return exported(found)

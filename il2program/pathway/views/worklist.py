"""The worklist: the first page after logging in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from il2program.pathway.requests import StaffRequest
from il2program.pathway.worklist import worklist as worklist_of


def worklist(request: StaffRequest) -> HttpResponse:
    return render(request, "pathway/worklist.html", {"worklist": worklist_of(request.user), "now": timezone.now()})

"""A button or link of the chart: what it says, where it leads, and who may press it."""

from dataclasses import dataclass

from django.urls import reverse

from il2program.accounts.roles import Permission
from patients.models import Patient


@dataclass(frozen=True)
class Press:
    words: str
    url: str
    permission: Permission


def press(patient: Patient, words: str, page: str, *args: int, permission: Permission) -> Press:
    return Press(words, reverse(page, args=[patient.code, *args]), permission)

from django.http import HttpRequest

from il2program.accounts.models import Person


class StaffRequest(HttpRequest):
    """Sent by somebody who has logged in; the middleware refuses everybody else."""

    user: Person

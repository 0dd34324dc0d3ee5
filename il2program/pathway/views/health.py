"""Is the service alive, with its database and its queue? Asked without a login, answered without patient data."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils import timezone
from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable
from health_check.views import HealthCheckView

from il2program.outbox.models import Outbox

# A sweep takes what waits within seconds; a row this old says that no worker or no beat runs.
OLDEST = timedelta(minutes=5)


@dataclass
class Queue(HealthCheck):
    """Nothing has waited in the outbox for longer than five minutes."""

    async def run(self) -> None:
        if await Outbox.objects.filter(done_at=None, put_at__lt=timezone.now() - OLDEST).aexists():
            raise ServiceUnavailable("work has waited for more than five minutes")


class Health(HealthCheckView):
    """JSON, or plain text where that is asked for: 200 when all is well, else 500."""

    checks = ("health_check.checks.Database", Queue)
    http_method_names = ["get", "head", "options"]

    def render_to_response(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        return self.render_to_response_json(status)


healthz = login_not_required(Health.as_view())

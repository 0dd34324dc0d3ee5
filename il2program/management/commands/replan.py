from typing import Any

from django.core.management.base import BaseCommand

from cycles.planning import replan_everybody


class Command(BaseCommand):
    help = "Rebuild every patient's plan and open bookings from the facts. Days set by hand are kept."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{replan_everybody()} patients looked at.")

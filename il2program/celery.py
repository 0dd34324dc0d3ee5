"""The queue: where work that follows from a commit is done."""

import logging
import os
import warnings

from celery import Celery, signals
from celery.exceptions import SecurityWarning
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "il2program.settings")

app = Celery("il2program")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

if not settings.PRODUCTION:
    # Known, and no news each time somebody tries the program as root or with a queue of files.
    warnings.simplefilter("ignore", SecurityWarning)
    logging.getLogger("kombu.connection").setLevel(logging.ERROR)


@signals.worker_init.connect
def refuse_to_start(**kwargs: object) -> None:
    """A worker started by hand refuses what `manage.py serve` refuses."""
    from il2program.production import refuse_what_is_unsafe

    try:
        refuse_what_is_unsafe()
    except ImproperlyConfigured as refusal:
        raise SystemExit(str(refusal)) from None

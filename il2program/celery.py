"""The queue: where work that follows from a commit is done."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "il2program.settings")

app = Celery("il2program")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

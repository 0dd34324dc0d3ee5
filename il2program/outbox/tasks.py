from celery import shared_task
from django.utils import timezone
from django.utils.module_loading import import_string

from il2program.outbox.models import Outbox

BATCH = 200


@shared_task
def sweep() -> int:
    """Do what waits in the outbox; returns how many rows were done."""
    done = 0
    for row in Outbox.objects.waiting()[:BATCH]:
        if row.claim():
            done += _do(row)
    return done


def _do(row: Outbox) -> int:
    try:
        import_string(row.task)(row.subject_id)
    except Exception as error:  # noqa: BLE001 - one bad row must not stop the others
        Outbox.objects.filter(pk=row.pk).update(error=type(error).__name__)
        return 0
    Outbox.objects.filter(pk=row.pk).update(done_at=timezone.now(), error="")
    return 1

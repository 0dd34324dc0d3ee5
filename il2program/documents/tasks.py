from celery import shared_task
from django.conf import settings
from django.utils import timezone

from il2program.documents import downtime, originals
from il2program.documents.prints import making


@shared_task
def seal() -> int:
    """Print and seal what was signed and has no original yet; returns how many signed records got one."""
    return originals.seal_waiting()


@shared_task
def make_prints() -> int:
    """Make what the print centre was asked for, some seconds long; returns how many forms were settled."""
    return making.make_waiting()


@shared_task
def keep_downtime_sheets() -> int:
    """Make the sheets for hours without the program anew; returns of how many beds."""
    return downtime.keep_fresh(settings.DOWNTIME_DIR, timezone.now())

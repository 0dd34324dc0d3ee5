from celery import shared_task

from patients.models import FilePreview


@shared_task
def forget_previews() -> int:
    """Delete what was read out of files and not stored within an hour; returns how many there were."""
    return FilePreview.objects.forget_old()

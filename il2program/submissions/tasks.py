from celery import shared_task

from il2program.submissions.models import Draft, Submission


@shared_task
def forget() -> int:
    """Delete drafts that have expired, and the keys of forms that nobody sends again; returns how many rows went."""
    return Draft.objects.forget_expired() + Submission.objects.forget_old()

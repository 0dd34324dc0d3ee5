"""What Celery does on the calendar: bookings made good, reminders sent."""

from celery import shared_task

from cycles import planning, reminding


@shared_task
def replan_all() -> int:
    """Make good whatever the outbox missed; returns how many patients were looked at."""
    return planning.replan_everybody()


@shared_task
def remind() -> int:
    """Send the reminders that are due; returns how many were sent."""
    return reminding.remind()

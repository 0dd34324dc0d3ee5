from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from il2program.accounts import sessions
from il2program.accounts.models import PasswordLink


def mail_link(link_id: int) -> None:
    """Send a link to the person it is for, unless it was used or replaced meanwhile."""
    link = PasswordLink.objects.open().filter(pk=link_id).select_related("person").first()
    if link is None or not link.person.email:
        return
    words = {"link": link, "person": link.person, "hospital_name": settings.HOSPITAL_NAME}
    body = render_to_string(f"accounts/mail/{link.purpose}.txt", words)
    subject = "Your access to the high-dose IL-2 program"
    sent_from = settings.DEFAULT_FROM_EMAIL
    headers = {"Message-ID": f"<link-{link.code}@{sent_from.rpartition('@')[2].rstrip('>')}>"}
    EmailMessage(subject, body, sent_from, [link.person.email], headers=headers).send()


@shared_task
def forget_ended_sessions() -> int:
    """Delete the rows of sessions that have expired."""
    return sessions.forget_ended()

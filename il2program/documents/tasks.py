from celery import shared_task

from il2program.documents import originals


@shared_task
def seal() -> int:
    """Print and seal what was signed and has no original yet; returns how many signed records got one."""
    return originals.seal_waiting()

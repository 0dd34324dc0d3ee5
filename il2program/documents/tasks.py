from celery import shared_task

from il2program.documents import originals
from il2program.documents.prints import making


@shared_task
def seal() -> int:
    """Print and seal what was signed and has no original yet; returns how many signed records got one."""
    return originals.seal_waiting()


@shared_task
def make_prints() -> int:
    """Make what the print centre was asked for, some seconds long; returns how many forms were settled."""
    return making.make_waiting()

"""A process that goes when the one that started it goes, however that one went (Linux)."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def go_with_parent(sent: signal.Signals, parent: int | None = None) -> None:
    """Have this process, and what it becomes by exec, sent the signal when its parent dies.

    `parent` is the process that was to be the parent: where it has died already, the signal comes at once.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, sent)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), sent)

"""The three processes of the program, each as what becomes it."""

import os
import signal
import sys
from typing import Any

from django.conf import settings
from gunicorn.app.base import BaseApplication

from il2program.supervisor import Child

NAMES = ("web", "worker", "beat")


class WebServer(BaseApplication):
    """Gunicorn in this process. The program is loaded before it forks, so that a refusal is said once."""

    def __init__(self, bind: str) -> None:
        self.bind = bind
        super().__init__()

    def load_config(self) -> None:
        chosen = {
            "bind": self.bind,
            "preload_app": True,
            "worker_class": "il2program.arrivals.Worker",
            "workers": int(os.environ.get("WEB_CONCURRENCY", "2")),
            "threads": 8,
            "timeout": 60,
            "graceful_timeout": 10,
            "loglevel": "warning",
            "control_socket_disable": True,
            # Whom to believe about HTTPS and addresses is Django's to say, by BEHIND_PROXY alone.
            "forwarded_allow_ips": "",
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from il2program.wsgi import application

        return application


def web(bind: str) -> None:
    WebServer(bind).run()


def worker() -> None:
    """What does the work of the queue; on one machine in one process, without children that could stay behind."""
    pool = ["--pool=prefork", "--concurrency=2"] if settings.PRODUCTION else ["--pool=solo"]
    celery("worker", *pool, "--without-gossip", "--without-mingle")


def beat() -> None:
    """The clock. Two of them would do no harm, but one is enough."""
    celery("beat", *(["--enable-remote-control"] if settings.PRODUCTION else []))


def celery(role: str, *options: str) -> None:
    quiet = ["--quiet", "--app=il2program.celery"]
    os.execv(sys.executable, [sys.executable, "-m", "celery", *quiet, role, "--loglevel=WARNING", *options])


def run(name: str, bind: str) -> None:
    {"web": lambda: web(bind), "worker": worker, "beat": beat}[name]()


def children(door: int) -> list[Child]:
    """All three for one machine, the web server at a socket that is bound already.

    When they are orphaned, the web server ends its own workers; the others end at once, which loses
    nothing: what was due is still due in the database.
    """
    return [
        Child("web", lambda: web(f"fd://{door}"), if_orphaned=signal.SIGTERM),
        Child("worker", worker, if_orphaned=signal.SIGKILL),
        Child("beat", beat, if_orphaned=signal.SIGKILL),
    ]

"""Keeps processes running until it is told to stop, and leaves none behind."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess

from il2program.machine.parent import go_with_parent

LOOK_EVERY_SECONDS = 0.05
STOP_WITHIN_SECONDS = 15
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 30.0
STEADY_AFTER_SECONDS = 60
STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# What is loaded here is loaded in each: a forked web server is ready two seconds earlier.
FORK = multiprocessing.get_context("fork")


@dataclass
class Child:
    """One process: what it runs, and the signal that ends it when the supervisor is killed outright."""

    name: str
    run: Callable[[], None]
    if_orphaned: signal.Signals
    process: BaseProcess | None = None
    due_at: float | None = None
    started_at: float = 0
    pause_seconds: float = FIRST_PAUSE_SECONDS

    def start(self) -> None:
        self.process = FORK.Process(name=self.name, target=self._become, args=[os.getpid()])
        self.process.start()
        self.started_at, self.due_at = time.monotonic(), None

    def _become(self, supervisor: int) -> None:
        # A session of its own: Ctrl-C reaches the supervisor alone, which then stops them all.
        os.setsid()
        for sent in STOPPING_SIGNALS:
            signal.signal(sent, signal.SIG_DFL)
        go_with_parent(self.if_orphaned, supervisor)
        self.run()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.is_alive()

    @property
    def has_died(self) -> bool:
        return self.process is not None and not self.process.is_alive()

    def finish(self) -> None:
        """Ask it to finish what it does and go."""
        if self.process is not None and self.is_running:
            self.process.terminate()

    def kill(self) -> None:
        """End it and all that it has started."""
        if self.process is not None and self.process.pid and self.is_running:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.join()

    def revive(self, say: Callable[[str], None]) -> None:
        """Start it again after a pause, which is longer each time it does not run steadily."""
        if self.process is not None and self.has_died:
            steady = time.monotonic() - self.started_at > STEADY_AFTER_SECONDS
            pause = FIRST_PAUSE_SECONDS if steady else self.pause_seconds
            self.pause_seconds = min(2 * pause, LONGEST_PAUSE_SECONDS)
            say(f"{self.name} stopped by itself ({self.process.exitcode}); starting it again in {pause:.0f} s.")
            self.process, self.due_at = None, time.monotonic() + pause
        elif self.due_at is not None and time.monotonic() >= self.due_at:
            self.start()


@dataclass
class Supervisor:
    children: list[Child]
    say: Callable[[str], None]
    told_to_stop: threading.Event = field(default_factory=threading.Event)
    in_a_hurry: bool = False

    def listen(self) -> None:
        """Let Ctrl-C, `kill` and a closed terminal stop everything; said twice, at once."""
        for sent in STOPPING_SIGNALS:
            if sent is not signal.SIGHUP or signal.getsignal(sent) is not signal.SIG_IGN:  # as nohup leaves it
                signal.signal(sent, self._stop)

    def keep(self, until: Callable[[], bool] = lambda: False) -> None:
        """Start again what dies, until told to stop or the condition holds."""
        while not (self.told_to_stop.is_set() or until()):
            for child in self.children:
                child.revive(self.say)
            self.told_to_stop.wait(LOOK_EVERY_SECONDS)

    def end(self) -> None:
        """Let each finish what it does, within a limit; then end what is left."""
        for child in self.children:
            child.finish()
        limit = time.monotonic() + STOP_WITHIN_SECONDS
        while any(child.is_running for child in self.children) and time.monotonic() < limit and not self.in_a_hurry:
            time.sleep(LOOK_EVERY_SECONDS)
        for child in self.children:
            if child.is_running:
                self.say(f"{child.name} did not stop in time and was ended.")
                child.kill()

    def _stop(self, *_: object) -> None:
        self.in_a_hurry = self.told_to_stop.is_set()
        self.told_to_stop.set()

"""The whole program on one machine, or one of its processes."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from il2program import door, processes
from il2program.accounts.models import Person
from il2program.demo import people
from il2program.production import refuse_what_is_unsafe
from il2program.supervisor import Supervisor


class Command(BaseCommand):
    help = "Start the web server, the worker and the clock; or, named, one of them in the place of this process."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("process", nargs="?", choices=processes.NAMES)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--prepare", action="store_true", help="first bring about database, people, static files")
        parser.add_argument("--empty", action="store_true", help="prepare an empty program instead of the demo")

    def handle(self, *args: Any, process: str | None, host: str, port: int, **options: Any) -> None:
        if process:
            refuse_what_is_unsafe()
            processes.run(process, f"{host}:{port}")
            return
        with door.held(host, port) as number:
            if options["prepare"]:
                call_command("prepare", empty=options["empty"], stdout=self.stdout, stderr=self.stderr)
            refuse_what_is_unsafe()
            connections.close_all()
            os.environ.setdefault("PUBLIC_URL", f"http://localhost:{port}")
            self.run(Supervisor(processes.children(number), self.say), host, port)

    def run(self, supervisor: Supervisor, host: str, port: int) -> None:
        supervisor.listen()
        try:
            self.start(supervisor, host, port)
            supervisor.keep()
        finally:
            self.say("Stopping.")
            supervisor.end()

    def start(self, supervisor: Supervisor, host: str, port: int) -> None:
        """The web server first, so that nothing keeps the first page waiting."""
        web, *others = supervisor.children
        web.start()
        supervisor.keep(until=lambda: web.has_died or door.answers(host, port))
        if web.has_died:
            raise CommandError("The web server did not start; the reason stands above.")
        if supervisor.told_to_stop.is_set():
            return
        for child in others:
            child.start()
        self.say(f"Ready: http://localhost:{port}  (Ctrl-C stops it)")
        self.tell_logins()

    def tell_logins(self) -> None:
        demo = Person.objects.active().filter(is_demo=True).order_by("pk").prefetch_related("grants")
        for person in demo:
            self.say(f"  {person.username:<14} {person.role_words:<24} {person.full_name}")
        if demo:
            self.say(f"  The password of each: {people.PASSWORD}")

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

"""The web server in production, on PostgreSQL, as a security officer reaches it: by bytes on its port."""

import http.client
import json
import re
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from tests.startup.running import PRODUCTION, ROOT, Program, clean_environment

HOST = "il2.example.org"
WAITS_SECONDS = 15

PEOPLE = """
import json, django; django.setup()
from django.test import Client
from tests import make
patient = make.ready_patient(family_name="Zzcanary")
sessions = {}
for role in make.Role:
    client = Client()
    client.force_login(make.someone(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    sessions[role.value] = client.cookies["__Host-session"].value
print(json.dumps({"code": str(patient.code), "sessions": sessions}))
"""


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


# What the program is connected as; the database's owner makes the tables.
ROLE = "surface_app"


@dataclass
class Surface:
    """A running program with its people's sessions."""

    program: Program
    code: str
    sessions: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, method: str = "GET", by: str = "", host: str = HOST, **sent: object) -> Answer:
        headers = {"Host": host, "X-Forwarded-Proto": "https"} | dict(sent.get("headers", {}))  # type: ignore[call-overload]
        if by:
            headers["Cookie"] = f"__Host-session={self.sessions[by]}"
        connection = http.client.HTTPConnection("127.0.0.1", self.program.port, timeout=WAITS_SECONDS)
        try:
            connection.request(method, path, body=sent.get("body"), headers=headers)  # type: ignore[arg-type]
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def bytes(self, *sent: bytes) -> bytes:
        """What comes back for these bytes, until the server closes; nothing where it never does."""
        with socket.create_connection(("127.0.0.1", self.program.port), timeout=WAITS_SECONDS) as connection:
            for piece in sent:
                connection.sendall(piece)
            told = b""
            while received := connection.recv(65536):
                told += received
            return told


def as_program(database: str) -> str:
    """The same database, as the role that the program is connected as: production serves as no other."""
    return re.sub(r"//[^@/]+@", f"//{ROLE}:a%20password%20of%20this%20test@", database)


def settings_for(database: str, broker: str) -> dict[str, str]:
    return PRODUCTION | {
        "DATABASE_URL": database,
        "CELERY_BROKER_URL": broker,
        "BEHIND_PROXY": "1",
        "FILES_PER_MINUTE": "5",
    }


def people(place: Path, **settings: str) -> Surface:
    """What the server needs there: tables, static files, a patient, and a session of each role."""
    env = clean_environment(place, **settings) | {"DJANGO_SETTINGS_MODULE": "il2program.settings"}
    env["DATABASE_ROLE_PASSWORD"] = "a password of this test"
    prepared = (["migrate", "--verbosity=0"], ["database_role", ROLE], ["collectstatic", "--noinput", "--verbosity=0"])
    for command in prepared:
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True)
    told = subprocess.run([sys.executable, "-c", PEOPLE], cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    made = json.loads(told.stdout.splitlines()[-1])
    return Surface(None, made["code"], made["sessions"])  # type: ignore[arg-type]


def status_of(told: bytes) -> int:
    return HTTPStatus(int(told.split(b" ", 2)[1]))

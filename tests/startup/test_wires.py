"""What would leave the machine in the clear refuses to start."""

import ssl
import subprocess
import time
from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from environ import Env
from kombu.exceptions import OperationalError

from il2program import wires
from tests.servers import free_port, program
from tests.startup.running import PRODUCTION, manage

ELSEWHERE = "postgres://program:invented@db.example.org/il2program"


@pytest.mark.parametrize(
    "url",
    [
        ELSEWHERE,
        *(f"{ELSEWHERE}?sslmode={mode}" for mode in ("disable", "allow", "prefer", "require", "verify-ca", "")),
        "postgres://program:invented@127.0.0.1,db.example.org/il2program?sslmode=require",
        "postgres:///il2program?host=db.example.org",
        "postgres://localhost/il2program?hostaddr=192.0.2.7",
        "postgres://10.0.0.7/il2program",
    ],
)
def test_A078_a_database_elsewhere_is_refused_unless_its_name_is_verified(url):
    with pytest.raises(ImproperlyConfigured, match="sslmode=verify-full"):
        wires.refuse_clear_database(Env.db_url_config(url), private=["db"])


@pytest.mark.parametrize(
    "url",
    [
        f"{ELSEWHERE}?sslmode=verify-full",
        "postgres://program@127.0.0.1/il2program",
        "postgres://program@localhost/il2program",
        "postgres:////var/run/postgresql/il2program",
        "postgres:///il2program",
        "postgres://program:invented@db:5432/il2program",
    ],
)
def test_A078_a_verified_database_one_on_this_machine_and_one_named_as_private_are_taken(url):
    wires.refuse_clear_database(Env.db_url_config(url), private=["db"])


def test_A078_a_host_that_only_the_environment_names_is_seen(monkeypatch):
    monkeypatch.setenv("PGHOST", "db.example.org")
    with pytest.raises(ImproperlyConfigured):
        wires.refuse_clear_database(Env.db_url_config("postgres:///il2program"), private=[])


@pytest.mark.parametrize(
    "url",
    [
        "redis://redis.example.org:6379/0",
        "redis://:invented@redis.example.org:6379/0",
        "rediss://redis.example.org:6379/0",
        "rediss://:invented@redis.example.org:6379/0?ssl_cert_reqs=none",
        "rediss://:invented@redis.example.org:6379/0?ssl_check_hostname=false",
        "redis://localhost:6379/0;redis://redis.example.org:6379/0",
        "sentinel://:invented@redis.example.org:26379",
    ],
)
def test_A078_a_redis_elsewhere_is_refused_in_the_clear_without_password_or_unverified(url):
    with pytest.raises(ImproperlyConfigured, match="rediss://"):
        wires.refuse_clear_broker(url, private=["redis"])


@pytest.mark.parametrize(
    "url",
    [
        "rediss://:invented@redis.example.org:6379/0",
        "rediss://:invented@redis.example.org:6379/0?ssl_ca_certs=/etc/hospital.pem",
        "redis://127.0.0.1:6379/0",
        "redis+socket:///var/run/redis.sock",
        "redis://redis:6379/0",
    ],
)
def test_A078_an_encrypted_redis_one_on_this_machine_and_one_named_as_private_are_taken(url):
    wires.refuse_clear_broker(url, private=["redis"])


@pytest.mark.startup
@pytest.mark.parametrize(
    ("name", "value"), [("DATABASE_URL", ELSEWHERE), ("CELERY_BROKER_URL", "redis://redis.example.org:6379/0")]
)
def test_A078_production_refuses_to_start(tmp_path, name, value):
    servers = {"DATABASE_URL": "postgres://x@127.0.0.1:1/x", "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}
    answer = manage(tmp_path, "serve", **PRODUCTION | servers | {name: value})
    assert answer.returncode == 1
    assert name in answer.stderr
    assert "Nothing was started" in answer.stderr


@pytest.fixture
def certificate(tmp_path):
    """A certificate for localhost that nobody but its file vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (tmp_path / "key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (tmp_path / "certificate").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem))
    return tmp_path / "certificate"


@pytest.fixture
def encrypted_redis(certificate):
    port = free_port()
    command = [program("redis-server"), "--port", "0", "--tls-port", str(port), "--requirepass", "invented"]
    command += ["--tls-cert-file", str(certificate), "--tls-key-file", str(certificate.parent / "key")]
    command += ["--tls-auth-clients", "no", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    time.sleep(0.5)
    yield f"rediss://:invented@localhost:{port}/0"
    process.kill()
    process.wait()


def connect(url):
    app = Celery(broker_use_ssl=wires.encryption(url), set_as_current=False)
    with app.connection_for_write(url) as connection:
        connection.ensure_connection(max_retries=1, interval_start=0.1, interval_step=0, timeout=5)


@pytest.mark.startup
def test_A078_the_queue_verifies_the_certificate_and_the_name_in_it(encrypted_redis, certificate):
    with pytest.raises((OperationalError, ssl.SSLError)):
        connect(encrypted_redis)
    connect(f"{encrypted_redis}?ssl_ca_certs={certificate}")
    with pytest.raises((OperationalError, ssl.SSLError)):
        connect(f"{encrypted_redis}?ssl_ca_certs={certificate}".replace("localhost", "127.0.0.1"))

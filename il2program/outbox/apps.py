from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "il2program.outbox"

from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "il2program.signatures"

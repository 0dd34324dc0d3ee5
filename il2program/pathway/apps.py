from django.apps import AppConfig


class PathwayConfig(AppConfig):
    name = "il2program.pathway"

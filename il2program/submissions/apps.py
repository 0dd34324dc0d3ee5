from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "il2program.submissions"

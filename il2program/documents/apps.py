from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "il2program.documents"

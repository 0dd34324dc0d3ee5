from django.apps import AppConfig, apps


class AuditConfig(AppConfig):
    name = "il2program.audit"

    def ready(self) -> None:
        from auditlog.registry import auditlog
        from django.db.models import BinaryField

        from il2program.audit import logins
        from il2program.audit.recorded import Recorded

        for model in apps.get_models():
            if issubclass(model, Recorded):
                # Left to itself the library reads and writes down reverse relations too, which are no columns.
                # A file is told by its digest.
                fields = model._meta.concrete_fields
                columns = [field.name for field in fields if not isinstance(field, BinaryField)]
                auditlog.register(model, include_fields=columns)
        logins.connect()

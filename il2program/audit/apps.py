from django.apps import AppConfig, apps


class AuditConfig(AppConfig):
    name = "il2program.audit"

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from il2program.audit.recorded import Recorded

        for model in apps.get_models():
            if issubclass(model, Recorded):
                auditlog.register(model)

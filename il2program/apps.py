from django.apps import AppConfig


class ProgramConfig(AppConfig):
    name = "il2program"
    verbose_name = "High-dose IL-2 program"

    def ready(self) -> None:
        # Binds the tasks to the broker of this process before the first `delay()`.
        from il2program import celery  # noqa: F401

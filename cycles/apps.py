from django.apps import AppConfig


class CyclesConfig(AppConfig):
    name = "cycles"

    def ready(self) -> None:
        from cycles import planning
        from il2program.audit import trail

        trail.follow(planning.follow)

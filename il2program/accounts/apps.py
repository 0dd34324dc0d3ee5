from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "il2program.accounts"

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from il2program.accounts import followers
        from il2program.accounts.models import Person

        # Never a password's hash, and nothing that each login changes.
        auditlog.register(Person, include_fields=list(Person.IN_TRAIL))
        followers.connect()

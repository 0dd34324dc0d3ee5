from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "il2program.accounts"

"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and their roles."""

    name = "brokerage.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from brokerage.accounts.signing_in import listeners  # noqa: F401  (connects itself)

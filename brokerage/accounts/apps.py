"""The accounts app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """People and their roles."""

    name = "brokerage.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from brokerage.accounts import groups, listeners  # noqa: F401  (connects itself)

        post_migrate.connect(groups.make_staff_groups, sender=self)

"""The payments app."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Held money and its ledger."""

    name = "payments"
    verbose_name = "Payments"

    def ready(self) -> None:
        from payments import checks  # noqa: F401  (registers the system checks)

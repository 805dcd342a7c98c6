"""`manage.py reconcile`: our books against the provider's, now."""

from typing import Any

from django.core.management.base import BaseCommand

from payments.models import Difference
from payments.tasks import reconcile_all


class Command(BaseCommand):
    """Compare, and print what differs."""

    help = "Compares our books with the payment provider's objects and lists what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each open difference, and their number."""
        reconcile_all()
        found = Difference.objects.filter(resolved_at__isnull=True).select_related("payment")
        for one in found:
            self.stdout.write(f"{one.payment or 'the platform'}: {one}")
        self.stdout.write(f"{len(found)} difference{'' if len(found) == 1 else 's'}")

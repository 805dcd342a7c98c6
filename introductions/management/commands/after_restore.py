"""`manage.py after_restore`: run once after the database was restored from a dump, before anything else.

Web, worker and beat are off. It notes the restore (nobody who may have been asked since the dump is asked
again by itself, no evidence file is deleted for having no row), compares every payment with the provider,
and lists payments there that nobody here knows. `--release` ends it.
"""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime

from brokerage.kit import clock
from brokerage.kit.encryption import keyed_hash
from connectors.identity import normalise_email
from introductions.models import Introduction, Restore
from introductions.queries import open_restore
from payments import actions as payments
from payments.models import Difference
from payments.tasks import reconcile_all


class Command(BaseCommand):
    """Notes a restore, compares, and lists; or releases what it held."""

    help = "Run after restoring a dump: holds emails, compares with the provider, lists strangers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """When the dump was taken, whom the mail server wrote to since, or the end of it."""
        parser.add_argument("--dump-taken", help="UTC, such as 2026-11-27T03:00:00Z")
        parser.add_argument(
            "--asked", type=Path, help="addresses written to since, from the mail log, one a line"
        )
        parser.add_argument("--release", action="store_true", help="everything was looked at")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what differs, and what is held."""
        if options["release"]:
            self._release()
            return
        taken = parse_datetime(options["dump_taken"] or "")
        if taken is None:
            raise CommandError("Say when the dump was taken: --dump-taken 2026-11-27T03:00:00Z")
        taken = taken if taken.tzinfo else taken.replace(tzinfo=UTC)
        if taken > clock.now():
            raise CommandError("The dump cannot have been taken in the future.")
        self._note(taken, options["asked"])
        self._compare(taken)
        self.stdout.write(
            "Emails to prospects who may have been asked already become cases; evidence files stay."
            " When all is looked at: manage.py after_restore --release"
        )

    def _note(self, taken: datetime, asked: Path | None) -> None:
        lines = asked.read_text().split() if asked else []
        digests = sorted({keyed_hash(normalise_email(one))[1] for one in lines if "@" in one})
        row = open_restore() or Restore(restored_at=clock.now())
        row.dump_taken_at, row.asked = taken, digests
        row.save()
        running = Introduction.objects.filter(created_at__lte=taken)
        asking = running.filter(state__in=["requested", "consent"]).count()
        self.stdout.write(f"{asking} running requests whose prospect may have been asked since.")

    def _compare(self, taken: datetime) -> None:
        reconcile_all()
        found = Difference.objects.filter(resolved_at__isnull=True).select_related("payment")
        for one in found:
            self.stdout.write(f"{one.payment or 'the platform'}: {one}")
        stray = payments.payments_without_a_row(taken)
        for intent in stray:
            amount = f"{intent.amount} {intent.currency} (minor units)"
            self.stdout.write(f"no request here: {intent.id}, {amount}, {intent.status}")
        self.stdout.write(
            f"{len(found)} differences, {len(stray)} payments without a request; each is a case."
        )

    def _release(self) -> None:
        row = open_restore()
        if row is None:
            raise CommandError("No restore is open.")
        row.released_at = clock.now()
        row.save(update_fields=["released_at"])
        self.stdout.write(
            "Released: emails and the deletion of orphaned files go on by themselves."
        )

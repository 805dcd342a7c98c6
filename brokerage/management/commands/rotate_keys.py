"""`manage.py rotate_keys`: the newest keys and today's tokens for all that is held."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from brokerage.kit.encryption import Box, box, encrypted_columns, purpose_of
from connectors.actions import rehash


class Command(BaseCommand):
    """In batches, each in its own transaction; stopped at any moment, it goes on where it was."""

    help = (
        "Re-encrypt contact data and make fingerprints with the newest keys. Put the new key first in "
        "FIELD_KEYS or HASH_KEYS before."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--batch`: rows in one transaction."""
        parser.add_argument("--batch", type=int, default=500)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; prints how many values of each column were closed anew."""
        for table, key, column in encrypted_columns():
            changed = sum(rotated(table, key, column, options["batch"]))
            self.stdout.write(f"{table}.{column}: {changed} closed anew")
        self.stdout.write(f"fingerprints: {sum(rehash(options['batch']))} made anew")


def rotated(table: str, key: str, column: str, batch: int) -> Iterator[int]:
    """Work through one column; yields how many values changed after each batch."""
    quote = connection.ops.quote_name
    select = (
        f"SELECT {quote(key)}, {quote(column)} FROM {quote(table)} "  # noqa: S608  (our own names)
        f"WHERE {quote(key)} > %s AND {quote(column)} IS NOT NULL ORDER BY {quote(key)} "
        "LIMIT %s FOR UPDATE"
    )
    update = f"UPDATE {quote(table)} SET {quote(column)} = %s WHERE {quote(key)} = %s"  # noqa: S608
    own, last = box(purpose_of(table, column)), 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            # What the rules of the append-only histories allow: the same words under another key.
            cursor.execute("SELECT set_config('sidedoor.removing', 'on', true)")
            cursor.execute(select, [last, batch])
            rows = [(pk, bytes(token)) for pk, token in cursor.fetchall()]
            told = [(pk, _rotated(own, token, f"{table} {pk}")) for pk, token in rows]
            new = [(token, pk) for pk, token in told if token is not None]
            for row in new:
                cursor.execute(update, row)
        yield len(new)
        if len(rows) < batch:
            return
        last = rows[-1][0]


def _rotated(own: Box, token: bytes, where: str) -> bytes | None:
    """The same, closed with the newest key in today's form; None when it is already."""
    try:
        return None if own.is_newest(token) else own.close(own.open(token))
    except InvalidToken as error:
        raise CommandError(
            f"No key in FIELD_KEYS opens {where}. Nothing of it was lost."
        ) from error

"""Work that one process does at a time, however long it takes and whatever becomes of it."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def only_one(work: str, number: int) -> Iterator[bool]:
    """Whether nobody else is at this work on this thing; until the block ends nobody else is.

    A lock of the database session: it is over with the block, or with the process however that ends. Not
    through a pool of connections that gives a session to another at the end of each transaction.
    """
    key = [zlib.crc32(work.encode()) - 2**31, number % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        (is_mine,) = cursor.fetchone()
    try:
        yield is_mine
    finally:
        if is_mine and connection.connection is not None and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)

"""Rows of search brought up to date, some at a time."""

from django.db.backends.utils import CursorWrapper

AT_ONCE = 1_000


def refresh(cursor: CursorWrapper, which: str) -> list[int]:
    """Bring the rows up to date that a statement finds; primary keys of their listings."""
    cursor.execute(which)
    found = [pk for (pk,) in cursor.fetchall()]
    for at in range(0, len(found), AT_ONCE):
        cursor.execute("SELECT connectors_refresh_search(%s)", [found[at : at + AT_ONCE]])
    return found

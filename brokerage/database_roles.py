"""Two roles at the database: migrations run as the owner, everything else as one that cannot rewrite history.

After each migration the owner makes the other role, if it is not there, and says what it may. What is
append-only it may read and add to; of some rows single columns change (a mail was sent, a name was removed).
"""

from typing import Any

from django.conf import settings
from django.db import connections

APPEND_ONLY: dict[str, tuple[str, ...]] = {
    "payments_entry": (),
    "payments_posting": (),
    "payments_paper": (),
    "payments_closedmonth": (),
    "payments_ledgercheck": (),
    # Its balance follows the postings by itself; `id`, so that it can be locked.
    "payments_ledgeraccount": ("id",),
    "introductions_event": ("note",),
    "accounts_staffaction": ("reason",),
    "accounts_reveal": ("ground",),
    "django_migrations": (),
}
"""Tables where nothing is deleted, with the columns that may change."""
KEPT = (
    "payments_payment",
    "payments_checkout",
    "payments_providercall",
    "payments_providerevent",
    "payments_difference",
    "introductions_introduction",
    "accounts_sanction",
)
"""Tables whose rows change in their time and are never deleted."""


def grant_app_role(using: str = "default", **_: Any) -> None:
    """Say what the application's role may; nothing where only one role is used. Run by the owner."""
    role, password = settings.APP_ROLE, settings.APP_ROLE_PASSWORD
    if not role or role == connections[using].settings_dict["USER"]:
        return
    quote = connections[using].ops.quote_name
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone():
            cursor.execute(f"CREATE ROLE {quote(role)} LOGIN PASSWORD %s", [password])
        cursor.execute("SELECT current_database()")
        database = quote(cursor.fetchone()[0])
        for line in _grants(quote(role), database):
            cursor.execute(line)


def _grants(role: str, database: str) -> list[str]:
    """The statements, in order; they may be repeated."""
    lines = [
        # Nobody makes tables, functions or triggers of their own here, not even for a session.
        f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {database} TO {role}",
        # Behind a pooler a session cannot ask for its limit by itself.
        *(
            [f"ALTER ROLE {role} SET statement_timeout = '{settings.APP_STATEMENT_SECONDS}s'"]
            if settings.DATABASE_POOLED
            else []
        ),
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    ]
    for table, columns in APPEND_ONLY.items():
        lines.append(f"REVOKE UPDATE, DELETE ON {table} FROM {role}")
        if columns:
            lines.append(f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {role}")
    lines += [f"REVOKE DELETE ON {table} FROM {role}" for table in KEPT]
    lines.append(f"REVOKE INSERT ON django_migrations FROM {role}")
    return lines

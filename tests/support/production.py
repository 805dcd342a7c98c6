"""A complete, invented production environment, and a way to run a command in it.

`python -m tests.support.production check --deploy` is `manage.py check --deploy` there.
"""

import os
import sys

ENVIRONMENT = {
    "SITE_URL": "https://sidedoor-check.net",
    "ALLOWED_HOSTS": "sidedoor-check.net",
    "POSTAL_ADDRESS": "Sidedoor, Torstrasse 1, 10119 Berlin, Germany",
    "SECRET_KEY": "invented-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
    "FIELD_KEYS": "aW52ZW50ZWQtZm9yLXRoaXMtY2hlY2stMzItYnl0ZXM=",
    "HASH_KEYS": "first:invented-for-this-check-0123456789",
    "DATABASE_URL": "postgres://sidedoor:invented@127.0.0.1:1/sidedoor",
    "REDIS_URL": "redis://:invented@127.0.0.1:1/0",
    "STRIPE_SECRET_KEY": "sk_live_invented",
    "STRIPE_WEBHOOK_SECRETS": "whsec_invented",
    # Nobody is asked: the payment provider does not answer here.
    "HTTPS_PROXY": "http://127.0.0.1:1",
    "EMAIL_URL": "smtp+tls://sidedoor:invented@mail.example:587",
    "DEFAULT_FROM_EMAIL": "Sidedoor <hello@sidedoor-check.net>",
    "SUPPORT_EMAIL": "support@sidedoor-check.net",
}


def environment() -> dict[str, str]:
    """Return a process environment with production's variables and nothing of demo or tests."""
    ours = {
        "DEMO",
        "DEBUG",
        "SIDEDOOR_TESTING",
        "SIDEDOOR_DATA",
        "STRIPE_API_BASE",
        "DJANGO_ALLOW_ASYNC_UNSAFE",
    }
    return {k: v for k, v in os.environ.items() if k not in ours} | ENVIRONMENT


if __name__ == "__main__":
    os.execve(sys.executable, [sys.executable, "manage.py", *sys.argv[1:]], environment())

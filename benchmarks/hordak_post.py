"""The other side of the bench, run by a Python that has django-hordak: `hordak_post.py URL`.

Each line on stdin is a number of three-legged transactions to make; the answer is how long each took.
"""

import json
import sys
import time
from urllib.parse import urlsplit

import django
from django.conf import settings

at = urlsplit(sys.argv[1])
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": at.path[1:],
            "USER": at.username,
            "PASSWORD": at.password,
            "HOST": at.hostname,
            "PORT": at.port or "",
            "CONN_MAX_AGE": None,
        }
    },
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DEFAULT_CURRENCY="EUR",
    CURRENCIES=["EUR"],
)
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from hordak.models import Account, Leg, Transaction  # noqa: E402
from moneyed import Money  # noqa: E402

call_command("migrate", verbosity=0)
bank, debts, income = (
    Account.objects.create(name=name, type=type, code=code, currencies=["EUR"])
    for name, type, code in (("Bank", "AS", "1"), ("Debts", "LI", "2"), ("Income", "IN", "3"))
)


def post() -> None:
    """The money comes in; most is owed on, the rest is ours."""
    with transaction.atomic():
        made = Transaction.objects.create(description="bench")
        Leg.objects.create(transaction=made, account=bank, debit=Money(500, "EUR"))
        Leg.objects.create(transaction=made, account=debts, credit=Money(400, "EUR"))
        Leg.objects.create(transaction=made, account=income, credit=Money(100, "EUR"))


for line in sys.stdin:
    taken = []
    for _ in range(int(line)):
        started = time.perf_counter()
        post()
        taken.append(time.perf_counter() - started)
    print(json.dumps(taken), flush=True)

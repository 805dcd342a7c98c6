"""What production refuses to start with: settings that are there, but cannot be meant.

A missing secret is refused by the settings themselves. These run with every `manage.py` command, and
where web, worker and beat start (`refuse_unsafe_settings`); demo and tests pass them by.
"""

import logging
import re
from collections.abc import Iterator
from email.utils import parseaddr
from importlib.util import find_spec
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import WARNING, CheckMessage, Error, Warning, run_checks

from brokerage.kit import currencies

log = logging.getLogger(__name__)
SHORTEST_SECRET = 32  # characters of a hash key
NO_ADDRESS = re.compile(r"\bexample\b|\byour\b|change.?me|\btodo\b|placeholder|^\W*$", re.I)


def unsafe_settings() -> list[CheckMessage]:
    """Everything in the settings that could do harm; outside production only what no demo may have."""
    if not settings.PRODUCTION:
        return [*_currencies()]
    return [*_currencies(), *_web(), *_secrets(), *_payments(), *_mail(), *_files(), *_database()]


def _currencies() -> Iterator[CheckMessage]:
    for problem in currencies.problems(settings.SETTLEMENT_CURRENCIES, settings.PRICE_LIMITS):
        yield Error(f"SETTLEMENT_CURRENCIES: {problem}", id="sidedoor.E033")


def _web() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield Error("DEBUG is on: error pages would show data.", id="sidedoor.E010")
    host = urlsplit(settings.SITE_URL).hostname or ""
    if not settings.SITE_URL.startswith("https://"):
        yield Error("SITE_URL must begin with https://.", id="sidedoor.E011")
    elif host != "localhost" and host.endswith((".example", ".invalid")):
        yield Error("SITE_URL is still the example.", id="sidedoor.E011")
    if "*" in settings.ALLOWED_HOSTS:
        yield Error("ALLOWED_HOSTS must name the hosts.", id="sidedoor.E012")


def _secrets() -> Iterator[CheckMessage]:
    for number, key in enumerate(settings.FIELD_KEYS, start=1):
        try:
            Fernet(key)
        except ValueError:
            yield Error(
                f"FIELD_KEYS: key {number} is no Fernet key (32 bytes, URL-safe base64).",
                id="sidedoor.E020",
            )
    for name, value in settings.HASH_KEYS.items():
        if len(value) < SHORTEST_SECRET:
            yield Error(
                f"HASH_KEYS: {name!r} is shorter than {SHORTEST_SECRET} characters.",
                id="sidedoor.E021",
            )


def _payments() -> Iterator[CheckMessage]:
    if settings.STRIPE_API_BASE and not settings.STRIPE_API_BASE.startswith("https://"):
        yield Warning(
            "STRIPE_API_BASE leads to a sandbox: no real money moves.", id="sidedoor.W030"
        )
    if settings.STRIPE_API_BASE and settings.STRIPE_LIVEMODE:
        yield Error("A live STRIPE_SECRET_KEY with STRIPE_API_BASE set.", id="sidedoor.E031")
    if not all(value.startswith("whsec_") for value in settings.STRIPE_WEBHOOK_SECRETS):
        yield Error("STRIPE_WEBHOOK_SECRETS must each begin with whsec_.", id="sidedoor.E032")


def _mail() -> Iterator[CheckMessage]:
    for name in ("DEFAULT_FROM_EMAIL", "SUPPORT_EMAIL"):
        address = parseaddr(getattr(settings, name))[1]
        if not is_real_domain(address.rpartition("@")[2]):
            yield Error(f"{name} is no address of a real domain.", id="sidedoor.E040")
    if NO_ADDRESS.search(settings.POSTAL_ADDRESS):
        yield Error("POSTAL_ADDRESS is still a placeholder.", id="sidedoor.E041")
    if set(settings.ANYMAIL) - {"REQUESTS_TIMEOUT"} and not settings.INBOUND_DOMAIN:
        yield Error("ANYMAIL is set, INBOUND_DOMAIN is not.", id="sidedoor.E042")
    if settings.INBOUND_DOMAIN and not is_real_domain(settings.INBOUND_DOMAIN):
        yield Error("INBOUND_DOMAIN is no real domain.", id="sidedoor.E043")
    if settings.EMAIL_TIMEOUT <= 0:
        yield Error("EMAIL_TIMEOUT must be some seconds.", id="sidedoor.E044")


def is_real_domain(domain: str) -> bool:
    """Whether mail to this domain could arrive: it has a dot and is none that RFC 2606 reserves."""
    parts = domain.strip().rstrip(".").lower().split(".")
    reserved = parts[-1] in {"example", "invalid", "localhost", "localdomain", "test", "local"}
    return len(parts) > 1 and all(parts) and not reserved and parts[-2:-1] != ["example"]


def _files() -> Iterator[CheckMessage]:
    if settings.EVIDENCE_BUCKET and find_spec("boto3") is None:
        yield Error("EVIDENCE_BUCKET needs the package boto3.", id="sidedoor.E050")
    if settings.EVIDENCE_URL and not settings.EVIDENCE_URL.startswith("https://"):
        yield Error("EVIDENCE_URL must begin with https://.", id="sidedoor.E051")


def _database() -> Iterator[CheckMessage]:
    if settings.APP_ROLE and settings.DATABASES["default"].get("USER") == settings.APP_ROLE:
        yield Warning(
            "DATABASE_URL and DATABASE_APP_URL name one role: whoever has the application's address can "
            "rewrite the books.",
            id="sidedoor.W060",
        )


def refuse_unsafe_settings() -> None:
    """Run the checks of this file, and those tagged "start", where a process starts: every warning is logged,
    and SystemExit has every error by name."""
    found = [*unsafe_settings(), *run_checks(tags=["start"])]
    errors = [one for one in found if one.is_serious()]
    for one in found:
        if one.level == WARNING:
            log.warning("%s", one)
    if errors:
        raise SystemExit("\n".join(["This process does not start:", *map(str, errors)]))

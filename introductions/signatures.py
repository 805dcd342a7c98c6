"""Whose signature a mail carries (DKIM, RFC 6376), checked by ourselves where no provider did.

Stricter than the standard, for a mail is a proof here: From and To must be signed, all of the body
must be, and a signature that has expired counts for nothing. Whatever cannot be checked is unsigned.
"""

import logging
import re
import time
from collections.abc import Callable
from email.message import Message

import dkim
from django.conf import settings
from django.utils.module_loading import import_string

MOST_SIGNATURES = 5
LOOKUP_SECONDS = 5
SMALLEST_KEY = 1024  # RFC 8301
QUIET = logging.Logger("dkim")  # the library's own would write addresses into our logs
QUIET.disabled = True
Lookup = Callable[[bytes, int], bytes | None]


def signing_domains(message: Message, raw: bytes) -> set[str]:
    """The domains (lower case) whose valid signature the mail `raw` carries; never raises."""
    lookup: Lookup = import_string(settings.DKIM_LOOKUP)
    found = set()
    for number, header in enumerate(message.get_all("DKIM-Signature", [])[:MOST_SIGNATURES]):
        tags = _tags(str(header))
        if _says_enough(tags) and _is_valid(raw, number, lookup):
            found.add(tags["d"].lower())
    return found


def _tags(header: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in header.split(";"))
    return {name.strip(): re.sub(r"\s+", "", value) for name, _, value in pairs if name.strip()}


def _says_enough(tags: dict[str, str]) -> bool:
    signed = {name.lower() for name in tags.get("h", "").split(":")}
    expires = tags.get("x", "")
    return (
        bool(tags.get("d"))
        and {"from", "to"} <= signed
        and "l" not in tags
        and (not expires or (expires.isdecimal() and int(expires[:15]) > time.time()))
    )


def _is_valid(raw: bytes, number: int, lookup: Lookup) -> bool:
    def asked(name: bytes, timeout: int = LOOKUP_SECONDS) -> bytes | None:
        return lookup(name, timeout)

    try:
        check = dkim.DKIM(raw, logger=QUIET, minkey=SMALLEST_KEY, timeout=LOOKUP_SECONDS)
        return bool(check.verify(idx=number, dnsfunc=asked))
    except Exception:  # the library meets strangers' bytes: whatever it says, it is no proof
        return False

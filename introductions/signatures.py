"""Whose signature a mail carries (DKIM, RFC 6376), checked by ourselves where no provider did.

Stricter than the standard, for a mail is a proof here: From, To and Cc must be signed and stand there
once, all of the body must be signed, and a signature that has expired counts for nothing. Whatever
cannot be checked is unsigned.

Everything is read from the bytes, by the library that checks them. Python's own reader decodes headers
(RFC 2047), and a sender may hide in a tag's value what then looks like another tag.
"""

import logging
import re
import time
from collections.abc import Callable

import dkim
from django.conf import settings
from django.utils.module_loading import import_string
from dkim.util import parse_tag_value

from connectors.identity import same_domain

MOST_SIGNATURES = 2  # of the sender's own domain; each may cost one look-up
LOOKUP_SECONDS = 5
SMALLEST_KEY = 1024  # RFC 8301
LARGEST = 25 * 2**20  # bytes
LONGEST_HEAD = 100 * 2**10  # bytes of all headers
MOST_NAMES = 100  # in h=
ALGORITHMS = {b"rsa-sha256", b"ed25519-sha256"}  # RFC 8301: SHA-1 is no proof
NAME = re.compile(rb"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9])?", re.IGNORECASE)
QUIET = logging.Logger("dkim")  # the library's own would write addresses into our logs
QUIET.disabled = True
Lookup = Callable[[bytes, int], bytes | None]
Tags = dict[bytes, bytes]


def is_signed_by(raw: bytes, domain: str) -> bool:
    """Whether the mail `raw` carries a valid signature of `domain` (relaxed alignment); never raises."""
    try:
        return _is_signed_by(raw, domain)
    except Exception:  # the library meets strangers' bytes: whatever it says, it is no proof
        return False


def covers_recipients(raw: bytes, domain: str) -> bool:
    """Whether a signature of `domain` covers sender and recipients, each there once; it is not checked.

    For mails of which a provider says that it is valid. Never raises.
    """
    try:
        names, ours = _signatures(raw, domain)
        return any(_says_enough(tags, names) for _, tags in ours)
    except Exception:  # as above
        return False


def _is_signed_by(raw: bytes, domain: str) -> bool:
    names, ours = _signatures(raw, domain)
    return any(_says_enough(tags, names) and _is_valid(raw, number, tags) for number, tags in ours)


def _signatures(raw: bytes, domain: str) -> tuple[list[bytes], list[tuple[int, Tags]]]:
    """The names of all headers, and the signatures of `domain`: their places and tags."""
    if len(raw) > LARGEST or len(re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]) > LONGEST_HEAD:
        return [], []
    check = dkim.DKIM(raw, logger=QUIET, minkey=SMALLEST_KEY, timeout=LOOKUP_SECONDS)
    found = [value for name, value in check.headers if name.lower() == b"dkim-signature"]
    ours = [
        (number, tags)
        for number, value in enumerate(found)
        if (tags := _tags(value)) and same_domain(domain, _text(tags, b"d"))
    ]
    return [name.lower() for name, _ in check.headers], ours[:MOST_SIGNATURES]


def _tags(value: bytes) -> Tags:
    try:
        tags: Tags = parse_tag_value(value)
    except dkim.DKIMException:
        return {}
    except Exception:  # its own errors for bad lists have no common parent
        return {}
    return tags


def _text(tags: Tags, name: bytes) -> str:
    return tags.get(name, b"").decode("ascii", "replace").lower()


def _says_enough(tags: Tags, names: list[bytes]) -> bool:
    signed = [name.strip().lower() for name in tags.get(b"h", b"").split(b":")]
    expires = tags.get(b"x", b"")
    once = names.count(b"from") == names.count(b"to") == 1 and names.count(b"cc") <= 1
    return (
        once
        and len(signed) <= MOST_NAMES
        and {b"from", b"to", *({b"cc"} & set(names))} <= set(signed)
        and b"l" not in tags
        and tags.get(b"a") in ALGORITHMS
        and all(NAME.fullmatch(tags.get(name, b"")) is not None for name in (b"d", b"s"))
        and (not expires or (expires.isdigit() and int(expires[:15]) > time.time()))
    )


def _is_valid(raw: bytes, number: int, tags: Tags) -> bool:
    lookup: Lookup = import_string(settings.DKIM_LOOKUP)

    def asked(name: bytes, timeout: int = LOOKUP_SECONDS) -> bytes | None:
        return lookup(name, timeout)

    check = dkim.DKIM(raw, logger=QUIET, minkey=SMALLEST_KEY, timeout=LOOKUP_SECONDS)
    if tags.get(b"c", b"").endswith(b"/relaxed"):
        # What "relaxed" does anyway; the library takes the square of a run's length for it.
        check.body = re.sub(rb"[\t ]+", b" ", check.body)
    return bool(check.verify(idx=number, dnsfunc=asked))

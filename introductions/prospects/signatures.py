"""Whose signature a mail carries (DKIM, RFC 6376), checked by ourselves where no provider did.

Stricter than the standard, for a mail is a proof here: From must be signed and stand there once, all of
the body must be signed, and a signature that has expired counts for nothing. Few mail houses sign To and
Cc. So a mail is tied to one introduction by its secret address in a recipient header that is signed; or by
that address anywhere, and a signed date after the address came into being: an old mail is no proof.

Everything is read from the bytes, by the library that checks them. Python's own reader decodes headers
(RFC 2047), and a sender may hide in a tag's value what then looks like another tag.
"""

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

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
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Tie:
    """What binds a mail to one introduction: its secret address, and from when on (UTC) a mail can be meant.

    Without an address every recipient does; without a moment no date is enough.
    """

    address: str = ""
    since: datetime | None = None


def is_signed_by(raw: bytes, domain: str, tie: Tie = Tie()) -> bool:
    """Whether `raw` carries a valid signature of `domain` that ties it to `tie`; never raises."""
    try:
        headers, ours = _signatures(raw, domain)
        return any(
            _says_enough(tags, headers, tie) and _is_valid(raw, number, tags)
            for number, tags in ours
        )
    except Exception:  # the library meets strangers' bytes: whatever it says, it is no proof
        return False


def is_tied_by(raw: bytes, domain: str, tie: Tie) -> bool:
    """The same of a signature that a provider found valid: it is not checked again. Never raises."""
    try:
        headers, ours = _signatures(raw, domain)
        return any(_says_enough(tags, headers, tie) for _, tags in ours)
    except Exception:  # as above
        return False


def _signatures(raw: bytes, domain: str) -> tuple[Headers, list[tuple[int, Tags]]]:
    """All headers, and the signatures of `domain`: their places and tags."""
    if len(raw) > LARGEST or len(re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]) > LONGEST_HEAD:
        return [], []
    check = dkim.DKIM(raw, logger=QUIET, minkey=SMALLEST_KEY, timeout=LOOKUP_SECONDS)
    found = [value for name, value in check.headers if name.lower() == b"dkim-signature"]
    ours = [
        (number, tags)
        for number, value in enumerate(found)
        if (tags := _tags(value)) and same_domain(domain, _text(tags, b"d"))
    ]
    return [(name.lower(), value) for name, value in check.headers], ours[:MOST_SIGNATURES]


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


def _says_enough(tags: Tags, headers: Headers, tie: Tie) -> bool:
    signed = [name.strip().lower() for name in tags.get(b"h", b"").split(b":")]
    expires = tags.get(b"x", b"")
    return (
        _values(headers, b"from", signed) is not None
        and len(signed) <= MOST_NAMES
        and b"l" not in tags
        and tags.get(b"a") in ALGORITHMS
        and all(NAME.fullmatch(tags.get(name, b"")) is not None for name in (b"d", b"s"))
        and (not expires or (expires.isdigit() and int(expires[:15]) > time.time()))
        and (_covers_recipients(headers, signed, tie) or _is_fresh(tags, headers, signed, tie))
    )


def _values(headers: Headers, name: bytes, signed: list[bytes]) -> bytes | None:
    """The value of a header that stands there once and is signed; None otherwise."""
    found = [value for one, value in headers if one == name]
    return found[0] if len(found) == 1 and name in signed else None


def _covers_recipients(headers: Headers, signed: list[bytes], tie: Tie) -> bool:
    """Whether To, and Cc where there is one, are signed, and one of them names the address."""
    names = [name for name, _ in headers]
    to, cc = _values(headers, b"to", signed), _values(headers, b"cc", signed)
    if to is None or (b"cc" in names and cc is None):
        return False
    named = re.sub(rb"\s+", b"", to + b"," + (cc or b"")).lower()
    return tie.address.lower().encode() in named


def _is_fresh(tags: Tags, headers: Headers, signed: list[bytes], tie: Tie) -> bool:
    """Whether the mail says, under its signature, that it was written since the tie's moment.

    A house that signs "Date" of a mail that has none says so by its own time of signing.
    """
    if tie.since is None or b"date" not in signed:
        return False
    made = tags.get(b"t", b"")
    moments = [datetime.fromtimestamp(int(made[:11]), UTC)] if made.isdigit() else []
    if any(name == b"date" for name, _ in headers):
        date = _values(headers, b"date", signed)
        if date is None:
            return False
        written = parsedate_to_datetime(date.decode("ascii"))
        moments.append(written if written.tzinfo else written.replace(tzinfo=UTC))
    return bool(moments) and min(moments) >= tie.since


def _is_valid(raw: bytes, number: int, tags: Tags) -> bool:
    lookup: Lookup = import_string(settings.DKIM_LOOKUP)

    def asked(name: bytes, timeout: int = LOOKUP_SECONDS) -> bytes | None:
        return lookup(name, timeout)

    check = dkim.DKIM(raw, logger=QUIET, minkey=SMALLEST_KEY, timeout=LOOKUP_SECONDS)
    if tags.get(b"c", b"").endswith(b"/relaxed"):
        # What "relaxed" does anyway; the library takes the square of a run's length for it.
        check.body = re.sub(rb"[\t ]+", b" ", check.body)
    return bool(check.verify(idx=number, dnsfunc=asked))

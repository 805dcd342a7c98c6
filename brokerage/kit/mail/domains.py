"""Domain names: one form for all spellings, and which part of one an organisation owns. No Django.

Compared by IDNA 2008 (non-transitional UTS 46): "ß", final sigma and the joiners are letters of their own,
so that no domain turns into somebody else's. Mail is sent to that form, too.
"""

import functools
import re

import idna
from publicsuffixlist import PublicSuffixList

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
#: At least two labels; the last is letters, or an internationalised one in its ASCII form.
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{0,58}}[a-z0-9])")
LONGEST = 253


def ascii_domain(raw: str) -> str:
    """The domain in lower-case ASCII as the DNS is asked for it; "" when it is none.

    "Bücher.example." is "xn--bcher-kva.example".
    """
    domain = raw.strip()
    if not domain.isascii() or "xn--" in domain.lower():
        try:
            domain = idna.encode(domain, uts46=True, std3_rules=True).decode()
        except (UnicodeError, ValueError, IndexError):
            return ""
    domain = domain.lower().removesuffix(".")
    return domain if len(domain) <= LONGEST and _HOST.fullmatch(domain) else ""


def ascii_address(raw: str) -> str:
    """The e-mail address with its domain in that form, the mailbox as it is; "" when the domain is none."""
    mailbox, sign, domain = raw.strip().rpartition("@")
    domain = ascii_domain(domain)
    return f"{mailbox}@{domain}" if sign and mailbox and domain else ""


@functools.lru_cache(maxsize=8192)
def registrable_domain(domain: str) -> str:
    """The part that one organisation registered: "acme.co.uk" of "mail.acme.co.uk".

    "" for what belongs to the public, like "co.uk". Takes and returns the ASCII form.
    """
    return _suffixes().privatesuffix(domain.lower()) or "" if domain else ""


@functools.cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()

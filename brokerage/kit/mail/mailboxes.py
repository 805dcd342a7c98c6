"""E-mail addresses: as one writes to them, and the form in which two spellings of one mailbox are equal.

No Django. The second form is hashed and compared, never shown or mailed to.
"""

import re
import unicodedata
from functools import lru_cache

from brokerage.kit.mail.domains import ascii_domain

_MAILBOX = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+")
#: The sign between mailbox and domain, as other keyboards write it.
AT_SIGNS = str.maketrans({"\uff20": "@", "\ufe6b": "@"})
LONGEST_TYPED = 2_000  # letters: of an address or a link that is longer nothing is left
_LONGEST_ADDRESS = 254
#: Domains under which one provider gives every mailbox a second address.
_SAME_PROVIDER = {
    "googlemail.com": "gmail.com",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "pm.me": "proton.me",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru",
    "yandex.by": "yandex.ru",
    "yandex.kz": "yandex.ru",
}
#: Signs that mean nothing in a mailbox's name there, as the providers' own help pages say.
_IGNORED = {"gmail.com": ".", "proton.me": ".-_"}


@lru_cache(maxsize=8192)
def clean_email(raw: str) -> str:
    """The address as one would write to it (lower case, trimmed); "" when it is none."""
    if len(raw) > LONGEST_TYPED:
        return ""
    address = raw.translate(AT_SIGNS).strip().strip("<>\"'")
    local, _, domain = address.partition("@")
    # The domain is not folded like the mailbox: there a letter that nobody sees can tell two owners apart.
    local = visible(local).lower().removeprefix("mailto:").strip()
    domain = ascii_domain(domain)
    address = f"{local}@{domain}"
    sound = (
        bool(domain)
        and len(address) <= _LONGEST_ADDRESS
        and _MAILBOX.fullmatch(local) is not None
        and ".." not in local
        and not local.startswith(".")
        and not local.endswith(".")
    )
    return address if sound else ""


@lru_cache(maxsize=8192)
def normalise_email(raw: str) -> str:
    """The form under which two spellings of one mailbox are equal; "" when it is no address.

    Drops what follows a plus, and the dots where the provider ignores them; a provider's second domain
    is its first.
    """
    local, _, domain = clean_email(raw).partition("@")
    if not domain:
        return ""
    local = local.partition("+")[0] or local
    domain = _SAME_PROVIDER.get(domain, domain)
    bare = "".join(sign for sign in local if sign not in _IGNORED.get(domain, ""))
    return f"{bare or local}@{domain}"


def visible(text: str) -> str:
    """Without letters that nobody sees, each other one in one form (NFKC)."""
    text = text.strip()
    if len(text) > LONGEST_TYPED:
        return ""
    if text.isascii() and text.isprintable():
        return text
    kept = (sign for sign in text if unicodedata.category(sign) not in {"Cf", "Cc"})
    return unicodedata.normalize("NFKC", "".join(kept)).strip()

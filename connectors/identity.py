"""Who is the same person: e-mail addresses and profile addresses in one canonical form.

Pure: no Django. The canonical forms are hashed, never shown or mailed to.
"""

import re
import unicodedata
from urllib.parse import quote, unquote

from brokerage.kit.domains import ascii_domain, registrable_domain

_MAILBOX = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+")
#: The sign between mailbox and domain, as other keyboards write it.
_AT_SIGNS = str.maketrans({"\uff20": "@", "\ufe6b": "@"})
_LONGEST_ADDRESS = 254
LONGEST_TYPED = 2_000  # letters: of an address or a link that is longer nothing is left
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
#: A person's page, in any spelling that a browser still takes there.
_PROFILES = tuple(
    re.compile(
        rf"(?:[a-z]+:/*|//)?(?:[a-z0-9-]+\.)*(?P<site>{re.escape(site)})\.?(?::\d+)?/+"
        rf"(?:[^/?#\s]+/+)*?(?P<kind>{kinds})/+(?P<rest>[^?#;&\s]+)"
    )
    for site, kinds in (("linkedin.com", "in|pub"), ("xing.com", "profile"))
)
_PLAIN_URL = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z][a-z0-9-]{1,62}(?:/[a-z0-9._~%+,'@-]{0,200}){0,12}",
    re.IGNORECASE,
)
_PUB_NUMBER = re.compile(r"[0-9a-f]{1,4}")
_UNQUOTED_AT_MOST = 5

#: Mail providers open to anyone: sharing one says nothing about an employer.
FREE_MAIL_DOMAINS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "outlook.de",
        "hotmail.com",
        "hotmail.de",
        "hotmail.co.uk",
        "live.com",
        "msn.com",
        "yahoo.com",
        "yahoo.de",
        "yahoo.co.uk",
        "yahoo.fr",
        "ymail.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "gmx.de",
        "gmx.net",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "web.de",
        "t-online.de",
        "freenet.de",
        "posteo.de",
        "mailbox.org",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "fastmail.com",
        "hey.com",
        "zoho.com",
        "mail.com",
        "orange.fr",
        "free.fr",
        "laposte.net",
        "wanadoo.fr",
        "libero.it",
        "tiscali.it",
        "virgilio.it",
        "bluewin.ch",
        "telefonica.net",
        "terra.es",
        "comcast.net",
        "verizon.net",
        "att.net",
        "sbcglobal.net",
        "btinternet.com",
        "mail.ru",
        "yandex.ru",
        "qq.com",
        "163.com",
        "example.com",
        "example.org",
        "example.net",
    ]
)


def clean_email(raw: str) -> str:
    """The address as one would write to it (lower case, trimmed); "" when it is none."""
    address = raw.translate(_AT_SIGNS).strip().strip("<>\"'")
    local, _, domain = address.partition("@")
    # The domain is not folded like the mailbox: there a letter that nobody sees can tell two owners apart.
    local = _visible(local).lower().removeprefix("mailto:").strip()
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


def email_domain(raw: str) -> str:
    """The domain of an address in lower case; "" when it is no address."""
    return clean_email(raw).partition("@")[2]


def clean_domain(raw: str) -> str:
    """A domain out of what people type ("https://www.acme.com/about", "@acme.com"); "" if none."""
    text = re.sub(r"^[a-z]+://", "", raw.translate(_AT_SIGNS).strip(), flags=re.IGNORECASE)
    host = re.split(r"[/?#:]", text.rpartition("@")[2], maxsplit=1)[0]
    return ascii_domain(ascii_domain(host).removeprefix("www."))


def same_domain(one: str, other: str) -> bool:
    """Whether two domains (in ASCII) are one organisation's: equal, or below the same registered one.

    What belongs to the public, like "co.uk", makes nobody belong together.
    """
    if not one or not other:
        return False
    return one == other or (bool(owner_of(one)) and owner_of(one) == owner_of(other))


def owner_of(domain: str) -> str:
    """The registered domain below which this one (in ASCII) lies; "" for one of the public."""
    return registrable_domain(domain)


def normalise_profile_url(raw: str) -> str:
    """A personal profile as `linkedin.com/in/slug`: lower case, no scheme, slash or query.

    "" when the address is no personal profile: a company's site must not make two people one.
    """
    text = _unquoted(raw)
    found = next((hit for pattern in _PROFILES if (hit := pattern.match(text))), None)
    if found is None:
        return ""
    first, *more = [piece for piece in found["rest"].split("/") if piece] or [""]
    # The oldest addresses there have three numbers behind the name: pub/jane-doe/12/a3/45b.
    numbers = more[:3] if found["kind"] == "pub" else []
    slug = [first, *(one for one in numbers if _PUB_NUMBER.fullmatch(one))]
    return f"{found['site']}/{found['kind']}/{'/'.join(slug)}" if first else ""


def plain_profile_url(raw: str) -> str:
    """The address of a profile as a link that may be followed: https or http, a host and a path, nothing
    else; "" for what is none. A personal page that is known by its slug is written anew."""
    text = _visible(raw)
    if _PLAIN_URL.fullmatch(text):
        return text
    if known := normalise_profile_url(raw):
        return f"https://www.{quote(known)}"
    bare = f"https://{text}"
    return bare if "/" in text and _PLAIN_URL.fullmatch(bare) else ""


def handles_of(email: str, profile_url: str) -> tuple[str, ...]:
    """What somebody is called on the web: the name of their mailbox, and of their profile."""
    mailbox = clean_email(email).partition("@")[0].partition("+")[0]
    profile = normalise_profile_url(profile_url).split("/")[2:3]
    return tuple(dict.fromkeys(one for one in (mailbox, *profile) if one))


def _visible(text: str) -> str:
    """Without letters that nobody sees, each other one in one form (NFKC)."""
    text = text.strip()
    if len(text) > LONGEST_TYPED:
        return ""
    kept = (sign for sign in text if unicodedata.category(sign) not in {"Cf", "Cc"})
    return unicodedata.normalize("NFKC", "".join(kept)).strip()


def _unquoted(raw: str) -> str:
    """In lower case, with %-signs resolved however often they were put in."""
    text = _visible(raw).lower()
    for _ in range(_UNQUOTED_AT_MOST):
        plainer = _visible(unquote(text)).lower()
        if plainer == text:
            break
        text = plainer
    return text

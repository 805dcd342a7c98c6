"""Who is the same person: e-mail addresses and profile addresses in one canonical form.

Pure: no Django. The canonical forms are hashed, never shown or mailed to.
"""

import re
from urllib.parse import unquote, urlsplit

_ADDRESS = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|"
    r"}~-]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.[a-z]{2,}"
)
_LONGEST_ADDRESS = 254
_DOTLESS = {"gmail.com", "googlemail.com"}
_LOCALE = re.compile(r"^[a-z]{2}([-_][a-z]{2})?$")
_PAGE_PARTS = {"detail", "details", "overlay", "recent-activity", "edit", "posts"}
_PROFILE_HOSTS = {"linkedin.com": ("in", "pub"), "xing.com": ("profile",)}

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
    address = raw.strip().strip("<>\"'").removeprefix("mailto:").strip().lower()
    local = address.partition("@")[0]
    sound = (
        len(address) <= _LONGEST_ADDRESS
        and _ADDRESS.fullmatch(address) is not None
        and ".." not in address
        and not local.startswith(".")
        and not local.endswith(".")
    )
    return address if sound else ""


def normalise_email(raw: str) -> str:
    """The form under which two spellings of one mailbox are equal; "" when it is no address.

    Drops what follows a plus, and the dots where the provider ignores them.
    """
    local, _, domain = clean_email(raw).partition("@")
    if not domain:
        return ""
    local = local.partition("+")[0] or local
    if domain in _DOTLESS:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def email_domain(raw: str) -> str:
    """The domain of an address in lower case; "" when it is no address."""
    return clean_email(raw).partition("@")[2]


def clean_domain(raw: str) -> str:
    """A domain out of what people type ("https://www.acme.com/about", "@acme.com"); "" if none."""
    text = raw.strip().lower().rpartition("@")[2]
    text = re.sub(r"^[a-z]+://", "", text)
    host = re.split(r"[/?#:]", text, maxsplit=1)[0].removeprefix("www.").rstrip(".")
    return host if re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}", host) else ""


def same_domain(one: str, other: str) -> bool:
    """Whether two domains belong together: equal, or one below the other."""
    if not one or not other:
        return False
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def normalise_profile_url(raw: str) -> str:
    """A personal profile as `linkedin.com/in/slug`: lower case, no scheme, slash or query.

    "" when the address is no personal profile: a company's site must not make two people one.
    """
    text = raw.strip()
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    site = ".".join(host.split(".")[-2:])
    pieces = [piece for piece in unquote(parts.path).lower().split("/") if piece]
    if site not in _PROFILE_HOSTS or len(pieces) < 2 or pieces[0] not in _PROFILE_HOSTS[site]:
        return ""
    slug = _without_page_parts(pieces[1:])
    return f"{site}/{pieces[0]}/{'/'.join(slug)}".replace("\x00", "")


def _without_page_parts(slug: list[str]) -> list[str]:
    """Only what names the person: no "/en", no "/details/skills" behind it."""
    for place, piece in enumerate(slug[1:], start=1):
        if piece in _PAGE_PARTS:
            return slug[:place]
    if len(slug) > 1 and _LOCALE.match(slug[-1]):
        return slug[:-1]
    return slug

"""Who is the same person: e-mail addresses and profile addresses in one canonical form.

Pure: no Django. The canonical forms are hashed, never shown or mailed to.
"""

import re
from functools import lru_cache
from urllib.parse import quote, unquote

from brokerage.accounts.mail_domains import PUBLIC_MAIL
from brokerage.kit.mail.domains import ascii_domain, registrable_domain
from brokerage.kit.mail.mailboxes import AT_SIGNS, LONGEST_TYPED, visible
from brokerage.kit.mail.mailboxes import clean_email as clean_email
from brokerage.kit.mail.mailboxes import normalise_email as normalise_email

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
FREE_MAIL_DOMAINS = PUBLIC_MAIL | {"example.com", "example.org", "example.net"}


def email_domain(raw: str) -> str:
    """The domain of an address in lower case; "" when it is no address."""
    return clean_email(raw).partition("@")[2]


def clean_domain(raw: str) -> str:
    """A domain out of what people type ("https://www.acme.com/about", "@acme.com"); "" if none."""
    if len(raw) > LONGEST_TYPED:
        return ""
    text = re.sub(r"^[a-z]+://", "", raw.translate(AT_SIGNS).strip(), flags=re.IGNORECASE)
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


@lru_cache(maxsize=8192)
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
    text = visible(raw)
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


def _unquoted(raw: str) -> str:
    """In lower case, with %-signs resolved however often they were put in."""
    text = visible(raw).lower()
    if "%" not in text:
        return text
    for _ in range(_UNQUOTED_AT_MOST):
        plainer = visible(unquote(text)).lower()
        if plainer == text:
            break
        text = plainer
    return text

"""Somebody who refused for good has another address too: a link mailed there proves that it is theirs."""

from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core import signing
from django.urls import reverse

from brokerage.kit import clock
from brokerage.kit.encryption import keyed_hash, seal, unseal
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later
from brokerage.kit.web.limits import over_limit
from connectors import actions as connectors
from connectors.identity import clean_email, normalise_email
from connectors.models import KeyKind
from introductions.actions.own_data.link_requests import keep
from introductions.actions.refusing import never_from_own_page, refuse_for_good
from introductions.prospect_data import held_on

NEVER, ERASE = "never", "erase"
PASS_SALT, LINK_LIFE = "introductions.other_address", timedelta(hours=24)
DAY = 24 * 3600
#: Links a day: from one person's pages, and to one address (more are silently not sent).
LINKS_FROM_PAGE, LINKS_TO_ADDRESS = 5, 2


def page_pass(what: str, owner: str) -> str:
    """What the form of a page carries: that `owner` (see `owner_of`) has just said `what` ("never" or
    "erase")."""
    until = int((clock.now() + LINK_LIFE).timestamp())
    return signing.Signer(salt=PASS_SALT).sign(f"{what}.{until}.{owner}")


def owner_of(prospect_id: int) -> str:
    """Whose page it is, as their links are counted: tells nothing by itself."""
    return keyed_hash(f"page of {prospect_id}")[1][:24]


def ask_for_other_link(carried: str, email: str) -> None:
    """Send the link to `email`, from a page that carries this pass; the same answer for every address.

    Refused: a pass that is forged or has run out, and what is no address.
    """
    try:
        what, until, owner = signing.Signer(salt=PASS_SALT).unsign(carried).split(".")
    except (signing.BadSignature, ValueError) as error:
        raise Refusal("This page has run out.", "run_out", status=410) from error
    if clock.now().timestamp() > int(until):
        raise Refusal("This page has run out.", "run_out", status=410)
    send_link_to(email, what=what, owner=owner)


def send_link_to(email: str, *, what: str, owner: str) -> None:
    """Send the link to an address that `owner` calls theirs too; the same answer for every address."""
    address = clean_email(email)
    if not address:
        raise Refusal("Enter a valid email address.", "email", status=400, field="email")
    if over_limit(f"other-link-from:{owner}", LINKS_FROM_PAGE, DAY):
        raise Refusal("That is enough for one day.", "too_often", status=429)
    _, digest = keyed_hash(normalise_email(address))
    if not over_limit(f"other-link-to:{digest}", LINKS_TO_ADDRESS, DAY):
        end = int((clock.now() + LINK_LIFE).timestamp())
        token = seal(f"{what} {end} {address}")
        if keep("send_other_link", token, digest):
            run_later("introductions.tasks.send_other_link", token)


def other_link(token: str) -> str:
    """The address of the page that a token made by `ask_for_other_link` opens, with our host."""
    return settings.SITE_URL + reverse("other_address_confirm", args=[token])


def read_token(token: str) -> tuple[str, str]:
    """`(what was said, the address)` of a link; Refusal for one that has run out, `LookupError` for none."""
    try:
        what, end, address = unseal(token).split(" ")
    except (InvalidToken, ValueError) as error:
        raise LookupError from error
    if clock.now().timestamp() > int(end):
        raise Refusal("This link has run out.", "run_out", status=410)
    return what, address


def confirm_other_address(token: str) -> None:
    """The owner of the address says the same for it; recorded first and alone. Outside a transaction."""
    what, address = read_token(token)
    connectors.suppress_address(KeyKind.EMAIL, address)
    if what == ERASE:
        connectors.erase_waiting(address)
    held = held_on(address)  # after it: a batch may just have added them
    if held is None:
        return
    if what == ERASE:
        refuse_for_good(held.prospect, why="erased", erases=held.key)
    else:
        never_from_own_page(held.prospect)

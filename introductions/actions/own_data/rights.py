"""The prospect asks for what is held about them, leaves networks, and has it erased."""

from django.db import transaction

from brokerage.kit.encryption import keyed_hash, seal
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later
from brokerage.kit.web.limits import over_limit
from connectors import actions as connectors
from connectors.actions.suppressing import with_profile
from connectors.identity import normalise_email, normalise_profile_url
from connectors.models import KeyKind, Relationship
from connectors.queries.own_contacts.waiting import facts_of_aside, whose
from introductions.actions.erasing import erase_entry, forget
from introductions.actions.own_data.link_requests import keep
from introductions.actions.refusing import (
    end_what_is_not_made,
    leave_network,
    never_from_own_page,
    refuse_for_good,
)
from introductions.prospect_data import Held
from introductions.prospect_data.subjects import Candidate, requests_on

HOUR = 3600
#: Links an hour: to one address (more are silently not sent), and asked for from one place.
LINKS_TO_ADDRESS, LINKS_FROM_PLACE = 3, 20


def ask_for_own_link(email: str, *, client: str) -> None:
    """Somebody at `client` asks for the link to the page of this address's owner.

    The answer never tells whether the address is known: it is looked up by a worker. Refused only
    for asking too often from one place.
    """
    if over_limit(f"own-link-from:{client}", LINKS_FROM_PLACE, HOUR):
        raise Refusal("Too many at once. Please try again in an hour.", "too_often", status=429)
    _, digest = keyed_hash(normalise_email(email) or email)
    if not over_limit(f"own-link-to:{digest}", LINKS_TO_ADDRESS, HOUR):
        sealed = seal(email)
        if keep("send_own_link", sealed, digest):
            run_later("introductions.tasks.send_own_link", sealed)


def erase_person(held: Held) -> int:
    """Erase what `held` covers, in every network; returns how many networks had something.

    That they are never listed again is recorded first and alone; then what is not made yet ends, and
    what is held goes. A step that fails is tried again. Outside a transaction.
    """
    networks = len({row.connector_id for row in held.rows})
    refuse_for_good(held.prospect, why="erased", erases=held.key)
    return networks


def say_never(held: Held) -> None:
    """ "Never contact me again", from one's own page: recorded first and alone. Outside a transaction."""
    never_from_own_page(held.prospect)


def leave(held: Held, relationship: Relationship, *, erases: bool = False) -> None:
    """Leave one connector's network; `erases`: and have erased what that connector holds.

    `relationship`: one of `held.rows`. Outside a transaction.
    """
    leave_network(relationship, erases=held.key if erases else None)


def erase_profile(profile_url: str) -> int:
    """Erase every entry that holds this public profile; returns how many networks were changed.

    For the operator alone, who has made sure whose profile it is: whoever imports can put a stranger's
    beside an address of their own. Outside a transaction.
    """
    profile = normalise_profile_url(profile_url)
    connectors.suppress_address(KeyKind.PROFILE, profile_url)
    rows = with_profile(profile)
    found = requests_on(rows, lambda asked: normalise_profile_url(asked.profile_url) == profile)
    end_what_is_not_made(found, why="erased")
    with transaction.atomic():
        connectors.lock_prospects()
        forget(found, rows)
        return connectors.erase_profile(profile_url)


def erase_candidate(one: Candidate) -> int:
    """Erase whoever the operator made sure that this is; returns how many networks had something.

    Who has a mailbox goes with all that carries it. Of others exactly the chosen entries and requests go.
    They are recorded first: nobody is listed again under what stood there. Outside a transaction.
    """
    if (held := one.held) is not None:
        return erase_person(held)
    networks = len({row.connector_id for row in one.rows})
    connectors.suppress_entries(one.rows)
    end_what_is_not_made(one.introductions, why="erased")
    with transaction.atomic():
        connectors.lock_prospects()
        forget(one.introductions, one.rows)
    for row in one.rows:
        with transaction.atomic():
            erase_entry(row)
    for aside in one.aside:
        said = facts_of_aside(aside)
        connectors.suppress_address(KeyKind.EMAIL, said["email"])
        connectors.suppress_address(KeyKind.PROFILE, said["profile"])
        connectors.erase_waiting(digests=aside.digests, connector=whose(aside))
        connectors.erase_aside(aside)
    return networks

"""The prospect's protection: ending what is not made yet, erasing what is held."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.kit.encryption import keyed_hash, seal
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later
from brokerage.kit.limits import over_limit
from connectors import actions as connectors
from connectors.actions.suppressing import with_profile
from connectors.identity import normalise_email, normalise_profile_url
from connectors.models import Prospect, Relationship
from connectors.queries import NOBODY
from introductions.actions.disputing import close_dispute
from introductions.actions.moving import lock_person, make_move
from introductions.actions.proving import forget_evidence_about
from introductions.actions.removing import remove_words, words_about
from introductions.dossier import Held
from introductions.lifecycle import BY_NAME, ENDS
from introductions.models import Introduction
from introductions.queries import contact_of, open_at_domain

TRIES = 3
ENDING = [BY_NAME[name] for name in ("fall_away", "refuse", "refuse_late")]
"""How what is not made yet ends, by where it stands: before they were asked, before their answer, after."""
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
        run_later("introductions.tasks.send_own_link", seal(email))


def end_what_is_not_made(introductions: Iterable[Introduction], *, why: str) -> int:
    """End those that have not been made: cancelled, or refunded in full; later ones go on.

    `why` is kept as the refusal, and told to nobody: of somebody who was never asked not even that
    there was a refusal. Returns how many ended.
    """
    one_after_another = sorted(introductions, key=lambda row: (row.prospect_id, row.pk))
    return sum(_end(row, why) for row in one_after_another)


def _end(introduction: Introduction, why: str) -> bool:
    def change(row: Introduction) -> None:
        row.refusal = why

    for _ in range(TRIES):
        state = Introduction.objects.values_list("state", flat=True).get(pk=introduction.pk)
        move = next((one for one in ENDING if state in one.source), None)
        if move is None:
            return False
        try:
            make_move(introduction, move.name, move.who[0], change=change, then=close_dispute)
            return True
        except Refusal as refusal:
            if refusal.code != "moved_on":
                return False  # charged back: the bank has the money already
    return False


@transaction.atomic
def opt_out_domain(domain: str, *, staff: User, reason: str) -> tuple[int, int]:
    """Nobody at this domain is listed any more; what is not made yet ends, as if they had refused.

    Returns how many listings vanished and how many introductions ended. Refuses a domain of the
    public, and one that is out already.
    """
    listings = connectors.opt_out_domain(domain, staff=staff, reason=reason)
    running = open_at_domain(connectors.domain_to_opt_out(domain))
    return listings, end_what_is_not_made(running, why="domain")


def open_about(prospect: Prospect) -> list[Introduction]:
    """All that is still under way about this person."""
    return list(Introduction.objects.filter(prospect=prospect).exclude(state__in=ENDS))


@transaction.atomic
def erase_person(held: Held) -> int:
    """Erase what `held` covers, at once in every network; returns how many networks.

    What is not made yet ends now; what is made goes on by ids alone; fingerprints of the addresses
    stay in the suppression list, so that no import brings the person back.
    """
    lock_person(held.prospect.pk)
    _forget(held.introductions, held.rows)
    networks = connectors.erase(held.prospect, held.rows)
    bound = {row.relationship_id for row in held.introductions}
    connectors.forget(row for row in held.rows if row.pk not in bound)
    return networks


@transaction.atomic
def erase_profile(profile_url: str) -> int:
    """Erase every entry that holds this public profile; returns how many networks were changed.

    For the operator alone, who has made sure whose profile it is: whoever imports can put a stranger's
    beside an address of their own.
    """
    profile = normalise_profile_url(profile_url)
    rows = with_profile(profile)
    _forget([*Introduction.objects.filter(relationship__in=rows), *_asked_with(profile)], rows)
    return connectors.erase_profile(profile_url)


def _asked_with(profile: str) -> Iterator[Introduction]:
    """Introductions whose person had this profile when they were asked. Decrypts every one."""
    for row in Introduction.objects.filter(asked__isnull=False).iterator(chunk_size=1000):
        if profile and normalise_profile_url(contact_of(row).profile_url) == profile:
            yield row


def _forget(introductions: Iterable[Introduction], rows: Iterable[Relationship]) -> None:
    """End what is not made; then who was asked, and what was typed about them, is taken out."""
    found = list(introductions)
    end_what_is_not_made(found, why="erased")
    forget_evidence_about(found)
    remove_words(found, words_about([*rows, *(contact_of(row) for row in found if row.asked)]))
    forget_asked(found)


def forget_asked(introductions: Iterable[Introduction]) -> None:
    """Nobody reads any more who these were about."""
    keys = [row.pk for row in introductions]
    rows = Introduction.objects.filter(pk__in=keys)
    rows.filter(asked__isnull=False).update(asked=asdict(NOBODY))
    rows.filter(entry__isnull=False).update(entry=None)


def forget_asked_by(user: User) -> None:
    """A connector closes their account: what they brought in about other people goes with them."""
    forget_asked(Introduction.objects.filter(connector=user))

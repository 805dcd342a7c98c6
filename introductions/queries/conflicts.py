"""Who is one person, and whose interests meet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q

from brokerage.accounts.fingerprints import mailbox_fingerprints
from brokerage.accounts.models import User
from brokerage.accounts.queries import addresses_of
from brokerage.kit import clock
from connectors.companies import company_key
from connectors.identity import normalise_email
from introductions.lifecycle import Actor
from introductions.models import Introduction
from introductions.queries.disputes import open_dispute
from introductions.queries.visible import contact_of

ALIKE = 0.7


def load_people(introductions: Sequence[Introduction]) -> None:
    """Load at once who spoke in the disputes of a list, for `conflict_of_interest` to be asked of each.

    The list has loaded its disputes (`prefetch_related("disputes")`).
    """
    spoke = {row: _everybody_in(row) for row in introductions}
    wanted = {pk for ids in spoke.values() for pk in ids if pk is not None}
    rows = User.objects.filter(pk__in=wanted) if wanted else User.objects.none()
    found = {one.pk: one for one in rows.prefetch_related("emailaddress_set", "proven_mailboxes")}
    for row in introductions:
        row.__dict__["_people"] = found


def _everybody_in(row: Introduction) -> set[int | None]:
    rulings = [
        one
        for dispute in row.disputes.all()
        for one in (dispute.first_ruling or {}, *dispute.set_aside)
    ]
    return _deciders_of(row) | _speakers(rulings)


def conflict_of_interest(introduction: Introduction, moderator: User) -> str | None:
    """Why this member of the staff may not decide about it, in a sentence; None if they may.

    A person with two accounts is one person: what one of them said or is, the other did or is too.
    """
    sides = (introduction.rep, introduction.connector)
    asked = normalise_email(contact_of(introduction).email)
    if any(is_same_person(moderator, side) for side in sides) or asked in mailboxes_of(moderator):
        return "You are a party to this introduction."
    mine = _houses(moderator)
    if any(mine & _houses(side) for side in sides):
        return "You share a company with one of the sides."
    dispute = open_dispute(introduction)
    if dispute is None:
        return None
    if dispute.needs_cosign and _is_among(moderator, [dispute.ruled_by_id], introduction):
        return "A second moderator must agree; you decided this."
    if dispute.late and _is_among(moderator, _deciders_of(introduction), introduction):
        return "Another moderator looks at this; you decided about it before."
    if dispute.appealed_by and _is_among(
        moderator, _speakers([dispute.first_ruling or {}]), introduction
    ):
        return "Another moderator hears the appeal; you decided this the first time."
    if _is_among(moderator, _speakers(dispute.set_aside), introduction):
        return "Another moderator decides now; you spoke in this dispute before."
    return None


def _is_among(moderator: User, ids: Iterable[int | None], row: Introduction) -> bool:
    known = [one for one in ids if one is not None]
    loaded: dict[int, User] | None = row.__dict__.get("_people")  # a list of many has loaded them
    if loaded is None:
        loaded = User.objects.in_bulk(known) if known else {}
    return any(is_same_person(moderator, loaded[one]) for one in known if one in loaded)


def _deciders_of(introduction: Introduction) -> set[int | None]:
    """Who ruled or agreed in a dispute of this introduction, an open one included."""
    pairs = [(one.ruled_by_id, one.cosigned_by_id) for one in introduction.disputes.all()]
    return {one for pair in pairs for one in pair}


def _speakers(rulings: Iterable[Mapping[str, Any]]) -> set[int | None]:
    """Who made, agreed with or set aside such rulings as a dispute keeps."""
    keys = ("ruled_by", "cosigned_by", "disagreed_by")
    return {one.get(key) for one in rulings for key in keys}


def _houses(user: User) -> set[str]:
    """Where somebody works, as far as we know: companies by their keys, proven work domains."""
    profile = getattr(user, "connector_profile", None)
    names = {user.company, profile.employer_name if profile else ""}
    domains = {profile.employer_domain if profile else ""}
    if user.work_domain_verified_at:
        domains.add(user.work_domain)
    return ({company_key(name) for name in names} | {f"@{one}" for one in domains if one}) - {""}


def is_same_person(one: User, other: User) -> bool:
    """Whether two accounts are one person's: by account, or by a mailbox that both have ever proven."""
    return one.pk == other.pk or not _proven_by(one).isdisjoint(_proven_by(other))


def _proven_by(user: User) -> set[str]:
    """Keyed hashes of every mailbox of this account, those it dropped or closed with included."""
    kept = {row.digest for row in user.proven_mailboxes.all()}
    live = (one for address in addresses_of(user) for one in mailbox_fingerprints(address))
    return kept | {one.digest for one in live}


def mailboxes_of(user: User) -> set[str]:
    """The normal forms of all addresses that are proven to be this person's."""
    return {normalise_email(address) for address in addresses_of(user)} - {""}


@dataclass(frozen=True, slots=True)
class Mailboxes:
    """The normal forms of one person's addresses."""

    forms: frozenset[str]

    def holds(self, address: str) -> bool:
        """Whether this address is one of theirs."""
        return normalise_email(address) in self.forms

    def is_among(self, addresses: Iterable[str]) -> bool:
        """Whether one of these is theirs."""
        return any(self.holds(one) for one in addresses)


def people_of(row: Introduction) -> dict[Actor, Mailboxes]:
    """The addresses of the three: the one that was asked, and all that are proven to be theirs."""
    asked = normalise_email(contact_of(row).email)
    return {
        Actor.CONNECTOR: Mailboxes(frozenset(mailboxes_of(row.connector))),
        Actor.PROSPECT: Mailboxes(frozenset({asked, *_mailboxes_beside(asked)} - {""})),
        Actor.REP: Mailboxes(frozenset(mailboxes_of(row.rep))),
    }


def _mailboxes_beside(address: str) -> set[str]:
    """What an account to which this address is proven to belong has proven besides."""
    owners = User.objects.filter(emailaddress__verified=True, emailaddress__email__iexact=address)
    return set().union(*(mailboxes_of(user) for user in owners.distinct())) if address else set()


def look_alikes(row: Introduction) -> int:
    """How many other people were asked in nearly these words by this rep or somebody at the same domain.

    Within `settings.LOOK_ALIKE_DAYS`, counting what was paid for.
    """
    since = clock.now() - timedelta(days=settings.LOOK_ALIKE_DAYS)
    sender = Q(rep=row.rep)
    if row.rep.work_domain:
        sender |= Q(rep__work_domain=row.rep.work_domain)
    asked = Introduction.objects.filter(sender, requested_at__gte=since)
    alike = asked.exclude(prospect=row.prospect).annotate(
        alike=TrigramSimilarity("pitch", row.pitch)
    )
    return alike.filter(alike__gte=ALIKE).values("prospect").distinct().count()

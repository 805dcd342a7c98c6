"""Whose releases earn a connector the shorter safety hold: those of payers who have nothing to do with them.

Two accounts are one payer where they share a card, a payout account, a mailbox or a proven company domain,
with each other or through any chain of accounts, be those payers here or not. Keyed hashes are compared.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.conf import settings

from brokerage.accounts.fingerprints import (
    DOMAIN,
    MAILBOX,
    domain_fingerprints,
    mailbox_fingerprints,
)
from brokerage.accounts.models import ProvenMailbox, User
from brokerage.accounts.queries import addresses_of
from introductions.models import RepFingerprint
from introductions.queries import clean_introductions
from payments.marks import accounts_by_mark, cards_known, marks_of

MOST_ACCOUNTS = 5_000
"""How many accounts are followed from one to the next; beyond, chains end."""
Marks = dict[int, set[str]]


def is_trusted(connector: User) -> bool:
    """Whether enough introductions of this connector were released cleanly, for enough separate payers.

    A release counts whose payment's card is known and whose payer is not tied to the connector.
    """
    rows = clean_introductions(connector)
    if rows.count() < settings.TRUSTED_AFTER:
        return False
    paid = rows.filter(payment__in=cards_known()).values_list("payment__payer", flat=True)
    releases = Counter(paid)
    marks = _followed({connector.pk, *releases})
    count, people = earned(releases, marks, connector.pk)
    return count >= settings.TRUSTED_AFTER and people >= settings.TRUSTED_PAYERS


def earned(
    releases: Mapping[int, int], marks: Mapping[int, Collection[str]], connector: int
) -> tuple[int, int]:
    """`(releases, separate payers)` that count, of `{payer: releases}`, by what each account is known by."""
    who = components({connector, *releases, *marks}, marks)
    counted = {payer: n for payer, n in releases.items() if who[payer] != who[connector]}
    return sum(counted.values()), len({who[payer] for payer in counted})


def tied_together(accounts: Collection[int]) -> dict[int, int]:
    """For each of these accounts the one that stands for all that it is tied to, as releases are counted."""
    marks = _followed(set(accounts))
    return components({*accounts, *marks}, marks)


def components(accounts: Iterable[int], marks: Mapping[int, Collection[str]]) -> dict[int, int]:
    """For each account the one that stands for all that it is tied to, through whatever chain."""
    above = {one: one for one in accounts}

    def top(one: int) -> int:
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    first: dict[str, int] = {}
    for account in above:
        for mark in marks.get(account, ()):
            above[top(account)] = top(first.setdefault(mark, account))
    return {one: top(one) for one in above}


def _followed(accounts: set[int]) -> Marks:
    """What these accounts are known by, and every account that is known by some of the same, and so on."""
    known: Marks = {}
    new = set(accounts)
    while new and len(known) < MOST_ACCOUNTS:
        found = _marks(new)
        before = {mark for marks in known.values() for mark in marks}
        known |= {one: found.get(one, set()) for one in new}
        fresh = {mark for marks in found.values() for mark in marks} - before
        new = _accounts(fresh) - set(known)
    return known


def _marks(accounts: set[int]) -> Marks:
    """Cards and payout accounts, every mailbox and company domain, proven now or once, of each account."""
    found: Marks = defaultdict(set)
    for account, mark in marks_of(accounts):
        found[account].add(mark)
    for account, digest in ProvenMailbox.objects.filter(user__in=accounts).values_list(
        "user", "digest"
    ):
        found[account].add(f"{MAILBOX}:{digest}")
    kept = RepFingerprint.objects.filter(introduction__rep__in=accounts)
    for account, kind, digest in kept.values_list("introduction__rep", "kind", "digest"):
        found[account].add(f"{kind}:{digest}")
    for user in User.objects.filter(pk__in=accounts).prefetch_related("emailaddress_set"):
        for address in addresses_of(user):
            found[user.pk] |= {f"{MAILBOX}:{one.digest}" for one in mailbox_fingerprints(address)}
        for address in (*addresses_of(user), *_work_address(user)):
            found[user.pk] |= {f"{DOMAIN}:{one.digest}" for one in domain_fingerprints(address)}
    return found


def _work_address(user: User) -> list[str]:
    return [f"@{user.work_domain}"] if user.work_domain_verified_at and user.work_domain else []


def _accounts(marks: set[str]) -> set[int]:
    """Whoever is known by one of these."""
    split = [mark.partition(":") for mark in marks]
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, _, digest in split:
        by_kind[kind].append(digest)
    found = accounts_by_mark(marks)
    proven = ProvenMailbox.objects.filter(digest__in=by_kind[MAILBOX])
    found |= set(proven.values_list("user", flat=True))
    for kind in (MAILBOX, DOMAIN):
        kept = RepFingerprint.objects.filter(kind=kind, digest__in=by_kind[kind])
        found |= set(kept.values_list("introduction__rep", flat=True))
    return found

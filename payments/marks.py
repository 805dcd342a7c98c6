"""By what somebody's money is known as theirs: cards (keyed hashes) and payout accounts (ids)."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import QuerySet

from brokerage.kit.encryption import all_hashes
from payments.models import Checkout, Payment, PayoutAccount

CARD, ACCOUNT = "card", "account"


def card_digests(fingerprint: str) -> list[str]:
    """What is kept of a card: the keyed hash of the provider's fingerprint of it, under every key."""
    return [digest for _, digest in all_hashes(f"card|{fingerprint}")] if fingerprint else []


def cards_known() -> QuerySet[Payment]:
    """Payments of whose card something is known."""
    taken = Checkout.objects.filter(status=Checkout.Status.CAPTURED).exclude(card_digests=[])
    return Payment.objects.filter(pk__in=taken.values("payment"))


def marks_of(users: Collection[int]) -> Iterator[tuple[int, str]]:
    """`(user, mark)` for every card that each has paid with and every payout account of theirs."""
    cards = Checkout.objects.filter(payment__payer__in=users).exclude(card_digests=[])
    for user, digests in cards.values_list("payment__payer", "card_digests"):
        yield from ((user, f"{CARD}:{digest}") for digest in digests)
    accounts = PayoutAccount.objects.filter(user__in=users).exclude(account_id="")
    for user, account in accounts.values_list("user", "account_id"):
        yield user, f"{ACCOUNT}:{account}"


def accounts_by_mark(marks: Iterable[str]) -> set[int]:
    """The users who are known by one of these marks."""
    split = [mark.partition(":") for mark in marks]
    cards = [name for kind, _, name in split if kind == CARD]
    accounts = [name for kind, _, name in split if kind == ACCOUNT]
    paid = Checkout.objects.filter(card_digests__overlap=cards)
    found = set(paid.values_list("payment__payer", flat=True))
    owners = PayoutAccount.objects.filter(account_id__in=accounts)
    return found | set(owners.values_list("user", flat=True))

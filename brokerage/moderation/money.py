"""What the desk's cases about money have in common: their payment, and the facts that are shown."""

from django.http import Http404

from brokerage.accounts.models import User
from brokerage.cases.models import Case
from brokerage.kit.money import Money
from brokerage.moderation.loading import about
from introductions.queries import is_same_person
from payments.models import Payment, ProviderCall
from payments.queries import open_debt
from payments.sums import sums_of

PAGE = "moderation/kinds/_money.html"
Facts = list[tuple[str, object]]


def payment_of(case: Case) -> Payment | None:
    """The payment that a case is about, through the introduction's reference among its facts."""
    rows = Payment.objects.filter(reference=case.facts.get("introduction") or "-")
    return about(case, "payment", rows.first)


def the_payment(case: Case) -> Payment:
    """The same, where there must be one."""
    found = payment_of(case)
    if found is None:
        raise Http404
    return found


def own_money(case: Case, user: User) -> str | None:
    """Whoever pays or is paid decides nothing about it, from whichever account of theirs."""
    payment = payment_of(case)
    return party(user, payment.payer, payment.payee) if payment else None


def party(user: User, *people: User) -> str | None:
    """The conflict of interest of somebody who is one of `people`; None if they are none."""
    mine = any(is_same_person(user, one) for one in people)
    return "This is about your own money." if mine else None


def call_of(case: Case) -> ProviderCall | None:
    """The call to the provider that a case is about."""
    rows = ProviderCall.objects.filter(key=case.subject).select_related("payment", "checkout")
    return about(case, "call", rows.first)


def sums(payment: Payment) -> Facts:
    """Where the money of a payment is, in words and amounts; what is nothing is left out."""
    found = sums_of(payment)
    amounts = [
        ("Price", payment.price_money),
        ("Taken", found.taken),
        ("Held now", found.held),
        ("Given back", found.returned),
        ("On its way back", found.returning),
        ("On its way to the connector", found.coming),
        ("At the connector", found.paid),
        ("Kept for the connector's debt", found.netted),
        ("Owed by the connector for this", Money(open_debt(payment), payment.currency)),
        ("Kept by the card network", found.bank_kept),
        ("Our own loss", found.borne),
    ]
    return [(words, amount) for words, amount in amounts if amount]


def shown(case: Case, facts: Facts) -> dict[str, object]:
    """The context of the page: facts, then the sums of the payment."""
    payment = payment_of(case)
    reference = case.facts.get("introduction") or ""
    about: Facts = [("Introduction", reference)] if reference else []
    return {"known": [*about, *facts, *(sums(payment) if payment else [])]}

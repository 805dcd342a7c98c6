"""Looking at what is at the provider, as plain facts of ours. Nothing here changes anything."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import stripe

from payments.gateway.client import client, impatient_client
from payments.gateway.errors import translated

WON = frozenset({"won", "prevented"})
OVER = WON | {"lost"}
GONE = "account_invalid"
"""The code for an account that does not exist for us, or not any more."""


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """A refund: minor units, and `succeeded`, `pending`, `failed` or `canceled`."""

    id: str
    amount: int
    status: str
    call: str


@dataclass(frozen=True, slots=True)
class DisputeFacts:
    """The card network's dispute: minor units and its status as the provider names it.

    `fees`: what the provider took for it, by balance transaction: for the dispute itself, a second one
    for answering it, and what came back of that as a negative one. `answered`: our evidence was submitted.
    """

    id: str
    amount: int
    status: str
    withdrawn: bool
    fees: list[tuple[str, int]]
    due_by: datetime | None = None
    reason: str = ""
    answered: bool = False

    @property
    def is_inquiry(self) -> bool:
        """Whether the bank only asks so far."""
        return self.status.startswith("warning_")

    @property
    def is_open(self) -> bool:
        """Whether the network may take the money, or has it and may keep it. Its statuses may grow: what
        is not known to be over, and no inquiry, is open, whether the money was withdrawn yet or not."""
        return not self.is_inquiry and self.status not in OVER


@dataclass(frozen=True, slots=True)
class ReversalFacts:
    """Money that came back from a payee's account. Minor units."""

    id: str
    amount: int
    call: str


@dataclass(frozen=True, slots=True)
class CheckoutFacts:
    """What became of a checkout session, its payment intent and its charge. Minor units, UTC.

    `settled_in`: the currency in which what was taken stands in our balance, and so does `fee`.
    """

    session_status: str
    url: str
    intent_id: str = ""
    intent_status: str = ""
    charge_id: str = ""
    card: str = ""
    """The provider's fingerprint of the card: the same for the same number."""
    capture_before: datetime | None = None
    captured: int = 0
    settled_in: str = ""
    fee_id: str = ""
    fee: int = 0
    available_on: datetime | None = None
    refunds: list[RefundFacts] = field(default_factory=list)
    disputes: list[DisputeFacts] = field(default_factory=list)
    feared_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TransferFacts:
    """Money moved to a payee's account, and what came back of it. Minor units of `currency` (ISO, upper)."""

    id: str
    amount: int
    reversals: list[ReversalFacts]
    call: str
    destination: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """A payout account: its transfer capability and what is still missing."""

    transfers_status: str
    requirements: list[str]
    closed: bool


@dataclass(frozen=True, slots=True)
class PayoutFacts:
    """What the provider paid out of a connected account to a bank: minor units, and why it failed."""

    amount: int
    currency: str
    failed: bool
    why: str


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _data(stripe_object: Any) -> dict[str, Any]:
    return stripe_object.to_dict()


@translated()
def checkout(session_id: str) -> CheckoutFacts:
    """The facts of one checkout, with its refunds and disputes."""
    session = _data(
        client().v1.checkout.sessions.retrieve(
            session_id,
            {"expand": ["payment_intent.latest_charge.balance_transaction"]},
        )
    )
    status, url = session["status"] or "", session.get("url") or ""
    intent = session.get("payment_intent")
    if not intent:
        return CheckoutFacts(status, url)
    charge = intent.get("latest_charge") or {}
    card = (charge.get("payment_method_details") or {}).get("card") or {}
    paid = bool(charge.get("captured"))
    transaction = (charge.get("balance_transaction") or {}) if paid else {}
    return CheckoutFacts(
        status,
        url,
        intent_id=intent["id"],
        intent_status=intent["status"],
        charge_id=charge.get("id", ""),
        card=card.get("fingerprint") or "",
        capture_before=_moment(card.get("capture_before")),
        captured=charge.get("amount_captured", 0) if paid else 0,
        settled_in=transaction.get("currency", "").upper(),
        fee_id=transaction.get("id", ""),
        fee=transaction.get("fee", 0),
        available_on=_moment(transaction.get("available_on")),
        refunds=refunds(intent["id"]) if paid else [],
        # Always: of an inquiry the charge itself says nothing.
        disputes=_disputes(charge["id"]) if paid else [],
        feared_at=_feared_at(charge["id"]) if paid else None,
    )


def _feared_at(charge_id: str) -> datetime | None:
    """When the card network last feared fraud (an early fraud warning), before any dispute."""
    found = client().v1.radar.early_fraud_warnings.list({"charge": charge_id, "limit": 1})
    return _moment(found.data[0].created) if found.data else None


@translated()
def disputes_not_won(charge_id: str) -> list[str]:
    """The ids of disputes for which the network has or may take money of this charge, asked right now."""
    found = _disputes(charge_id)
    return [one.id for one in found if one.is_open or (one.withdrawn and one.status not in WON)]


@translated()
def refunds(intent_id: str) -> list[RefundFacts]:
    """Refunds of taken money. What a reservation lets go is listed too, without ever moving money
    (succeeded, yet no balance transaction): not ours to book."""
    found = client().v1.refunds.list({"payment_intent": intent_id, "limit": 100})
    rows = [_data(one) for one in found.auto_paging_iter()]
    return [
        RefundFacts(
            row["id"],
            row["amount"],
            row.get("status") or "",
            (row.get("metadata") or {}).get("call", ""),
        )
        for row in rows
        if row.get("status") != "succeeded" or row.get("balance_transaction")
    ]


def _disputes(charge_id: str) -> list[DisputeFacts]:
    found = client().v1.disputes.list({"charge": charge_id, "limit": 100})
    facts = []
    for one in found.auto_paging_iter():
        data = _data(one)
        moved = data.get("balance_transactions") or []
        details = data.get("evidence_details") or {}
        facts.append(
            DisputeFacts(
                one.id,
                one.amount,
                one.status,
                withdrawn=any(entry["amount"] < 0 for entry in moved),
                fees=[(entry["id"], entry["fee"]) for entry in moved if entry.get("fee")],
                due_by=_moment(details.get("due_by")),
                reason=data.get("reason") or "",
                answered=bool(details.get("submission_count")),
            )
        )
    return facts


@translated()
def transfers(group: str) -> list[TransferFacts]:
    """All transfers made for one payment."""
    found = client().v1.transfers.list({"transfer_group": group, "limit": 100})
    return [
        TransferFacts(
            one.id,
            one.amount,
            _reversals(one.id) if one.amount_reversed else [],
            _mark(one),
            destination=_id_of(one.destination),
            currency=one.currency.upper(),
        )
        for one in found.auto_paging_iter()
    ]


def _id_of(one: Any) -> str:
    """The id of an object that is named or expanded; "" for none."""
    return one if isinstance(one, str) else getattr(one, "id", "")


def _reversals(transfer_id: str) -> list[ReversalFacts]:
    found = client().v1.transfers.reversals.list(transfer_id, {"limit": 100})
    return [
        ReversalFacts(one.id, one.amount, (_data(one).get("metadata") or {}).get("call", ""))
        for one in found.auto_paging_iter()
    ]


@translated()
def account(account_id: str) -> AccountFacts:
    """The state of a payout account (Accounts v2). One that let our platform go is closed to us."""
    try:
        answer = client().v2.core.accounts.retrieve(
            account_id, {"include": ["configuration.recipient", "requirements"]}
        )
    except stripe.PermissionError as error:
        if error.error is None or error.error.code != GONE:  # the SDK gives this one no `code`
            raise
        return AccountFacts("inactive", [], closed=True)
    found = _data(answer)
    recipient = (found.get("configuration") or {}).get("recipient") or {}
    balance = (recipient.get("capabilities") or {}).get("stripe_balance") or {}
    status = (balance.get("stripe_transfers") or {}).get("status", "inactive")
    entries = (found.get("requirements") or {}).get("entries") or []
    missing = [str(entry.get("description", "")) for entry in entries]
    return AccountFacts(status, missing, bool(found.get("closed")))


@translated()
def account_marked(call: str) -> str:
    """The id of the payout account that carries the mark `call`; "" if there is none.

    There is no search for these: every page is read, which only an account in doubt is worth.
    """
    found = client().v2.core.accounts.list({"limit": 20})
    marked = (one.id for one in found.auto_paging_iter() if _mark(one) == call)
    return next(marked, "")


def _mark(one: Any) -> str:
    return str((_data(one).get("metadata") or {}).get("call", ""))


@translated()
def payout(payout_id: str, account_id: str) -> PayoutFacts:
    """A payout of a connected account to its bank."""
    found = client().v1.payouts.retrieve(payout_id, {}, {"stripe_account": account_id})
    return PayoutFacts(
        found.amount, found.currency.upper(), found.status == "failed", found.failure_code or ""
    )


@translated()
def account_link(account_id: str, *, refresh_url: str, return_url: str) -> str:
    """A page where the connector gives what the provider asks for. Single use, short-lived."""
    link = client().v2.core.account_links.create(
        {
            "account": account_id,
            "use_case": {
                "type": "account_onboarding",
                "account_onboarding": {"refresh_url": refresh_url, "return_url": return_url},
            },
        }
    )
    return link.url


@translated()
def available_balance() -> dict[str, int]:
    """What the platform could pay out right now: minor units by currency (ISO, upper)."""
    found = _data(client().v1.balance.retrieve())
    return {row["currency"].upper(): row["amount"] for row in found["available"]}


@translated()
def settles_in() -> set[str]:
    """The currencies (ISO, upper) of the platform's balance. Asked once, with little patience."""
    found = _data(impatient_client().v1.balance.retrieve())
    return {row["currency"].upper() for row in found["available"] + found["pending"]}


@translated()
def platform_balance() -> dict[str, int]:
    """What the platform has at the provider, pending included: minor units by currency (ISO, upper)."""
    found = _data(client().v1.balance.retrieve())
    sums: dict[str, int] = {}
    for row in found["available"] + found["pending"]:
        code = row["currency"].upper()
        sums[code] = sums.get(code, 0) + row["amount"]
    return sums

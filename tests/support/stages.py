"""Bringing an introduction to where a test begins, through the real deeds and the real sandbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from brokerage.accounts.models import User
from brokerage.accounts.tasks import sweep_emails
from brokerage.kit import clock
from connectors.actions.import_rows import set_hashes
from connectors.models import Company, Prospect, ProspectKey, Relationship
from connectors.queries import suppression_hashes
from introductions import actions
from introductions.models import Introduction
from introductions.queries import next_due
from introductions.tasks import sweep, sweep_notices, sweep_payments
from payments import actions as payments
from payments.models import Payment, PayoutAccount, ProviderCall
from payments.tasks import sweep_calls, sweep_due, sweep_events, sweep_letters
from tests.support.builders import PETRA, Person
from tests.support.looking import look_at_all
from tests.support.sandbox_process import Sandbox

PITCH = (
    "We help freight companies see what their invoices really cost. "
    "I would like half an hour to show what we found at two of your peers."
)
PURPOSE = "Freight invoices"
GOOD_CARD, LOST_CARD = "4242424242424242", "4000000000000259"


def settle(rounds: int = 12) -> None:
    """Do what worker, beat and the provider's messages would do, until nothing moves."""
    for _ in range(rounds):
        before = _fingerprint()
        sweep_calls()
        look_at_all()
        sweep_events()
        sweep_payments()
        sweep()
        sweep_notices()
        sweep_due()
        sweep_letters()
        sweep_emails()
        if _fingerprint() == before:
            return


def _fingerprint() -> tuple[Any, ...]:
    return (
        tuple(Introduction.objects.order_by("pk").values_list("pk", "state")),
        tuple(
            Payment.objects.order_by("pk").values_list(
                "funds", "captured", "refunded", "transferred", "intent"
            )
        ),
        tuple(ProviderCall.objects.order_by("pk").values_list("pk", "status")),
    )


def listed(
    connector: User, person: Person = PETRA, *, price: int = 50_000, currency: str = "EUR"
) -> Relationship:
    """A listed relationship of `connector` with `person`."""
    company, _ = Company.objects.get_or_create(
        key="meridianfreight",
        defaults={
            "name": "Meridian Freight",
            "domain": "meridian-freight.example",
            "industry": "Industrials",
            "size_band": "",
            "country": "DE",
        },
    )
    keys = [one for one in suppression_hashes(person.email, "") if one[0] != "domain"]
    known = ProspectKey.objects.filter(digest__in=[digest for _, _, digest in keys]).first()
    prospect = known.prospect if known else Prospect.objects.create()
    for kind, key_id, digest in keys:
        ProspectKey.objects.get_or_create(
            kind=kind, key_id=key_id, digest=digest, defaults={"prospect": prospect}
        )
    row = Relationship(
        connector=connector,
        prospect=prospect,
        company=company,
        name=person.name,
        email=person.email,
        profile_url=person.profile_url,
        title=person.title,
        company_name="Meridian Freight",
        role="VP, Procurement",
        seniority="vp",
        department="procurement",
        country="DE",
        strength=4,
        price_minor=price,
        currency=currency,
        listed_at=clock.now(),
    )
    set_hashes(row)
    row.derive()
    row.save()
    return row


def payable(connector: User, sandbox: Sandbox) -> PayoutAccount:
    """The connector's payout account, opened and completed at the sandbox."""
    account = payments.open_payout_account(connector)
    sandbox.onboard(account.account_id)
    seen = payments.look_at_account(account.account_id)
    assert seen is not None and seen.is_ready
    return seen


@dataclass
class Stage:
    """One rep, one connector, one listing, and the sandbox; each verb takes the story one step on."""

    rep: User
    connector: User
    relationship: Relationship
    sandbox: Sandbox
    introduction: Introduction = None  # type: ignore[assignment]

    def now(self) -> Introduction:
        """The introduction as it is in the database."""
        self.introduction = Introduction.objects.select_related(
            "payment", "relationship", "rep", "connector", "prospect"
        ).get(pk=self.introduction.pk)
        return self.introduction

    def request(self, *, keep_asking: bool = False) -> "Stage":
        """Rita composes; a checkout page is ready."""
        self.introduction, call = actions.request(
            self.rep,
            self.relationship,
            pitch=PITCH,
            purpose=PURPOSE,
            keep_asking=keep_asking,
            no_way_in=True,
        )
        payments.send_and_wait(call.pk)  # a worker may be quicker
        return self

    def pay(self, card: str = GOOD_CARD) -> "Stage":
        """Rita pays on the newest checkout page: `requested`."""
        checkout = self.now().payment.checkouts.last()  # type: ignore[union-attr]
        assert checkout is not None
        self.sandbox.pay(checkout.session_id, card)
        settle()
        return self

    def accept(self) -> "Stage":
        """Colin accepts: `consent`."""
        actions.accept(self.now(), user=self.connector, not_my_employer=True, no_duty_breached=True)
        settle()
        return self

    def agree(self) -> "Stage":
        """Petra agrees and the payment is taken: `introducing`."""
        actions.agree(self.now())
        settle()
        return self

    def introduce(self) -> "Stage":
        """Colin made the introduction: `confirming`."""
        actions.introduce(self.now(), user=self.connector)
        settle()
        return self

    def confirm(self) -> "Stage":
        """Rita confirms: `confirmed`."""
        actions.confirm(self.now(), user=self.rep)
        settle()
        return self

    def requested(self, **how: Any) -> "Stage":
        """Up to `requested`."""
        return self.request(**how).pay()

    def consenting(self, **how: Any) -> "Stage":
        """Up to `consent`."""
        return self.requested(**how).accept()

    def introducing(self, **how: Any) -> "Stage":
        """Up to `introducing`."""
        return self.consenting(**how).agree()

    def confirming(self, **how: Any) -> "Stage":
        """Up to `confirming`."""
        return self.introducing(**how).introduce()

    def confirmed(self, **how: Any) -> "Stage":
        """Up to `confirmed`."""
        return self.confirming(**how).confirm()

    def connector_cannot_be_paid(self) -> None:
        """Colin's account loses his bank account, and we know it."""
        account = self.connector.payout_account.account_id
        self.sandbox.onboard(account, missing=["payout_method"])
        payments.look_at_account(account)

    @contextmanager
    def fork(self, moving: Any, name: str = "fork") -> Iterator[None]:
        """A story that leaves no trace: afterwards rows, sandbox and clock are as they were."""
        offset = moving.offset
        self.sandbox.post("keep", name=name)
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            self.sandbox.post("go_back", name=name)
            moving.offset = offset

    def wait(self, moving: Any, **period: float) -> "Stage":
        """Time passes for us and the provider; what is due happens, step by step."""
        target = moving.now() + timedelta(**period)
        while (due := next_due()) is not None and due <= target:
            moving.move_to(max(due, moving.now()))
            self.sandbox.follow(moving.offset.total_seconds())
            settle()
        moving.move_to(target)
        self.sandbox.follow(moving.offset.total_seconds())
        settle()
        return self

    def later(self, moving: Any, *days: float) -> "Stage":
        """So many days from now, each in its turn, the sweeps run; nothing does in between (cheaper)."""
        start = moving.now()
        for day in days:
            moving.move_to(start + timedelta(days=day))
            self.sandbox.follow(moving.offset.total_seconds())
            settle()
        return self

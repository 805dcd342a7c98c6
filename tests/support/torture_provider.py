"""What the provider, the network, the banks and others at the provider do in the torture."""

import random
from typing import Any

from introductions.models import Introduction
from payments.gateway.client import client
from payments.gateway.errors import Unreachable, translated
from payments.models import Checkout, PayoutAccount, ProviderCall
from tests.support import torture_rules as st
from tests.support.live_calls import CONDITIONS, ROUTES, fault_of
from tests.support.torture_base import Base
from tests.support.torture_rules import rule

CALLS = [
    "POST /v1/checkout/sessions*",
    "POST /v1/payment_intents/*",
    "POST /v1/refunds",
    "POST /v1/transfers*",
    "POST *",
    "GET *",
]
KINDS = [
    "drop_before",
    "drop_after_commit",
    "500",
    "500_after_commit",
    "500_no_retry",
    "429",
    "409",
    "latency",
]
HEALED = [{"code": "balance_insufficient"}, {"code": "insufficient_capabilities_for_transfer"}]
REFUSED = [{"code": "transfers_not_allowed"}, {"code": "parameter_invalid_integer"}]
PARTS = [None, None, 5_003, 1]
which_one = st.integers(0, 9)


class Provider(Base):
    """The rules of what is not in our hands."""

    @rule(
        call=st.sampled_from(CALLS),
        kind=st.sampled_from(KINDS),
        times=st.integers(1, 3),
        after=st.integers(0, 2),
    )
    def fault(self, call: str, kind: str, times: int, after: int) -> None:
        self._faults({"match": call, "kind": kind, "times": times, "after": after, "seconds": 0.05})

    @rule(error=st.sampled_from(HEALED))
    def no_money_there(self, error: dict[str, str]) -> None:
        error = {"type": "invalid_request_error", "message": "Told to fail.", **error}
        self._faults({"match": "POST /v1/transfers", "kind": "error", "error": error})

    @rule(error=st.sampled_from(REFUSED), times=st.integers(1, 3))
    def transfers_are_refused(self, error: dict[str, str], times: int) -> None:
        """For good, by what no time heals: a person decides, or the intent is gone before one did."""
        error = {"type": "invalid_request_error", "message": "Told to fail.", **error}
        fault = {"match": "POST /v1/transfers", "kind": "error", "error": error, "times": times}
        self._faults(fault)
        self._count("transfers refused for good")

    def _leave_a_call(self, dice: random.Random) -> None:
        """The newest call that waits is sent into trouble: what comes next meets it like that."""
        waiting = ProviderCall.objects.filter(status="waiting", operation__in=ROUTES)
        row = waiting.order_by("-pk").first()
        if row is None:
            return
        condition = dice.choice([one for one in CONDITIONS if one not in {"granted", "waiting"}])
        self._faults({"match": ROUTES[row.operation], "times": 1, **fault_of(condition)})
        self._carry_out(row.pk)
        if condition.startswith("doubtful"):
            left = ProviderCall.objects.filter(pk=row.pk, status="sent")
            left.update(status="doubtful", leased_until=None)
        self._count(f"left a call: {condition}")

    @rule(
        how=st.sampled_from(["lose", "duplicate", "reorder", "all"]), chance=st.integers(0, 2**20)
    )
    def messages(self, how: str, chance: int) -> None:
        self._deliver(how, random.Random(chance))

    # -- the card's bank and the card network ------------------------------------------------------

    @rule(
        which=which_one,
        part=st.sampled_from(PARTS),
        inquiry=st.sampled_from([False, False, True]),
        withdrawn_after=st.sampled_from([0, 0, 108_000]),
    )
    def chargeback(self, which: int, part: int | None, inquiry: bool, withdrawn_after: int) -> None:
        intent = self._intent(which)
        if intent:
            self._control("withdrawals", seconds=withdrawn_after)
            if self._control(
                "dispute",
                payment_intent=intent,
                reason="fraudulent",
                inquiry=inquiry,
                **_amount(part),
            ):
                self._count("inquiry" if inquiry else "chargeback")

    def charge_back(self, row: Introduction, dice: random.Random) -> None:
        """This introduction's own charge is disputed."""
        for intent in self._intents_of(row):
            part = _amount(dice.choice(PARTS))
            if self._control("dispute", payment_intent=intent, reason="fraudulent", **part):
                self._count("chargeback")

    @rule(which=which_one, won=st.booleans())
    def the_bank_decides(self, which: int, won: bool) -> None:
        intent = self._intent(which)
        for one in self._disputes(intent) if intent else []:
            inquiry = one["status"].startswith("warning")
            status = "warning_closed" if inquiry else "won" if won else "lost"
            if self._control("dispute", dispute=one["id"], status=status):
                self._count(f"dispute {status}")

    @rule(
        which=which_one,
        what=st.sampled_from(["early_fraud_warning", "expire_authorisation"]),
    )
    def trouble(self, which: int, what: str) -> None:
        intent = self._intent(which)
        if intent and self._control(what, payment_intent=intent):
            self._count(what)

    def expire_authorisation(self, row: Introduction) -> None:
        """The card's bank lets the reservation of this one go."""
        for intent in self._intents_of(row):
            if self._control("expire_authorisation", payment_intent=intent):
                self._count("expire_authorisation")

    @rule(which=which_one)
    def refund_fails(self, which: int) -> None:
        made = ProviderCall.objects.filter(operation="refund").exclude(answer_id="").order_by("pk")
        if made and self._control("refund_fails", refund=made[which % len(made)].answer_id):
            self._count("refund_fails")

    # -- others at the provider ----------------------------------------------------------------------

    @rule(which=which_one, part=st.sampled_from(PARTS))
    def others_refund(self, which: int, part: int | None) -> None:
        """In the provider's own pages: nobody here has ordered it."""
        intent = self._intent(which)
        if intent and self._control("others/refund", payment_intent=intent, **_amount(part)):
            self._count("others: refund")

    def refund_elsewhere(self, row: Introduction, dice: random.Random) -> None:
        """All of this one is refunded in the provider's own pages."""
        for intent in self._intents_of(row):
            if self._control("others/refund", payment_intent=intent):
                self._count("others: refund")

    @rule(which=which_one, part=st.sampled_from(PARTS))
    def others_reverse(self, which: int, part: int | None) -> None:
        """A payout of ours is taken back by somebody else."""
        made = (
            ProviderCall.objects.filter(operation="transfer").exclude(answer_id="").order_by("pk")
        )
        if made:
            transfer = made[which % len(made)].answer_id
            if self._control("others/reversal", transfer=transfer, **_amount(part)):
                self._count("others: reversal")

    @rule(which=which_one, part=st.sampled_from([5_003, 1, 29_989]), charge=st.booleans())
    def others_transfer(self, which: int, part: int, charge: bool) -> None:
        """Somebody pays a connector in the group of a payment, from its charge or from our balance."""
        row = self._pick(which, ended=True)
        taken = (
            row.payment.checkouts.filter(status="captured").first() if row and row.payment else None
        )
        if row is None or row.payment is None or taken is None:
            return
        body: dict[str, Any] = {"amount": part, "currency": row.currency.lower()}
        if charge and taken.charge_id:
            body["charge"] = taken.charge_id
        account = PayoutAccount.objects.get(user=row.connector).account_id
        if self._control("others/transfer", account=account, group=row.payment.reference, **body):
            self._count("others: transfer")

    # -- connectors' accounts ------------------------------------------------------------------------

    @rule(who=which_one, ready=st.booleans())
    def payout_account(self, who: int, ready: bool) -> None:
        account = self._account(who)
        missing = {} if ready else {"missing": ["payout_method"]}
        if self._control("onboard", account=account.account_id, **missing):
            self._see_accounts()
            self._count("onboarded" if ready else "not onboarded")

    @rule(who=which_one)
    def connector_takes_the_money(self, who: int) -> None:
        """The connected balance is emptied: a reversal will be refused."""
        account = self._account(who).account_id
        there = self.sandbox.get("books")["accounts"].get(account, {})
        for currency, sums in there.items():
            amount = sums.get("available", 0)
            if amount > 0 and self._control(
                "payout", account=account, amount=amount, currency=currency
            ):
                self._count("emptied")

    # -- helpers ---------------------------------------------------------------------------------------

    def _account(self, who: int) -> PayoutAccount:
        return PayoutAccount.objects.get(user=self.connectors[who % len(self.connectors)])

    def _intents_of(self, row: Introduction) -> list[str]:
        found = Checkout.objects.filter(payment=row.payment).exclude(intent_id="").order_by("-n")
        return list(found.values_list("intent_id", flat=True))

    def _intent(self, which: int) -> str:
        found = list(Checkout.objects.exclude(intent_id="").order_by("pk"))
        return found[which % len(found)].intent_id if found else ""

    def _disputes(self, intent: str) -> list[Any]:
        try:
            with translated():
                found = client().v1.disputes.list({"payment_intent": intent}).data
        except Unreachable:
            return []
        return [one.to_dict() for one in found]

    def _open_disputes(self) -> bool:
        closed = {"won", "lost", "warning_closed", "prevented"}
        return any(
            one["status"] not in closed
            for checkout in Checkout.objects.filter(status="captured")
            for one in self._disputes(checkout.intent_id)
        )


def _amount(part: int | None) -> dict[str, int]:
    return {"amount": part} if part else {}

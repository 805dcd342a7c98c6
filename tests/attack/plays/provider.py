"""A payment provider at which others act too, that answers oddly, late, or not at all."""

import json
from typing import Any

from tests.attack.introduction import Introduction
from tests.attack.report import Report, play
from tests.attack.world import COLIN, World

DEEP = "[" * 3_000 + "]" * 3_000
USUAL: dict[str, Any] = {
    "id": "evt_odd", "object": "event", "type": "charge.updated", "livemode": False,
    "data": {"object": {}},
}  # fmt: skip
ODD: tuple[dict[str, Any], ...] = (
    {"id": None}, {"id": 7}, {"id": "e" * 101}, {"id": "evt\0"}, {"type": None}, {"type": {"a": 1}},
    {"type": "t" * 101}, {"data": None}, {"data": []}, {"data": {"object": {"id": "a\0b"}}},
    {"data": {"object": {"id": "\ud800"}}}, {"data": {"object": {"id": ["pi_1"]}}},
    {"data": {"object": {"object": "payment_intent", "id": "p" * 5_000}}}, {"created": "yesterday"},
    {"type": "payment_intent.succeeded", "data": {"object": {"id": "pi_of_nobody"}}},
    {"type": "charge.dispute.created", "data": {"object": {"charge": {"deep": {"er": []}}}}},
    {"type": "v2.core.account.closed", "related_object": "x"}, {"livemode": "false"},
)  # fmt: skip
RAW = (b"[]", b"null", b'"evt_1"', b"{", b"", b"\xff", f'{{"data": {DEEP}}}'.encode(), b"1e400")
INTENT = (
    "SELECT c.intent_id FROM payments_checkout c JOIN introductions_introduction i"
    " ON i.payment_id = c.payment_id WHERE i.public_id = %s ORDER BY c.n DESC LIMIT 1"
)
CALLS = (
    "SELECT w.status, w.answer_id FROM payments_providercall w JOIN introductions_introduction i"
    " ON i.payment_id = w.payment_id WHERE i.public_id = %s AND w.operation = %s ORDER BY w.id"
)
PAYMENT = (
    "SELECT p.captured, p.refunded, p.transferred, p.reversed, p.foreign_at IS NOT NULL"
    " FROM payments_payment p JOIN introductions_introduction i ON i.payment_id = p.id"
    " WHERE i.public_id = %s"
)


@play("odd provider: signed messages of any shape, and messages that it never signed")
def messages(world: World, report: Report) -> None:
    find = "SELECT count(*) FROM payments_entry"
    world.forward("1h")  # what others have begun is done
    before = world.rows(find)
    bodies = [json.dumps(USUAL | odd).encode() for odd in ODD] + list(RAW)
    for body in world.some(bodies):
        for signed in (True, False):
            status = world.message(body, signed=signed).status_code
            allowed = {200, 400} if signed else {400}
            report.attempt(f"{body[:60]!r}, signed {signed}: {status}", status in allowed)
    world.go_on()
    report.attempt("a message alone moved money", world.rows(find) == before)


@play("odd provider: others reverse, refund or transfer what is ours", slow=True)
def others(world: World, report: Report) -> None:
    ((account,),) = world.rows(
        "SELECT a.account_id FROM payments_payoutaccount a JOIN accounts_user u ON u.id = a.user_id"
        " WHERE u.email = %s",
        COLIN,
    )
    moved: list[tuple[str, Introduction]] = []
    for deed in world.some(("reversal", "refund", "transfer")):
        made = world.introduction("released" if deed == "reversal" else "confirmed")
        moved.append((deed, made))
        if deed == "refund":
            ((intent,),) = world.rows(INTENT, made.id)
            world.sandbox("others/refund", payment_intent=intent, amount=700)
        elif deed == "transfer":
            reference = made.id.replace("-", "")
            world.sandbox("others/transfer", account=account, group=reference, amount=700)
        else:
            sent = world.wait(lambda m=made: [w for w in _calls(world, m) if w[0] == "granted"])
            world.sandbox("others/reversal", transfer=sent[0][1])
    world.forward("1d")
    paid = {made.id: len(_calls(world, made)) for _, made in moved}
    for deed, made in moved:
        ((*_, frozen),) = world.rows(PAYMENT, made.id)
        report.attempt(f"{deed}: the payment is not frozen", frozen)
        report.attempt(f"{deed}: nobody is called", "difference" in made.cases())
    world.forward("9d")
    for deed, made in moved:
        again = len(_calls(world, made)) != paid[made.id]
        report.attempt(f"{deed}: it is paid by itself", not again)


@play("odd provider: a payment settles in another currency")
def another_currency(world: World, report: Report) -> None:
    made = world.introduction("consent")
    world.sandbox("settles", currencies=["usd"])
    try:
        made.agree()
        state = made.until("refunded", "lapsed")
        world.forward("1d")
    finally:
        world.sandbox("settles", currencies=["eur", "usd", "gbp"])
    ((captured, refunded, transferred, *_),) = world.rows(PAYMENT, made.id)
    report.attempt(f"it is held ({state})", state in {"refunded", "lapsed"})
    report.attempt("the rep has not everything back", captured == refunded)
    report.attempt("the connector is paid", not transferred)
    report.attempt("nobody is called", bool(made.cases()))


@play("odd provider: a second dispute, each with its fee")
def dispute_fees(world: World, report: Report) -> None:
    made = world.introduction("confirmed")
    ((intent,),) = world.rows(INTENT, made.id)
    fees = [_fees(world, made)]
    for _ in range(2):
        dispute = world.sandbox("dispute", payment_intent=intent, amount=5_000)["id"]
        world.forward("1d")
        fees.append(_fees(world, made))
        world.sandbox("dispute", dispute=dispute, status="won")
        world.forward("1d")
    world.sandbox("dispute", payment_intent=intent, amount=5_000)
    report.attempt(f"fees that were booked: {fees}", fees[0] < fees[1] < fees[2])
    report.attempt("the second costs something else", fees[2] - fees[1] == fees[1] - fees[0])
    world.forward("20d")
    ((_, _, transferred, *_),) = world.rows(PAYMENT, made.id)
    report.attempt("disputed money is paid out", not transferred)


@play("odd provider: answers are lost, slow, or errors; nothing is done twice", slow=True)
def silent(world: World, report: Report) -> None:
    for kind in world.some(
        ("drop_before", "drop_after_commit", "500_after_commit", "429", "latency")
    ):
        made = world.introduction("consent")
        for match in ("POST /v1/payment_intents/*/capture", "POST /v1/transfers"):
            world.sandbox("faults", match=match, kind=kind, times=2, seconds=2.0)
        made.agree()
        for _ in range(3):
            world.forward("1h")
        state = made.until("introducing")
        report.attempt(f"{kind}: the capture is lost ({state})", state == "introducing")
        made.bring_to("released")
        for _ in range(3):
            world.forward("1h")
        ((captured, refunded, transferred, *_),) = world.rows(PAYMENT, made.id)
        granted = [one for one in _calls(world, made) if one[0] == "granted"]
        report.attempt(f"{kind}: paid {len(granted)} times", len(granted) == 1)
        report.attempt(
            f"{kind}: sums {captured, refunded, transferred}",
            0 < transferred <= captured and not refunded,
        )


@play("odd provider: the payout account is asked for something more just before the money is due")
def account_late(world: World, report: Report) -> None:
    ((account,),) = world.rows(
        "SELECT a.account_id FROM payments_payoutaccount a JOIN accounts_user u ON u.id = a.user_id"
        " WHERE u.email = %s",
        COLIN,
    )
    made = world.introduction("confirmed")
    world.sandbox("onboard", account=account, missing=["payout_method"])
    try:
        world.forward("20d")
        ((_, _, transferred, *_),) = world.rows(PAYMENT, made.id)
        report.attempt("paid to an account that cannot be paid", not transferred)
        report.attempt(f"an end without a way out ({made.state})", _has_clock(world, made))
    finally:
        world.sandbox("onboard", account=account, complete=True)
    world.forward("5d")
    ((captured, refunded, transferred, *_),) = world.rows(PAYMENT, made.id)
    report.attempt(
        f"neither paid nor refunded: {captured, refunded, transferred}",
        bool(transferred or refunded),
    )


def _fees(world: World, made: Introduction) -> int:
    """What the provider took for itself, as booked for one payment."""
    return int(
        world.rows(
            "SELECT coalesce(sum(p.amount), 0) FROM payments_posting p JOIN payments_entry e"
            " ON e.id = p.entry_id JOIN payments_ledgeraccount a ON a.id = p.account_id"
            " JOIN introductions_introduction i ON i.payment_id = e.payment_id"
            " WHERE i.public_id = %s AND a.kind = 'provider_fees'",
            made.id,
        )[0][0]
    )


def _calls(world: World, made: Introduction) -> list[tuple[Any, ...]]:
    return world.rows(CALLS, made.id, "transfer")


def _has_clock(world: World, made: Introduction) -> bool:
    find = (
        "SELECT 1 FROM introductions_deadline d JOIN introductions_introduction i"
        " ON i.id = d.introduction_id WHERE i.public_id = %s"
    )
    return bool(world.rows(find, made.id))

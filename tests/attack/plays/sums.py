"""What each side reads about the money, wherever they look, and what the ledger says."""

import html

from tests.attack.introduction import Introduction
from tests.attack.people import Person
from tests.attack.report import Report, play
from tests.attack.world import World

LEGS = """
    SELECT a.kind, split_part(e.reason, ':', 1), sum(p.amount)::bigint
    FROM payments_posting p JOIN payments_entry e ON e.id = p.entry_id
    JOIN payments_ledgeraccount a ON a.id = p.account_id
    JOIN introductions_introduction i ON i.payment_id = e.payment_id
    WHERE i.public_id = %s GROUP BY 1, 2
"""
BACK = ("refund", "refund-failed", "refund-handled")


@play("sums that disagree: page, API, payouts, export and ledger after every fact", slow=True)
def sums(world: World, report: Report) -> None:
    made = world.introduction("introducing")
    for state in ("introducing", "confirming", "confirmed", "released"):
        _agree(world, report, made.bring_to(state), state)
    world.wait(lambda: _legs(world, made, "cash", "transfer"), 20)
    _agree(world, report, made, "paid out")
    _lose_to_the_bank(world, made)
    _agree(world, report, made, "charged back")
    stopped = world.introduction("introducing")
    stopped.by(stopped.connector, "step_back")
    assert stopped.until("refunded") == "refunded"
    world.forward("1d")
    _agree(world, report, stopped, "refunded")


def _lose_to_the_bank(world: World, made: Introduction) -> None:
    ((intent,),) = world.rows(
        "SELECT c.intent_id FROM payments_checkout c JOIN introductions_introduction i"
        " ON i.payment_id = c.payment_id WHERE i.public_id = %s AND c.status = 'captured'",
        made.id,
    )
    dispute = world.sandbox("dispute", payment_intent=intent)["id"]
    world.forward("1d")
    world.sandbox("dispute", dispute=dispute, status="lost")
    world.forward("1d")


def _legs(world: World, made: Introduction, kind: str, *reasons: str) -> int:
    """Minor units that the ledger moved for this payment on accounts of a kind."""
    return sum(
        amount
        for one, reason, amount in world.rows(LEGS, made.id)
        if one == kind and (not reasons or reason in reasons)
    )


def _agree(world: World, report: Report, made: Introduction, when: str) -> None:
    truth = {
        "captured": _legs(world, made, "cash", "capture"),
        "held": -_legs(world, made, "held"),
        "refunded": -_legs(world, made, "cash", *BACK) - _legs(world, made, "outside", *BACK),
        "refunding": -_legs(world, made, "refunds"),
        "charged_back": -_legs(world, made, "disputed", "dispute-lost"),
        "paid": -_legs(world, made, "cash", "transfer", "reversal"),
        "fee": -_legs(world, made, "fees"),
    }
    for name, person in (("rep", made.rep), ("connector", made.connector)):
        money = dict(person.api("GET", f"introductions/{made.id}/").json()["payment"])
        money["paid"] = money["transferred"] - money["reversed"]
        for what, amount in truth.items():
            said = f"{when}: the {name}'s API says {what} {money[what]}, the ledger {amount}"
            report.attempt(said, money[what] == amount)
        page = html.unescape(person.get(f"/introductions/{made.id}/").text)
        shown = ("captured", "refunded") if name == "rep" else ("paid",)
        for what in shown:
            report.attempt(
                f"{when}: the {name}'s page lacks {what} {truth[what]}",
                not truth[what] or f"€{truth[what] / 100:,.2f}" in page,
            )
    rep, connector = _exported(world, made, made.rep), _exported(world, made, made.connector)
    if rep and connector:
        told = (rep["paid"], rep["refunded"], rep["taken_back_by_the_bank"], connector["received"])
        ledger = tuple(truth[one] for one in ("captured", "refunded", "charged_back", "paid"))
        report.attempt(f"{when}: the exports say {told}, the ledger {ledger}", told == ledger)


def _exported(world: World, made: Introduction, person: Person) -> dict[str, int]:
    world.prove(person, "sidedoor-demo")
    rows = person.get("/account/data/export/").json().get("introductions", [])
    return next((one for one in rows if one["id"] == made.id), {})

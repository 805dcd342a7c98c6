"""The control desk under ``/_sandbox/``: JSON, from this machine only.

For tests, the demo's clock and the panel: move the clock, plan faults, hold webhooks, pay
without a browser, read the sandbox's own books.
"""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from payments.sandbox import books, clock, faults, money, others, params, snapshots, webhooks
from payments.sandbox.api import Answer, Api, Request
from payments.sandbox.cards import card_of
from payments.sandbox.errors import JSON, ApiError
from payments.sandbox.objects import (
    accounts,
    authorising,
    disputes,
    intents,
    paying,
    payment_methods,
    payouts,
    refunds,
)
from payments.sandbox.pages import panel
from payments.sandbox.store import Rows, Thing, new_id
from payments.sandbox.world import World

Desk = Callable[[World, JSON], Any]


class Control:
    """Answers what tests and the demo ask of the sandbox itself."""

    def __init__(self, api: Api, endpoints: JSON) -> None:
        self.api, self.endpoints = api, endpoints
        self.desks: dict[tuple[str, str], Desk] = {
            ("GET", "clock"): self.clock,
            ("POST", "clock"): self.move_clock,
            ("GET", "clock/next"): self.next_moment,
            ("GET", "changes"): self.changes,
            ("GET", "faults"): lambda world, given: faults.planned(world.rows),
            ("POST", "faults"): self.add_faults,
            ("DELETE", "faults"): self.no_faults,
            ("GET", "webhooks"): self.webhooks,
            ("POST", "webhooks"): self.set_webhooks,
            ("POST", "webhooks/resend"): self.resend,
            ("GET", "requests"): requests,
            ("POST", "cut"): cut,
            ("POST", "reset"): self.reset,
            ("POST", "keep"): snapshots.keep,
            ("POST", "go_back"): snapshots.go_back,
            ("GET", "books"): lambda world, given: books.books(world),
            ("POST", "pay"): pay,
            ("POST", "authenticate"): authenticate,
            ("POST", "onboard"): onboard,
            ("POST", "dispute"): dispute,
            ("GET", "withdrawals"): withdrawals,
            ("POST", "withdrawals"): set_withdrawals,
            ("POST", "early_fraud_warning"): fraud_warning,
            ("POST", "dispute_fees"): set_dispute_fees,
            ("POST", "refund_fails"): refund_fails,
            ("POST", "others/refund"): others.refund,
            ("POST", "others/transfer"): others.transfer,
            ("POST", "others/reversal"): others.reversal,
            ("POST", "expire_authorisation"): expire_authorisation,
            ("POST", "payout"): pay_out,
            ("POST", "top_up"): top_up,
            ("POST", "settles"): set_settles,
        }

    def answer(self, request: Request, peer: str) -> Answer:
        """Answer a request from this machine; anybody else gets 403."""
        name = request.path.removeprefix("/_sandbox/").strip("/")
        if peer not in ("127.0.0.1", "::1", "::ffff:127.0.0.1") or _foreign(request):
            return _json({"error": {"message": "From this machine only."}}, 403)
        if name in ("", "panel"):
            return panel.answer(self, request)
        if (request.method, name) == ("POST", "webhooks/flush"):
            return _json(self.api.postman.flush())  # outside of any transaction
        desk = self.desks.get((request.method, name))
        if desk is None:
            return _json({"error": {"message": f"No {request.method} {request.path}."}}, 404)
        try:
            given = json.loads(request.body or b"{}")
            if name in ("reset", "go_back"):
                with self.api.postman.paused():
                    return _json(self.do(desk, given))
            return _json(self.do(desk, given))
        except ApiError as error:
            return _json(error.body(), error.status)
        except (KeyError, ValueError, TypeError) as error:
            return _json({"error": {"message": f"{type(error).__name__}: {error}"}}, 400)

    def do(self, desk: Desk, given: Any) -> Any:
        """Do one thing in one transaction; what a declined card leaves behind is kept."""
        refused: ApiError | None = None
        result: Any = None
        with self.api.database.transaction(write=True) as rows:
            now = clock.now(rows)
            clock.catch_up(rows, now, self.api.public_url)
            rows.touched |= desk not in (
                self.changes,
                self.clock,
                self.next_moment,
                self.move_clock,
            )
            try:
                result = desk(World(rows, now, self.api.public_url), given)
            except ApiError as error:
                if not error.keep:
                    raise
                refused = error
        self.api.postman.wake()
        if refused is not None:
            raise refused
        return result

    def clock(self, world: World, given: JSON) -> JSON:
        return {
            "now": world.now,
            "offset_seconds": world.rows.setting("offset", 0),
            "next": clock.next_moment(world.rows, world.now),
        }

    def changes(self, world: World, given: JSON) -> JSON:
        """How often anything changed here, time apart; null while a fault is planned, as each look may
        differ."""
        planned = bool(faults.planned(world.rows))
        return {"changes": None if planned else self.api.database.changes}

    def move_clock(self, world: World, given: JSON) -> JSON:
        world.rows.set("offset", int(given["offset_seconds"]))
        now = clock.now(world.rows)
        happened = clock.catch_up(world.rows, now, self.api.public_url)
        moved = World(world.rows, now, self.api.public_url)
        return {**self.clock(moved, given), "happened": happened}

    def next_moment(self, world: World, given: JSON) -> JSON:
        return {"next": clock.next_moment(world.rows, world.now)}

    def add_faults(self, world: World, given: Any) -> list[JSON]:
        faults.add(world.rows, given if isinstance(given, list) else [given])
        return faults.planned(world.rows)

    def no_faults(self, world: World, given: JSON) -> list[JSON]:
        world.rows.run("delete from faults")
        return []

    def webhooks(self, world: World, given: JSON) -> JSON:
        states = world.rows.all("select state, count(*) from deliveries group by state")
        return {
            "mode": world.rows.setting("webhook_mode", "normal"),
            "seconds": world.rows.setting("webhook_delay", 0.0),
            "endpoints": world.rows.setting("endpoints", {}),
            "deliveries": dict(states),
        }

    def set_webhooks(self, world: World, given: JSON) -> JSON:
        if "mode" in given:
            mode = params.choice(*webhooks.MODES)(given["mode"], "mode")
            world.rows.set("webhook_mode", mode)
            delay = float(given.get("seconds", 3)) if mode == "delay" else 0.0
            world.rows.set("webhook_delay", delay)
        if "url" in given:
            _point(world.rows, given)
        return self.webhooks(world, given)

    def resend(self, world: World, given: JSON) -> JSON:
        webhooks.send_again(world.rows, given["event"])
        return {}

    def reset(self, world: World, given: JSON) -> JSON:
        for table in reversed(snapshots.TABLES):  # no TRUNCATE: it could deadlock with a reader
            world.rows.run(f"delete from {table}")
        world.rows.set("endpoints", self.endpoints)
        if "url" in given:
            _point(world.rows, given)
        return {}


def _point(rows: Rows, given: JSON) -> None:
    """Send events elsewhere: ``url`` (null for nowhere), ``secrets``, ``thin_url``…"""
    if given["url"] is None:
        rows.set("endpoints", {})
        return
    now = rows.setting("endpoints", {})
    secrets = given.get("secrets") or now.get("snapshot", {}).get("secrets", [])
    thin = {
        "url": given.get("thin_url") or given["url"],
        "secrets": given.get("thin_secrets") or secrets,
    }
    rows.set("endpoints", {"snapshot": {"url": given["url"], "secrets": secrets}, "thin": thin})


def _foreign(request: Request) -> bool:
    """A page of another origin must not press these buttons."""
    origin = request.headers.get("origin")
    return bool(origin) and urlsplit(str(origin)).netloc != request.headers.get("host")


def _json(body: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(body, indent=2))


def requests(world: World, given: JSON) -> list[JSON]:
    """Everything that was asked to be done, oldest first: path, parameters, idempotency key, answer.

    A request whose connection was closed before anything was done never arrived, and is not here.
    """
    found = world.rows.all("select path, given, key, status, replayed from requests order by seq")
    names = ("path", "params", "key", "status", "replayed")
    return [dict(zip(names, row, strict=True)) for row in found]


def cut(world: World, given: JSON) -> JSON:
    """Cut all other database connections of this sandbox, as a failing network would."""
    cut_off = world.rows.all(
        "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
        " and datname = current_database() and application_name = 'sandbox'"
    )
    return {"cut": len(cut_off)}


def pay(world: World, given: JSON) -> JSON:
    """``{"session": id, "card": number}``: pay as on the page; 402 where declined.

    3-D Secure is passed unless ``"authenticate": "fail"`` or ``"leave"`` is given.
    """
    session = world.get("checkout.session", given["session"])
    if session.body["status"] != "open":
        message = f"This session is {session.body['status']}."
        raise ApiError(message, status=409)
    card = card_of(str(given.get("card", "4242424242424242")).replace(" ", ""))
    who = {"name": given.get("name", "Test Payer"), "email": given.get("email", "")}
    method = payment_methods.make(world, card, **who)
    intent = paying.pay(world, session, method)
    step = given.get("authenticate", "pass")
    if intent.body["status"] == "requires_action" and step != "leave":
        authorising.answered(world, intent, passed=step == "pass")
        paying.complete_if_paid(world, session, intent)
    return {"session": session.body, "payment_intent": intent.body}


def authenticate(world: World, given: JSON) -> JSON:
    """``{"payment_intent": id, "pass": true}``: answer 3-D Secure."""
    intent = world.get("payment_intent", given["payment_intent"])
    if intent.body["status"] != "requires_action":
        raise ApiError("Nothing is to be authenticated.", status=409)
    authorising.answered(world, intent, passed=bool(given.get("pass", True)))
    if intent.hidden.get("session"):
        session = world.get("checkout.session", intent.hidden["session"])
        paying.complete_if_paid(world, session, intent)
    return intent.body


def onboard(world: World, given: JSON) -> JSON:
    """``{"account": id, "complete": true}``; or ``"missing": […]``, or ``"rejected": true``."""
    missing = given.get("missing")
    if missing is None:
        missing = [] if given.get("complete", True) else ["payout_method"]
    account = accounts.onboard(
        world,
        given["account"],
        missing=missing,
        country=given.get("country", ""),
        rejected=bool(given.get("rejected")),
    )
    return accounts.show(account, ["configuration.recipient", "requirements"])


def dispute(world: World, given: JSON) -> JSON:
    """Open one: ``{"payment_intent" or "charge": id, "reason"?, "amount"?, "inquiry"?}``.

    End one: ``{"dispute": id, "status": "won" | "lost" | "warning_closed"}``.
    """
    if "dispute" in given:
        found = world.get("dispute", given["dispute"])
        disputes.end(world, found, given["status"])
        return found.body
    return disputes.open_dispute(
        world,
        _charge(world, given),
        amount=given.get("amount"),
        reason=given.get("reason", "fraudulent"),
        inquiry=bool(given.get("inquiry")),
    ).body


def withdrawals(world: World, given: JSON) -> JSON:
    """How long after it was opened a dispute's money is withdrawn: ``{"seconds": n}``."""
    return {"seconds": world.rows.setting("withdrawal_delay", 0)}


def set_withdrawals(world: World, given: JSON) -> JSON:
    """``{"seconds": n}``: so long from now on; 0 for at once. Disputes that are open keep theirs."""
    world.rows.set("withdrawal_delay", params.integer(0)(given["seconds"], "seconds"))
    return withdrawals(world, given)


def set_settles(world: World, given: JSON) -> JSON:
    """``{"currencies": ["eur"]}``: the balance has these from now on; other charges become the first."""
    world.rows.set("settles", [params.currency(one, "currencies") for one in given["currencies"]])
    return {"currencies": money.settles(world)}


def set_dispute_fees(world: World, given: JSON) -> JSON:
    """``{"countered": n}``: what answering a dispute costs from now on (minor units), back if it is won."""
    world.rows.set("countered_fee", params.integer(0)(given["countered"], "countered"))
    return {"countered": world.rows.setting("countered_fee", 0)}


def _charge(world: World, given: JSON) -> Thing:
    if "charge" in given:
        return world.get("charge", given["charge"])
    intent = world.get("payment_intent", given["payment_intent"])
    return world.get("charge", intent.body["latest_charge"])


def fraud_warning(world: World, given: JSON) -> JSON:
    """``{"payment_intent" or "charge": id}``"""
    disputes.early_fraud_warning(world, _charge(world, given).id)
    return {}


def refund_fails(world: World, given: JSON) -> JSON:
    """``{"refund": id}``: the bank sends it back."""
    refunds.refund_fails(world, given["refund"])
    return world.get("refund", given["refund"]).body


def expire_authorisation(world: World, given: JSON) -> JSON:
    """``{"payment_intent": id}``: as if ``capture_before`` had passed."""
    world.never("authorisation_expires", given["payment_intent"])
    intents.authorisation_expires(world, given["payment_intent"])
    return world.get("payment_intent", given["payment_intent"]).body


def pay_out(world: World, given: JSON) -> JSON:
    """``{"account": id, "amount"?, "currency": "eur", "fail"?}``: empty a connected balance."""
    world.account = given["account"]
    asked = {"currency": given.get("currency", "eur")}
    left = books.available_of(world, world.account, asked["currency"])
    amount = given.get("amount", left)
    if amount < 1:
        raise ApiError("Nothing is available to pay out.", status=409)
    return payouts.create(
        world, {**asked, "amount": amount}, automatic=True, fails=bool(given.get("fail"))
    )


def top_up(world: World, given: JSON) -> JSON:
    """Put money of the platform's own on its available balance (minor units)."""
    amount, currency = int(given["amount"]), str(given.get("currency", "eur"))
    source = new_id("tu")
    money.book(world, amount, currency, type="topup", source=source)
    return {"id": source, "amount": amount, "currency": currency}

"""The hosted checkout page and the bank's 3-D Secure page."""

import re
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlsplit

from payments.sandbox.api import Answer
from payments.sandbox.cards import CARDS, card_of, problem
from payments.sandbox.errors import JSON, ApiError
from payments.sandbox.objects import authorising, paying, payment_methods
from payments.sandbox.pages import render
from payments.sandbox.pages.render import Markup
from payments.sandbox.store import Thing
from payments.sandbox.world import PLATFORM_NAME, World


def show(world: World, id: str, *, error: str = "", name: str = "") -> Answer:
    """GET /c/pay/<session>"""
    session = world.get("checkout.session", id)
    if session.body["status"] == "complete":
        return render.redirect(success_url(session))
    if session.body["status"] == "expired":
        return _over(session)
    intent = _intent(world, session)
    if not error and intent is not None and intent.body["last_payment_error"]:
        error = intent.body["last_payment_error"]["message"]
    total = render.amount(session.body["amount_total"], session.body["currency"])
    manual = session.hidden["payment_intent_data"].get("capture_method") == "manual"
    text = (session.body["custom_text"]["submit"] or {}).get("message", "")
    reserved = "The amount is reserved on your card; it is charged later, or never." * manual
    items = session.hidden["items"]
    return render.page(
        "checkout",
        title=f"Pay {total} · {PLATFORM_NAME}",
        status=402 if error else 200,
        goes_to=_origins(session),
        merchant=PLATFORM_NAME,
        what=items[0]["description"],
        amount=total,
        items=Markup("".join(_line(item) for item in items)),
        alert=render.alert(error),
        action=f"/c/pay/{id}",
        email=_email(world, session),
        name=name,
        button=f"Authorise {total}" if manual else f"Pay {total}",
        note=text or reserved,
        cards=Markup("".join(_card_button(number) for number in CARDS)),
        cancel=_cancel(session),
    )


def _intent(world: World, session: Thing) -> Thing | None:
    id = session.body["payment_intent"]
    return world.get("payment_intent", id) if id else None


def _line(item: JSON) -> str:
    total = render.amount(item["amount_total"], item["currency"])
    label = f"{item['description']} × {item['quantity']}"
    return f"<li><span>{escape(label)}</span><span>{escape(total)}</span></li>"


def _card_button(number: str) -> str:
    card = CARDS[number]
    if not card.shown:
        return ""
    spaced = " ".join(re.findall(".{1,4}", number))
    return (
        f'<li><button type="button" class="card" data-card="{number}">'
        f"<span>{escape(card.label)}</span> <code>{spaced}</code></button></li>"
    )


def _cancel(session: Thing) -> Markup:
    url = session.body["cancel_url"]
    link = f'<p><a class="back" href="{escape(url or "")}">← Back to {PLATFORM_NAME}</a></p>'
    return Markup(link if url else "")


def _email(world: World, session: Thing) -> Markup:
    known = session.body["customer_email"] or ""
    if session.body["customer"]:
        known = world.get("customer", session.body["customer"]).body["email"] or ""
    if known:
        return Markup(f'<p class="known">{escape(known)}</p>')
    return Markup(
        '<div class="field"><label for="email">Email</label>'
        '<input id="email" name="email" type="email" autocomplete="email" required></div>'
    )


def _origins(session: Thing) -> str:
    """Where the form may lead in the end; a browser applies form-action to redirects too."""
    found = [urlsplit(session.body[name] or "") for name in ("success_url", "cancel_url")]
    return " ".join(sorted({f"{url.scheme}://{url.netloc}" for url in found if url.netloc}))


def _over(session: Thing) -> Answer:
    return render.page(
        "message",
        title="This page has expired",
        status=410,
        heading="This checkout page has expired",
        text="Nothing was charged. Go back to where you came from and try again.",
        more=_cancel(session),
    )


def success_url(session: Thing) -> str:
    """Where the payer goes after paying."""
    return str(session.body["success_url"]).replace("{CHECKOUT_SESSION_ID}", session.id)


def submit(world: World, id: str, given: dict[str, str]) -> Answer:
    """POST /c/pay/<session>: try the card."""
    session = world.get("checkout.session", id)
    if session.body["status"] != "open":
        return show(world, id)
    name = given.get("name", "").strip()
    number = re.sub(r"[\s-]", "", given.get("card", ""))
    month, year = _expiry(given.get("expiry", ""))
    today = datetime.fromtimestamp(world.now, UTC)
    cvc = given.get("cvc", "").strip()
    wrong = problem(number, month, year, cvc, (today.year, today.month))
    if wrong:
        return show(world, id, error=wrong["message"], name=name)
    method = payment_methods.make(
        world, card_of(number), month=month, year=year, name=name, email=given.get("email", "")
    )
    try:
        intent = paying.pay(world, session, method)
    except ApiError as error:
        return show(world, id, error=error.message, name=name)
    if intent.body["status"] == "requires_action":
        return render.redirect(f"/c/authenticate/{intent.id}")
    return render.redirect(success_url(session))


def _expiry(text: str) -> tuple[int, int]:
    matched = re.fullmatch(r"\s*(\d{1,2})\s*/?\s*(\d{2}|\d{4})\s*", text)
    if not matched:
        return 0, 0
    year = int(matched[2])
    return int(matched[1]), year if year > 99 else 2000 + year


def bank(world: World, id: str) -> Answer:
    """GET /c/authenticate/<intent>"""
    intent = world.get("payment_intent", id)
    if intent.body["status"] != "requires_action":
        return _from_bank(world, intent)
    method = world.get("payment_method", intent.body["payment_method"])
    session_id = intent.hidden.get("session")
    session = world.get("checkout.session", session_id) if session_id else None
    back_to = urlsplit(intent.hidden.get("return_url") or "")
    origin = f"{back_to.scheme}://{back_to.netloc}" if back_to.netloc else ""
    return render.page(
        "authenticate",
        title="3-D Secure · Test bank",
        goes_to=f"{_origins(session) if session else ''} {origin}",
        amount=render.amount(intent.body["amount"], intent.body["currency"]),
        merchant=PLATFORM_NAME,
        last4=method.body["card"]["last4"],
        action=f"/c/authenticate/{id}",
    )


def answer_bank(world: World, id: str, given: dict[str, str]) -> Answer:
    """POST /c/authenticate/<intent>: completed or failed."""
    intent = world.get("payment_intent", id)
    if intent.body["status"] != "requires_action":
        return _from_bank(world, intent)
    try:
        authorising.answered(world, intent, passed=given.get("answer") == "complete")
    except ApiError:
        return _from_bank(world, intent)  # the intent remembers why; the form tells it
    if intent.hidden.get("session"):
        session = world.get("checkout.session", intent.hidden["session"])
        paying.complete_if_paid(world, session, intent)
    return _from_bank(world, intent)


def _from_bank(world: World, intent: Thing) -> Answer:
    if intent.hidden.get("session"):
        return render.redirect(f"/c/pay/{intent.hidden['session']}")
    return render.redirect(intent.hidden.get("return_url") or "/")

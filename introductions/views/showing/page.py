"""The page of one introduction, and its receipt."""

import uuid
from datetime import timedelta
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import person
from brokerage.kit.mail.letters import one_line
from brokerage.kit.money import Money
from connectors.queries import Contact
from introductions import actions, queries
from introductions.actions.emailing import note_read_about
from introductions.actions.thread import SHOWN, thread_of
from introductions.forms import MessageForm, MoveForm
from introductions.lifecycle import Actor
from introductions.models import Introduction
from introductions.places import STEPS
from introductions.snapshots.asker import asker_of
from introductions.turns import Step
from introductions.views import words
from introductions.views.dividing import divided
from introductions.views.money import board_amount, money_box
from introductions.views.shared import look_now, mine
from introductions.views.showing.after import after_of
from introductions.views.showing.cards import Card, cards_for
from introductions.views.showing.course import awaits_fact, standing
from introductions.views.showing.dispute import dispute_of
from introductions.views.showing.stream import stream_of
from introductions.views.status import Status, status_of

EARLIER = 1_000
ELSEWHERE = frozenset({Step.PAY, Step.SET_UP_PAYOUT})


@login_required
@require_GET
def introduction(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The page for rep and connector. Back from the payment page it looks at the provider at once."""
    row, side = mine(request, public_id)
    back_from_payment = request.GET.get("paid") == "1"
    if back_from_payment:
        row = look_now(row)
    note_read_about(person(request), row)
    return show(request, row, side, back_from_payment=back_from_payment)


def show(
    request: HttpRequest,
    row: Introduction,
    side: Actor,
    *,
    refused: tuple[str, MoveForm] | None = None,
    asks: bool = False,
    message: MessageForm | None = None,
    status: int = 200,
    back_from_payment: bool = False,
) -> HttpResponse:
    """Render the page; `refused` is a move that came back, with what was typed; `asks`: it asks once more.

    `message`: one that was not sent.
    """
    cards = cards_for(row, side, refused, asks=asks)
    contact = actions.reveal(row, viewer=person(request), ground="page")
    status_now, first = status_of(row, side), [card for card in cards if card.first]
    context = {
        "introduction": row,
        "side": side.value,
        "place": words.place(row, side),
        "steps": STEPS,
        "step": row.place.step,
        "status": status_now,
        "next": _next(status_now, first),
        "box": money_box(row, side),
        "contact": contact,
        "reveal": bool(contact and contact.name and side == Actor.REP and row.asked_until is None),
        "price": board_amount(row, side).amount,
        "other": other_side(row, side),
        "thread": (thread := thread_of(row, person(request), most=_most(request))),
        "message": message or MessageForm(takes_files=thread.takes_files),
        "message_refused": message is not None,
        "stream": stream_of(row, side, thread),
        "first": first,
        "more": [card for card in cards if not card.first],
        "standing": standing(row, side),
        "after": after_of(row, side, person(request)),
        "dispute": dispute_of(row),
        "files": queries.evidence_of(row),
        "proposal": divided(row, Money(row.price // 2, row.currency)),
        "awaits": awaits_fact(row, side, back_from_payment),
        "draft": draft(row, contact) if contact and side == Actor.CONNECTOR else None,
        "net": row.true_earnings,
        "hold": timedelta(days=row.safety_hold_days),
        "refused": refused[1] if refused else None,
        "has_receipt": bool(row.payment and row.payment.captured),
    }
    return render(request, "introductions/introduction.html", context, status=status)


def _next(status: Status, first: list[Card]) -> tuple[str, str] | None:
    """The one next action: label and address. What is done on this page leads to its card."""
    if not status.yours:
        return None
    if status.step == Step.RESERVE_MORE:
        return "Continue to the payment page", status.address
    if status.step in ELSEWHERE:
        return status.button, status.address
    return (status.button, f"#{first[0].name}") if first else None


def _most(request: HttpRequest) -> int:
    """How many messages the page holds."""
    return EARLIER if request.GET.get("messages") == "all" else SHOWN


# --- Who and what was said -----------------------------------------------------------------------


def other_side(row: Introduction, side: Actor) -> dict[str, str]:
    """The other side as this one may know them."""
    if side == Actor.CONNECTOR:
        rep = asker_of(row)
        tone = "go" if rep.domain else "wait"
        return {
            "title": "The rep",
            "name": rep.name,
            "line": rep.firm,
            "proof": rep.proof,
            "tone": tone,
        }
    name = queries.connector_for_rep(row)
    profile = getattr(row.connector, "connector_profile", None) if name else None
    line = profile.shown_headline if profile else ""
    if not name:
        line = "You see who the connector is once they answer your request."
    return {"title": "The connector", "name": name, "line": line, "proof": "", "tone": ""}


def draft(row: Introduction, contact: Contact) -> dict[str, str]:
    """A ready message to both, and the paragraph on payment that always ends it."""
    asker = asker_of(row)
    rep, first = one_line(asker.name), one_line(contact.first_name)
    firm = one_line(asker.company)
    who = f"{rep} of {firm}" if firm else rep
    text = (
        f"Hello {first}, hello {asker.short_name},\n\n"
        f"{first}, as agreed, I would like to introduce {who} to you. "
        f"It is about: {one_line(row.purpose)}.\n\n"
        f"{asker.short_name}, meet {one_line(contact.name)}. "
        "I leave it to you two to find a time.\n\n"
        f"Best wishes\n{one_line(asker.connector)}"
    )
    note = (
        f"A note on payment: I am paid for this introduction through {settings.SITE_NAME}. "
        f"{rep} pays for it; {first} owes nobody anything and was asked first."
    )
    subject = f"Introduction: {first} and {rep}"
    addresses = ",".join(quote(one, safe="@") for one in (contact.email, row.rep.email))
    # Its own address in copy, where mail can come in: the thread then proves the introduction.
    copy = f"cc={quote(queries.thread_address(row), safe='@')}&" if queries.takes_mail() else ""
    return {
        "text": text,
        "note": note,
        "subject": subject,
        "to": f"mailto:{addresses}?{copy}subject={quote(subject)}",
        "mailto": f"mailto:{addresses}?{copy}subject={quote(subject)}&body={quote(_mail(text, note))}",
    }


def _mail(text: str, note: str) -> str:
    return f"{text}\n\n{note}".replace("\n", "\r\n")


# --- The receipt ---------------------------------------------------------------------------------


@login_required
@require_GET
def receipt(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The payment of one introduction as it stands, to be printed; 404 before money was taken."""
    row, side = mine(request, public_id)
    if row.payment is None or not row.payment.captured:
        raise Http404
    user: User = person(request)
    box = money_box(row, side)
    context = {
        "introduction": row,
        "title": "The payment so far" if side == Actor.REP else "The earning so far",
        "lines": box.lines,
        "box": box,
        "moved": box.moved,
        "payment": row.payment,
        "reader": user,
        "is_rep": side == Actor.REP,
    }
    return render(request, "introductions/receipt.html", context)

"""The page of one introduction, its timeline, and the receipt."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import select_template
from django.urls import reverse
from django.views.decorators.http import require_GET

from brokerage.accounts.models import User
from brokerage.accounts.roles.permissions import person
from brokerage.kit import clock
from brokerage.kit.letters import one_line
from brokerage.kit.money import Money
from connectors.queries import Contact
from introductions import actions, queries
from introductions.actions.by_hand import BY_HAND, moves_by_hand
from introductions.actions.disputing import REASONS
from introductions.forms import MoveForm, form_of
from introductions.guards import UNDER_REVIEW, why_not
from introductions.lifecycle import DISPUTE_WAIT, Actor, State, moves_from
from introductions.models import Dispute, Introduction
from introductions.moves import Words, flags_of, is_bad
from introductions.places import AFTER_APPEAL, STEPS, Wait, wait_for
from introductions.snapshots.asker import asker_of
from introductions.views import words
from introductions.views.dividing import divided, first_proposal
from introductions.views.money import Line, division, money_box
from introductions.views.shared import look_now, mine
from payments.models import Checkout
from payments.queries import standing_checkout


@dataclass(frozen=True, slots=True)
class Card:
    """One move as it is offered: words, form, address; `why_not` where it is closed just now."""

    name: str
    words: Words
    form: MoveForm
    action: str
    template: str
    first: bool
    asks: bool = False
    why_not: str = ""
    guard: str = ""


@login_required
@require_GET
def introduction(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The page for rep and connector. Back from the payment page it looks at the provider at once."""
    row, side = mine(request, public_id)
    back_from_payment = request.GET.get("paid") == "1"
    if back_from_payment:
        row = look_now(row)
    return show(request, row, side, back_from_payment=back_from_payment)


def show(
    request: HttpRequest,
    row: Introduction,
    side: Actor,
    *,
    refused: tuple[str, MoveForm] | None = None,
    asks: bool = False,
    status: int = 200,
    back_from_payment: bool = False,
) -> HttpResponse:
    """Render the page; `refused` is a move that came back, with what was typed; `asks`: it asks once more."""
    cards = cards_for(row, side, refused, asks=asks)
    contact = actions.reveal(row, viewer=person(request), ground="page")
    context = {
        "introduction": row,
        "side": side.value,
        "place": words.place(row, side),
        "steps": STEPS,
        "step": row.place.step,
        "deadline": deadline_of(row, side),
        "box": money_box(row, side),
        "contact": contact,
        "other": other_side(row, side),
        "letters": letters(row, side),
        "timeline": timeline(row, side),
        "first": [card for card in cards if card.first],
        "more": [card for card in cards if not card.first],
        "standing": standing(row, side),
        "to_pay": has_page_to_pay(row, side),
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


# --- What can be done ----------------------------------------------------------------------------


def cards_for(
    row: Introduction,
    side: Actor,
    refused: tuple[str, MoveForm] | None = None,
    *,
    asks: bool = False,
) -> list[Card]:
    """The moves open to `side`, in the order of their rank, and those that are closed with a reason."""
    open_now = {move.name for move in moves_by_hand(row, side)}
    cards = []
    for name in sorted(BY_HAND, key=lambda name: BY_HAND[name].rank):
        if refused and refused[0] == name:
            cards.append(_card(row, name, form=refused[1], asks=asks))
        elif name in open_now:
            cards.append(_card(row, name))
    return cards + _closed(row, side, open_now | ({refused[0]} if refused else set()))


def _card(
    row: Introduction, name: str, form: MoveForm | None = None, *, asks: bool = False, **why: str
) -> Card:
    return Card(
        name,
        BY_HAND[name].words,
        form or form_of(name, initial=first_values(row, name)),
        reverse("introduction_move", args=[row.public_id, name]),
        template_of(name),
        BY_HAND[name].words.first and (name != "answer" or asked(row)),
        asks,
        **why,
    )


@cache
def template_of(name: str) -> str:
    """The move's own template, where there is one."""
    found = select_template([f"introductions/moves/_{one}.html" for one in (name, "plain")])
    return str(found.template.name)


def first_values(row: Introduction, name: str) -> dict[str, Any]:
    """What a form says before anybody typed. What is to be accepted is what whoever presses the
    button has before their eyes, so that nothing else is."""
    if name == "offer_split":
        return first_proposal(row)
    dispute = queries.open_dispute(row)
    if name == "accept_split" and dispute:
        return {"part": dispute.split_offer}
    return {"decision": dispute.decision} if name == "accept_decision" and dispute else {}


def _closed(row: Introduction, side: Actor, shown: set[str]) -> list[Card]:
    cards = []
    for move in moves_from(State(row.state), side):
        if flags_of(move.name).shown_closed and move.name not in shown:
            guard, sentence = why_not(row, move, side, ahead=True) or ("", "")
            cards.append(_card(row, move.name, why_not=sentence, guard=guard))
    return cards


def asked(row: Introduction) -> bool:
    """Whether a question of the connector waits for the rep's answer."""
    last = row.messages.order_by("pk").last()
    return last is not None and last.author_id == row.connector_id


# --- Where it stands -----------------------------------------------------------------------------


def deadline_of(row: Introduction, side: Actor) -> dict[str, Any] | None:
    """The next clock: when, what for, and what happens then."""
    due = queries.next_deadline(row)
    if due is None:
        return None
    wait = wait_for(State(row.state), due.move, side) or Wait("", "")
    dispute = queries.open_dispute(row) if due.move.startswith("rule_") else None
    if dispute and dispute.appealed_by:
        wait = AFTER_APPEAL[dispute.awaits_second_word or dispute.needs_cosign]
    return {"at": due.due_at, "wait": wait.what, "then": wait.then}


def awaits_fact(row: Introduction, side: Actor, back_from_payment: bool) -> bool:
    """Whether the page should look again by itself: a fact of the payment is about to come."""
    taking = row.state == State.SECURING and row.payment is not None and row.payment.funds != "lost"
    unpaid = row.state == State.CHECKOUT or row.counter_price is not None
    return taking or (unpaid and back_from_payment and side == Actor.REP)


def has_page_to_pay(row: Introduction, side: Actor) -> bool:
    """Whether the rep has agreed to a higher price and its payment page stands open."""
    if side != Actor.REP or row.counter_price is None or row.payment is None:
        return False
    checkout = standing_checkout(row.payment)
    return checkout is not None and checkout.status == Checkout.Status.OPEN


def standing(row: Introduction, side: Actor) -> list[str]:
    """What is on the table between the two, in sentences."""
    rep, connector = ("You", "The connector") if side == Actor.REP else ("The rep", "You")
    found = []
    if row.waits_for_batch and row.shown_at and row.shown_at > clock.now():
        found.append(
            "The connector looks at new requests once a day, next on "
            f"{row.shown_at:%-d %B at %H:%M} UTC. Their three days begin then."
        )
    if row.held_back and row.state == State.REQUESTED:
        found.append(
            "Our desk reads this request before anybody is asked, for words much like these went to"
            " several people."
        )
    if row.review == "open":
        found.append(UNDER_REVIEW)
    if row.counter_price is not None:
        asked = Money(row.counter_price, row.currency)
        found.append(f"{connector} named another price: {asked} instead of {row.price_money}.")
    if row.cancel_offered_by:
        who = rep if row.cancel_offered_by == Actor.REP else connector
        found.append(f"{who} proposed to call it off.")
    if proof := queries.proof_of(row):
        found.append(proof)
    elif row.prospect_word == "yes":
        found.append("The prospect says that the introduction took place.")
    return found


def dispute_of(row: Introduction, *, announced_only: bool = True) -> dict[str, Any] | None:
    """The latest dispute, as both sides may read it: a decision only once it is announced
    (a moderator also reads one that waits for the second moderator)."""
    found = row.disputes.order_by("-pk").first()
    if found is None:
        return None
    return {
        "row": found,
        "is_open": found.closed_at is None,
        "reason": REASONS.get(found.reason, "Something is wrong"),
        "opened_by": words.ACTORS[found.opened_by],
        "ends_at": found.opened_at + DISPUTE_WAIT,
        "decide_by": queries.decide_by(found),
        "sender": f"The {words.ACTORS[found.opened_by]}",
        "answers": _answers(found, to_appeal=False),
        "answers_to_appeal": _answers(found, to_appeal=True),
        "offer": _division(row, found.split_offer) if found.split_offered_by else None,
        "offered_by": words.ACTORS.get(found.split_offered_by, ""),
        "ruling": _ruling(row, found, announced_only),
        "finding": FINDINGS.get(found.finding, ""),
    }


def _answers(found: Dispute, *, to_appeal: bool) -> list[tuple[str, str]]:
    rows = found.answers.filter(to_appeal=to_appeal)
    return [(f"The {words.ACTORS[one.side]}", one.text) for one in rows]


FINDINGS = {
    "withdrawn": "The dispute was withdrawn. The introduction went on where it stood.",
    "upheld": "The objection was right: the rep has everything back.",
    "dismissed": "There was nothing in the objection: the payment stays where it is.",
    "dropped": "The objection was not found right in time: the payment stays where it is.",
}


def _ruling(row: Introduction, found: Dispute, announced_only: bool) -> dict[str, Any] | None:
    if not found.ruling or (found.needs_cosign and announced_only):
        return None
    parts = {"release": queries.divisible(row), "refund": 0}
    part = parts.get(found.ruling, found.ruling_part or 0)
    return {"lines": _division(row, part), "reason": found.ruling_reason, "at": found.ruled_at}


def _division(row: Introduction, part: int | None) -> list[Line]:
    return division(row.payment, part or 0) if row.payment else []


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


def letters(row: Introduction, side: Actor) -> list[dict[str, Any]]:
    """The messages between the two, oldest first."""
    you = row.rep_id if side == Actor.REP else row.connector_id
    other = "The connector" if side == Actor.REP else "The rep"
    return [
        {"sender": "You" if said.author_id == you else other, "text": said.text, "at": said.at}
        for said in row.messages.all()
    ]


def timeline(row: Introduction, side: Actor) -> list[dict[str, Any]]:
    """What happened, in sentences, the same for both sides; then what comes next."""
    items = [
        {
            "what": words.sentence(event.move, event.facts, row),
            "at": event.at,
            "note": event.note,
            "actor": words.ACTORS[event.actor],
            "kind": "stop" if is_bad(event.move) else "done",
        }
        for event in row.events.all()
    ]
    due = deadline_of(row, side)
    if due and due["wait"]:
        items.append(
            {"what": f"Time {due['wait']}", "at": due["at"], "note": due["then"], "kind": "next"}
        )
    return items


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

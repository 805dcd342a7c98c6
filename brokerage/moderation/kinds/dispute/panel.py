"""What the page of a dispute shows: both sides, what happened, the money, and what each decision would do."""

from typing import Any

from brokerage.accounts.models import Reveal, User
from brokerage.cases.models import Case
from brokerage.kit import clock
from brokerage.moderation.kinds import is_masked
from brokerage.moderation.kinds.dispute.words import (
    DECIDES,
    PROOFS,
    PROSPECT_WORDS,
    REVEALED_FOR_SECONDS,
    as_it_is,
    files,
    first_ruling,
    history,
    introduction_of,
    letters,
    outcomes,
    reason_to_open,
    set_aside,
    side_of,
    way_out,
    why_not,
)
from connectors.queries import Contact
from introductions import queries
from introductions.actions.removing import unnaming
from introductions.lifecycle import Actor, State
from introductions.models import Introduction
from introductions.queries.deciders import nobody_is_left
from introductions.views.money import money_box
from introductions.views.showing.course import deadline_of
from introductions.views.showing.dispute import dispute_of


def panel(case: Case, user: User) -> dict[str, Any]:
    """Both sides, what happened, the money, and what each decision would do to the cent."""
    row, masked = introduction_of(case), is_masked(user)
    contact = revealed_to(case, row, user)
    unnamed = as_it_is if contact else unnaming(row)
    return {
        "introduction": row,
        "side": "moderator",
        "aside": "moderation/kinds/_dispute_aside.html",
        "dispute": dispute_of(row, announced_only=False),
        "first_ruling": first_ruling(row),
        "set_aside": set_aside(row),
        "nobody_left": way_out(row) if case.is_open and nobody_is_left(row) else "",
        "standing_offer": row.state == State.DISPUTED,
        "box": money_box(row, Actor.MODERATOR),
        "deadline": deadline_of(row, Actor.MODERATOR) if case.is_open else None,
        "proof": PROOFS.get(row.proof, ""),
        "prospect_word": PROSPECT_WORDS.get(row.prospect_word, "They have not answered."),
        "mails": row.thread_mails.filter(said__in=["", queries.INTRODUCES]),
        "timeline": history(row, masked, unnamed),
        "unnamed": unnamed,
        "letters": [] if masked else letters(row),
        "sides": [side_of(row, Actor.REP, masked), side_of(row, Actor.CONNECTOR, masked)],
        "outcomes": outcomes(row),
        "files": [] if masked else files(row, unnaming(row), is_closed=bool(why_not(case, user))),
        "file_count": queries.evidence_of(row).count(),
        "may_open": user.has_perm(DECIDES) and bool(reason_to_open(case, user)),
        "contact": contact,
        "reveal_for": REVEALED_FOR_SECONDS // 60,
    }


def revealed_to(case: Case, row: Introduction, user: User) -> Contact | None:
    """The prospect, for whoever gave a reason to see them within the last hour."""
    seen = Reveal.objects.filter(viewer=user, reference=case.public_id.hex).order_by("-pk").first()
    if seen is None or (clock.now() - seen.at).total_seconds() > REVEALED_FOR_SECONDS:
        return None
    may = case.is_open and user.has_perms(("cases.reveal", DECIDES))
    return queries.contact_of(row) if may else None

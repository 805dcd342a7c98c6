"""The introduction is made and confirmed, missed, or called off."""

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from introductions.actions import clocks
from introductions.actions.declaring import Hooks, move, side_of
from introductions.actions.removing import refuse_naming
from introductions.lifecycle import CANCEL_WAIT, State
from introductions.models import Introduction
from introductions.moves import Flags, Note, Tick, Words
from introductions.queries import INTRODUCES, proof_by_mail

EVIDENCE_LENGTH = 2000


HOW = "E.g. “By e-mail today, both in copy”. Both sides see it."


@move(
    "introduce",
    Words(
        past="Introduction made",
        title="Introduce them",
        text="Here is a message to both, ready to send from your own mailbox. Change it as you like.",
        button="Mark as introduced",
        done="Thank you. The rep is asked to confirm it.",
        first=True,
        to_bank="The introduction was made by e-mail",
    ),
    flags=Flags(shown_closed=True),
    made=Tick(
        label="I have made the introduction, with the note on payment in it.",
        refusal="Tick this once you have sent your message.",
        page_only=True,
    ),
    evidence=Note(label="How", longest=EVIDENCE_LENGTH, help=HOW),
)
def introduce(row: Introduction, *, user: User, evidence: str = "") -> None:
    """The connector attests that the introduction was made; the rep is asked to confirm."""
    row.introduced_at, row.proof = clock.now(), proof_by_mail(row)
    row.connector_evidence = _evidence(evidence)


@move(
    "confirm",
    Words(
        past="Introduction confirmed",
        title="Confirm the introduction",
        text="The connector is paid once both words are there and a few days of safety have passed.",
        button="Yes, we were introduced",
        done="Thank you. Confirmed.",
        first=True,
        to_bank="A side confirmed that it took place",
    ),
    flags=Flags(while_suspended=True, receipt=True, traced=True),
    evidence=Note(
        label="Anything to add",
        longest=EVIDENCE_LENGTH,
        help="Both sides see it.",
    ),
)
def confirm(row: Introduction, *, user: User, evidence: str = "") -> None:
    """The rep confirms: with the connector's word both are there, and the safety hold starts."""
    row.confirmed_at = clock.now()
    row.rep_evidence = _evidence(evidence)


def _evidence(text: str) -> str:
    if len(text) > EVIDENCE_LENGTH:
        raise Refusal("Keep it under 2,000 characters.", status=400, field="evidence")
    return text.strip()


@move(
    "step_back",
    Words(
        past="The connector cannot make it; everything goes back",
        title="I cannot introduce them",
        text="The rep has everything back. It counts in your answer record.",
        button="Step back",
        done="You stepped back. The rep has everything back.",
        tone="danger",
        bad=True,
    ),
    note=Note(
        label="A word to the rep",
        longest=500,
        help="Both sides see it. Do not name the person.",
    ),
)
def step_back(row: Introduction, *, user: User, note: str = "") -> None:
    """The connector cannot make it: full refund; it counts in their record. The rep reads `note`."""
    refuse_naming(row, note, "note")


@move(
    "offer_cancel",
    Words(
        past="Proposed to call it off",
        title="Propose to call it off",
        text="The other side has 48 hours to agree. If they do, the rep has everything back.",
        button="Propose to call it off",
        done="Proposed. The other side has 48 hours to answer.",
        tone="",
    ),
)
def offer_cancel(row: Introduction, *, user: User) -> None:
    """One side proposes to call it off; the other has 48 hours to answer."""
    row.cancel_offered_by = side_of(row, user)
    clocks.set_clock(row, "forget_cancel", clock.now() + CANCEL_WAIT)


@move(
    "agree_cancel",
    Words(
        past="Called off by agreement; everything goes back",
        title="The other side proposes to call it off",
        text="If you agree, the rep has everything back and nobody is paid.",
        button="Call it off",
        done="Called off. Everything goes back to the rep.",
        tone="danger",
        first=True,
        bad=True,
    ),
    flags=Flags(while_suspended=True),
)
def agree_cancel(row: Introduction, *, user: User) -> None:
    """The other side agrees: called off, full refund."""


def made_by_mail(row: Introduction) -> Introduction:
    """A kept mail of the connector to both others says that it is made.

    While an offer to cancel is open its answer decides first: whoever ends the offer asks again.
    """
    waits = row.state == State.INTRODUCING and not row.cancel_offered_by
    if waits and row.thread_mails.filter(said=INTRODUCES).exists():
        try:
            return introduce(row, user=row.connector)
        except Refusal as refusal:
            if refusal.code != "under_review":
                raise
            row.refresh_from_db()  # the mail is kept, and counts once a moderator has looked
    return row


@move(
    "decline_cancel",
    Words(
        past="It goes on",
        title="Or let it go on",
        text="The proposal is off the table.",
        button="Let it go on",
        done="It goes on.",
        tone="",
        first=True,
    ),
    flags=Flags(while_suspended=True),
    hooks=Hooks(follow_up=made_by_mail),
)
def decline_cancel(row: Introduction, *, user: User) -> None:
    """The other side wants it to go on; a mail that was kept meanwhile counts now."""
    row.cancel_offered_by = ""
    row.deadlines.filter(move="forget_cancel").delete()


@move(
    "forget_cancel",
    Words(past="The proposal to call it off was not answered; it goes on"),
    hooks=Hooks(follow_up=made_by_mail),
)
def forget_cancel(row: Introduction) -> None:
    """Nobody answered in time: the proposal is off the table; a mail that was kept meanwhile counts now."""
    row.cancel_offered_by = ""

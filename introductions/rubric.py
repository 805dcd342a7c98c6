"""The public rubric of disputes: what counts as an introduction, what proof weighs what, what is ruled.

One source: the dispute form, the desk's ready words, the page /rubric/ and docs/rubric.md
(`manage.py draw_rubric`) all read it. Sentences are plain text. No framework.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from introductions.lifecycle import (
    APPEAL_WAIT,
    CONFIRM_WAIT,
    DISPUTE_WAIT,
    OBJECTION_WINDOW,
    PATIENCE,
    RESPONSE_WAIT,
    SECOND_WORD_HOLD,
    SECOND_WORD_WAIT,
    Actor,
    State,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a dispute is opened. `decides`: what the desk looks at and how it then rules."""

    label: str
    decides: str


REASON_ROWS: dict[str, Reason] = {
    "never_happened": Reason(
        "The introduction never took place",
        "A verified mail, or the prospect's own word that it took place: the connector is paid. "
        "Neither of them, and nothing else that shows it: the rep is refunded in full.",
    ),
    "wrong_person": Reason(
        "It was a different person than described",
        "We compare with the listing as the rep was shown it when asking: role, seniority, "
        "department, company. Moved on within the company and still in charge of the matter: paid. "
        "Left the company, or never in that role: refunded in full. In between: divided.",
    ),
    "no_consent": Reason(
        "The prospect says nobody asked them",
        "The prospect's word decides. Without their own yes there is no introduction: the rep is "
        "refunded in full, and it counts in the connector's record.",
    ),
    "not_confirmed": Reason(
        "It took place, and the other side does not confirm it",
        "The same proof counts as for the first reason. A side that is silent about a proven "
        "introduction cannot hold the payment back.",
    ),
    "other": Reason(
        "Something else",
        "We look at what was agreed on the introduction's page. What went wrong through one side is "
        "that side's to bear; what both share is divided.",
    ),
}
REASONS: dict[str, str] = {code: row.label for code, row in REASON_ROWS.items()}

COUNTS = (
    "The person introduced is the one described in the listing, and agreed to it beforehand.",
    "The connector put rep and prospect in touch by name: one message to both, or a talk of three.",
    "The message reached an address or a place that this person reads.",
    "The message said that the connector is paid for it.",
)
COUNTS_NOT = (
    "Handing over an address or a telephone number.",
    "A message to a general mailbox, or one that came back.",
    "A person who had left the company or the role before the rep asked.",
    "An introduction that somebody else made.",
)
NOT_PROMISED = (
    "An answer, a meeting or a sale is no part of an introduction: a prospect who agreed and then "
    "does not reply was introduced all the same."
)


@dataclass(frozen=True, slots=True)
class Proof:
    """One kind of proof, heaviest first. `name` as in `lifecycle.CONFIRM_WAIT`; "" for files."""

    name: str
    title: str
    weight: str

    @property
    def days(self) -> int | None:
        """How long a silent rep is waited for on this proof."""
        return CONFIRM_WAIT[self.name].days if self.name else None


PROOFS = (
    Proof(
        "prospect",
        "The prospect's own word",
        "Outweighs both sides, for and against, when it comes from an address we know. From an "
        "address we cannot tell it weighs as much as the connector's word.",
    ),
    Proof(
        "mail",
        "A verified mail",
        "A mail to both, with the introduction's own address in copy and its sender's signature "
        "checked. Outweighs either side's word.",
    ),
    Proof(
        "word",
        "The connector's word",
        "Enough as long as nobody objects. Against the rep's word it does not carry alone.",
    ),
    Proof(
        "",
        "Files",
        "An original mail saved as .eml weighs more than a picture of one; pictures and texts "
        "support a word and replace none of the proofs above.",
    ),
)

DEFAULT_RULING: dict[Actor, str] = {Actor.REP: "refund", Actor.CONNECTOR: "release"}
"""By who opened it: what is ruled when the other side does not answer. A prospect's objection: nothing."""
RULINGS: dict[str, str] = {
    "release": "the connector is paid",
    "refund": "the rep is refunded in full, our fee included",
    "split": "the price is divided to the cent, our fee in proportion",
}


def default_words() -> str:
    """The default ruling in a sentence."""
    return (
        f"The other side has {RESPONSE_WAIT.days * 24} hours to answer. If they do not, what the side "
        f"says that opened the dispute counts: opened by the rep, {RULINGS[DEFAULT_RULING[Actor.REP]]}; "
        f"opened by the connector, {RULINGS[DEFAULT_RULING[Actor.CONNECTOR]]}. A prospect's objection is "
        "never ruled on by silence: a moderator looks at it."
    )


def way_words() -> tuple[str, ...]:
    """How a dispute goes on and ends, with its periods."""
    end = next(one.wait for one in PATIENCE[State.DISPUTED] if one.move == "end")
    assert end is not None
    return (
        "The payment is frozen from the first moment: nobody is paid and nothing is refunded.",
        default_words(),
        "The two sides can settle at any time on any division of the price, unless the prospect "
        "objected.",
        "Otherwise a moderator who is no party decides, gives the reason in writing, and both sides "
        f"read it. Each dispute can be appealed once within {APPEAL_WAIT.days} days. The other side has "
        f"{RESPONSE_WAIT.days * 24} hours to answer the appeal; another moderator then decides within "
        f"{SECOND_WORD_WAIT.days} days of it, else the first decision stands. Their word takes effect after "
        f"{SECOND_WORD_HOLD.days * 24} hours, in which they can take it back.",
        "Whoever opened a dispute can withdraw it once, until a decision was announced or the prospect "
        "objected: it then goes on where it stood, and nobody is paid within a day.",
        f"If no decision was announced {end.days} days after the dispute was opened, "
        f"{RULINGS['refund']}.",
        f"For {OBJECTION_WINDOW.days} days after the connector was paid the prospect can still object. A "
        f"moderator then looks at it: if they find the objection right, {RULINGS['refund']}, and the payout "
        f"is taken back; if not, or if nobody has found so in {DISPUTE_WAIT.days} days, the payment stays "
        "where it is.",
    )


@dataclass(frozen=True, slots=True)
class Wording:
    """Ready words for a decision: `text` becomes the reason that both sides read, unless changed."""

    key: str
    title: str
    text: str
    ruling: str
    reasons: tuple[str, ...]


ALL = tuple(REASONS)
WORDINGS = (
    Wording(
        "mail",
        "Paid: a verified mail proves it",
        "A verified mail to both of you shows that the introduction was made. By our rubric that "
        "weighs more than either side's word, so the connector is paid.",
        "release",
        ("never_happened", "not_confirmed"),
    ),
    Wording(
        "witness",
        "Paid: the prospect says it took place",
        "The person introduced told us themselves that the introduction took place. By our rubric "
        "their word outweighs that of both sides, so the connector is paid.",
        "release",
        ("never_happened", "not_confirmed", "no_consent"),
    ),
    Wording(
        "same",
        "Paid: it was the person described",
        "The person introduced is the one that the listing described, in a matter they are still in "
        "charge of. By our rubric that is the introduction that was paid for, so the connector is paid.",
        "release",
        ("wrong_person",),
    ),
    Wording(
        "never",
        "Refunded: nothing shows that it took place",
        "The connector was asked for proof and nothing shows that the introduction took place. "
        "Where there is no proof, the rep has everything back, our fee included.",
        "refund",
        ("never_happened", "not_confirmed"),
    ),
    Wording(
        "wrong",
        "Refunded: it was another person than described",
        "The person introduced was not the one described when the rep paid. The rep did not get "
        "what was offered and has everything back, our fee included.",
        "refund",
        ("wrong_person",),
    ),
    Wording(
        "consent",
        "Refunded: the prospect was not asked",
        "The person introduced says that nobody asked them. Without their own yes there is no "
        "introduction, so the rep has everything back, our fee included.",
        "refund",
        ("no_consent",),
    ),
    Wording(
        "rep",
        "Paid: what went wrong was not the connector's doing",
        "The introduction was made as described. What went wrong afterwards was not the connector's "
        "doing, so the connector is paid.",
        "release",
        ("other",),
    ),
    Wording(
        "connector",
        "Refunded: it was not made as agreed",
        "The introduction was not made as agreed on its page, and that was not the rep's doing. The "
        "rep has everything back, our fee included.",
        "refund",
        ("other",),
    ),
    Wording(
        "both",
        "Divided: both carried a part of it",
        "The introduction took place, and it was not what was described in every point. Both sides "
        "carry a part of that, so the price is divided.",
        "split",
        ALL,
    ),
)


def contradiction(reason: str, ruling: str) -> str | None:
    """Why `reason` cannot be read beside `ruling`: ready words for another ruling are in it. None if fine.

    The end of ready words says who gets the money; it is looked for in any spacing and case.
    """
    said = _plain(reason)
    others = (one for one in WORDINGS if one.ruling != ruling and _plain(_end_of(one.text)) in said)
    found = next(others, None)
    if found is None:
        return None
    return (
        f"These words say that {RULINGS[found.ruling]}, and the ruling is another. Both sides would read "
        "both; change one of them."
    )


def _end_of(text: str) -> str:
    return text.rstrip(".").rpartition(". ")[2]


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("\u2019", "'").split())


def sentences() -> Iterator[str]:
    """Everything that the rubric says, sentence by sentence: page and docs hold all of it."""
    yield from (*COUNTS, *COUNTS_NOT, NOT_PROMISED)
    for proof in PROOFS:
        yield from (proof.title, proof.weight)
    for reason in REASON_ROWS.values():
        yield from (reason.label, reason.decides)
    yield from way_words()
    yield from (wording.text for wording in WORDINGS)

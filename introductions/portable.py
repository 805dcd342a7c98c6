"""What a rep or a connector takes along of their introductions: part of their own data export.

Their own words and what both sides see of the course and the money; nothing of the prospect, and no word
of the other side.
"""

from typing import Any

from brokerage.accounts.models import User
from brokerage.kit.portable import HASH, KEY, OTHERS, SENDING, STAFF, UNTOLD, Part, nobody, out
from introductions.lifecycle import Actor
from introductions.models import (
    AnswerTime,
    Attachment,
    ConnectorRecord,
    Deadline,
    Dispute,
    DisputeAnswer,
    Event,
    Evidence,
    IncomingEmail,
    Introduction,
    KeptView,
    LinkRequest,
    Message,
    Notice,
    PendingRefusal,
    PriceBand,
    PriceBandRun,
    ReadMark,
    RecordCheck,
    Removal,
    RepFingerprint,
    Restore,
    ThreadMail,
    Trace,
)
from introductions.queries import OF_THE_CARD, history, visible_to
from payments.sums import sums_of

OUR_READING = "how our desk reads a request before anybody is asked"


def _only(side: Actor, name: str) -> Any:
    """A field that is one side's own: empty for the other."""

    def value(row: Any, person: User) -> Any:
        return getattr(row, name) if _side(_introduction(row), person) == side else None

    return value


def _introduction(row: Any) -> Introduction:
    return row if isinstance(row, Introduction) else row.introduction


def _side(row: Introduction, person: User) -> Actor:
    return Actor.REP if person.pk == row.rep_id else Actor.CONNECTOR


def _as_i_was(row: Introduction, person: User) -> dict[str, Any]:
    """Of the two as they were, only the person's own part."""
    kept = row.asker or {}
    mine = ("name", "company", "domain") if _side(row, person) == Actor.REP else ("connector",)
    return {name: kept.get(name, "") for name in mine}


def _if_mine(name: str, by: str) -> Any:
    """What a side said or sent: the other side's words stay out."""

    def value(row: Dispute | ThreadMail, person: User) -> Any:
        return getattr(row, name) if getattr(row, by) == _side(row.introduction, person) else None

    return value


def _if_announced(name: str) -> Any:
    def value(row: Dispute, _: User) -> Any:
        return getattr(row, name) if row.decision else None

    return value


def _own_note(row: Event, person: User) -> str:
    return row.note if row.user_id == person.pk else ""


def _facts_of_mine(row: Event, person: User) -> dict[str, Any]:
    return row.facts if row.user_id == person.pk else {}


def _mine(model: Any, path: str = "introduction") -> Any:
    return lambda person: (
        model.objects.filter(**{f"{path}__in": visible_to(person).order_by().values("pk")})
        .select_related(path)
        .order_by("pk")
    )


_FILE = ("kind", "size", "sha256", "given_sha256", "name", "at", "removed_at")
PARTS = (
    Part(
        Introduction,
        visible_to,
        given=(
            "public_id", "state", "state_since", "listing", "topic", "keep_asking", "price", "fee",
            "currency", "safety_hold_days", "counter_price", "counters", "requested_at", "shown_at",
            "accepted_at", "asked_until", "agreed_at", "introduced_at", "confirmed_at", "proof",
            "cancel_offered_by", "revealed_at", "created_at", "rep", "relationship",
        ),
        told={
            "asker": _as_i_was,
            "purpose": _only(Actor.REP, "purpose"),
            "pitch": _only(Actor.REP, "pitch"),
            "rep_evidence": _only(Actor.REP, "rep_evidence"),
            "connector_evidence": _only(Actor.CONNECTOR, "connector_evidence"),
            "decline_reason": _only(Actor.CONNECTOR, "decline_reason"),
        },
        left_out=out(KEY, "payment connector")
        | out(UNTOLD, "prospect asked refusal prospect_word prospect_rating")
        | out(HASH, "entry")
        | out(OUR_READING, "held_back review waits_for_batch"),
    ),
    Part(
        Event,
        lambda person: _mine(Event)(person).exclude(
            introduction__connector=person, move__in=OF_THE_CARD
        ),
        given=("introduction", "move", "source", "target", "actor", "at"),
        told={"note": _own_note, "facts": _facts_of_mine},
        left_out=out(KEY, "user"),
    ),
    Part(
        Message,
        lambda person: Message.objects.filter(author=person).order_by("pk"),
        given=("introduction", "text", "at", "number"),
        left_out=out(KEY, "author") | out(HASH, "mail_digest"),
    ),
    Part(Attachment, lambda person: Attachment.objects.filter(message__author=person).order_by("pk"),
         given=("public_id", *_FILE), left_out=out(KEY, "message") | out("our name of the file", "stored")),
    Part(ReadMark, lambda person: ReadMark.objects.filter(reader=person).order_by("pk"),
         given=("introduction", "number", "at"), left_out=out(KEY, "reader")),
    Part(Trace, lambda person: Trace.objects.filter(introduction__rep=person).order_by("pk"),
         given=("introduction", "move", "address", "device", "at")),
    Part(
        Dispute,
        _mine(Dispute),
        given=(
            "introduction", "opened_by", "reason", "responded_at", "split_offer", "split_offered_by",
            "appealed_by", "appealed_at", "accepted_by", "late", "opened_at", "closed_at",
        ),
        told={
            "statement": _if_mine("statement", "opened_by"),
            "appeal": _if_mine("appeal", "appealed_by"),
            "ruling": _if_announced("ruling"),
            "ruling_part": _if_announced("ruling_part"),
            "ruling_reason": _if_announced("ruling_reason"),
            "ruled_at": _if_announced("ruled_at"),
        },
        left_out=out(STAFF, "ruled_by cosigned_by needs_cosign")
        | out("decisions that were replaced; their announcement stands in the history",
              "first_ruling set_aside taken_back")
        | out(UNTOLD, "testimony")
        | out("how our desk worked on it", "finding due_before"),
    ),
    Part(
        DisputeAnswer,
        lambda person: [
            one
            for one in DisputeAnswer.objects.filter(
                dispute__introduction__in=visible_to(person).order_by().values("pk")
            ).select_related("dispute__introduction")
            if one.side == _side(one.dispute.introduction, person)
        ],
        given=("side", "to_appeal", "text", "at"),
        left_out=out(KEY, "dispute"),
    ),
    Part(
        Evidence,
        lambda person: Evidence.objects.filter(uploader=person).order_by("pk"),
        given=("public_id", "side", *_FILE),
        left_out=out(KEY, "dispute uploader") | out("our name of the file", "stored"),
    ),
    Part(
        ThreadMail,
        _mine(ThreadMail),
        told={
            "sender": _if_mine("sender", "sender"),
            "at": _if_mine("at", "sender"),
        },
        left_out=out(HASH, "digest") | out(UNTOLD, "said vouched_by") | out(KEY, "introduction"),
    ),
    Part(RepFingerprint,
         lambda person: RepFingerprint.objects.filter(introduction__rep=person).order_by("pk"),
         given=("introduction", "kind", "key_id"), left_out=out(HASH, "digest")),
    Part(Deadline, _mine(Deadline), given=("introduction", "move", "due_at"),
         left_out=out(OTHERS, "whom") | out(SENDING, "retries left")),
    Part(
        ConnectorRecord,
        lambda person: ConnectorRecord.objects.filter(pk=person.pk),
        given=("asked", "answered", "introduced", "missed", "median_answer"),
        left_out=out(KEY, "connector")
        | out("follow from the numbers", "answers_band speed_band introduced_band"),
    ),
    Part(AnswerTime, nobody,
         left_out=out("follows from the history, which is given", "introduction connector took")),
    Part(PriceBand, nobody,
         left_out=out(KEY, "cases") | out("what many paid together: nobody's own", "currency seniority"
                                          " industry country strength is_wide low high at")),
    Part(KeptView, lambda person: KeptView.objects.filter(owner=person).order_by("pk"),
         given=("public_id", "name", "asked", "created_at"), left_out=out(KEY, "owner")),
    Part(PriceBandRun, nobody, left_out=out("about our database", "at bands changed")),
    Part(RecordCheck, nobody, left_out=out("about our database", "at connectors differences")),
    Part(Notice, nobody,
         left_out=out(SENDING, "due_at tries claimed_at told_at dropped event audience kind reader read_at")),
    Part(Removal, nobody, left_out=out(UNTOLD, "introduction words")),
    Part(PendingRefusal, nobody,
         left_out=out(UNTOLD, "prospect domain erases relationship why asked_at due_at tries")),
    Part(IncomingEmail, nobody,
         left_out=out(OTHERS, "introduction digest sender vouched_by why address words stops_clocks at"
                              " read_at read_by taken_as")),
    Part(LinkRequest, nobody, left_out=out(SENDING, "task key sealed digest asked_at taken_at")),
    Part(Restore, nobody,
         left_out=out("about our database", "dump_taken_at restored_at released_at asked")),
)  # fmt: skip


def own_data(user: User) -> list[dict[str, Any]]:
    """The user's introductions as plain values; amounts in minor units of `currency`, times in UTC."""
    return [_one(row, user) for row in visible_to(user)]


def _one(row: Introduction, user: User) -> dict[str, Any]:
    side = Actor.REP if user == row.rep else Actor.CONNECTOR
    return {
        "id": str(row.public_id),
        "side": side.value,
        "listing": row.listing,
        "state": row.state,
        "price": row.price,
        "fee": row.fee,
        "currency": row.currency,
        "history": [
            {name: one[name] for name in ("move", "actor", "at", "state")}
            for one in history(row, side)
        ],
        "messages": list(row.messages.filter(author=user).values("text", "at")),
        "disputes": _disputes(row, side),
    } | (_of_the_rep(row) if side == Actor.REP else _of_the_connector(row))


def _of_the_rep(row: Introduction) -> dict[str, Any]:
    sums = sums_of(row.payment) if row.payment else None
    return {
        "purpose": row.purpose,
        "pitch": row.pitch,
        "evidence": row.rep_evidence,
        "paid": sums.taken.amount if sums else 0,
        "refunded": sums.returned.amount if sums else 0,
        "refunding": sums.returning.amount if sums else 0,
        "taken_back_by_the_bank": sums.bank_kept.amount if sums else 0,
        "asked_or_confirmed_from": [
            {"move": one.move, "address": one.address, "device": one.device, "at": one.at}
            for one in row.traces.all()
        ],
    }


def _of_the_connector(row: Introduction) -> dict[str, Any]:
    sums = sums_of(row.payment) if row.payment else None
    return {
        "evidence": row.connector_evidence,
        "decline_reason": row.decline_reason,
        "earnings": row.true_earnings.amount,
        "held": (sums.expected + sums.open).amount if sums else 0,
        "coming": sums.coming.amount if sums else 0,
        "received": sums.paid.amount if sums else 0,
        "kept_for_a_debt": sums.netted.amount if sums else 0,
        "owed": sums.owed.amount if sums else 0,
    }


_OF_A_FILE = ("name", "kind", "size", "given_sha256", "at", "removed_at")


def _disputes(row: Introduction, side: Actor) -> list[dict[str, Any]]:
    return [
        {
            "opened_by": found.opened_by,
            "reason": found.reason,
            "my_statement": found.statement if found.opened_by == side else "",
            "my_answer": "".join(one.text for one in found.answers.filter(side=side)),
            "my_appeal": found.appeal if found.appealed_by == side else "",
            "my_files": list(found.evidence.filter(side=side).values(*_OF_A_FILE)),
            "decision": found.ruling if found.decision else "",
            "opened_at": found.opened_at,
            "closed_at": found.closed_at,
        }
        for found in row.disputes.order_by("pk")
    ]

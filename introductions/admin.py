"""Staff's look at introductions: read only, and who the prospect is stays closed.

What people typed stands here without the prospect, for everybody: who must read it as it was written has
the desk, where that takes a reason.
"""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import admin

from brokerage.accounts.roles.admin import ReadOnly, Rows, amount, who
from introductions.actions.removing import unnaming
from introductions.models import Deadline, Dispute, Event, Evidence, Introduction, Notice


def words(field: str, of: str = "") -> Callable[..., str]:
    """A column that shows what was typed in `field` without the prospect of the introduction: the row itself,
    or the one its attribute `of` ("introduction") names."""

    @admin.display(description=field.replace("_", " "))
    def shown(room: Any, row: Any) -> str:
        introduction = row
        for name in of.split(".") if of else ():
            introduction = getattr(introduction, name)
        value = getattr(row, field)
        if not value:
            return "-"
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
        return unnaming(introduction)(text)

    return shown


class Events(Rows):
    """The history."""

    model = Event
    note_ = words("note", "introduction")
    kept_from_support = readonly_fields = ("note_",)
    fields = ("at", "move", "actor", "source", "target", "note_")


class Deadlines(Rows):
    """The clocks that run."""

    model = Deadline
    fields = ("move", "whom", "due_at", "retries")


@admin.register(Introduction)
class IntroductionAdmin(ReadOnly):
    """Facts of an introduction; the prospect only as the rep was shown them."""

    list_display = (
        "public_id",
        "state",
        "state_since",
        "rep_",
        "connector_",
        "price_",
    )
    list_filter = ("state", "currency")
    search_fields = ("=public_id", "=rep__public_id", "=connector__public_id")
    list_select_related = ("rep", "connector")
    kept_from_support = ("purpose_", "pitch_", "listing", "refusal")
    purpose_, pitch_ = words("purpose"), words("pitch")
    rep_ = who("rep")
    connector_ = who("connector")
    price_ = amount("price")
    fee_ = amount("fee")
    counter_ = amount("counter_price")
    readonly_fields = ("rep_", "connector_", "price_", "fee_", "counter_", "purpose_", "pitch_")
    inlines = (Events, Deadlines)
    fields = (
        "public_id", "state", "state_since", "rep_", "connector_", "listing", "purpose_", "pitch_",
        "keep_asking", "price_", "fee_", "safety_hold_days", "counter_", "counters",
        "requested_at", "accepted_at", "agreed_at", "refusal", "introduced_at", "confirmed_at",
        "proof", "prospect_word", "cancel_offered_by", "revealed_at", "created_at",
    )  # fmt: skip


@admin.register(Event)
class EventAdmin(ReadOnly):
    """The history of all."""

    list_display = ("introduction_id", "move", "actor", "source", "target", "at")
    list_filter = ("move", "actor")
    search_fields = ("=introduction__public_id",)
    note_, facts_ = words("note", "introduction"), words("facts", "introduction")
    kept_from_support = readonly_fields = ("note_", "facts_")
    fields = ("introduction", "move", "actor", "source", "target", "note_", "facts_", "at")


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    """Who was told, and who is still to be."""

    list_display = ("kind", "audience", "claimed_at", "told_at", "dropped")
    list_filter = (("told_at", admin.EmptyFieldListFilter), "audience", "kind")
    fields = ("event", "audience", "kind", "claimed_at", "told_at", "dropped")


@admin.register(Dispute)
class DisputeAdmin(ReadOnly):
    """Disputes and how they ended."""

    list_display = ("introduction_id", "opened_by", "reason", "ruling", "opened_at", "closed_at")
    list_filter = (("closed_at", admin.EmptyFieldListFilter), "reason", "ruling", "finding")
    search_fields = ("=introduction__public_id",)
    statement_, ruling_reason_ = (
        words("statement", "introduction"),
        words("ruling_reason", "introduction"),
    )
    appeal_, set_aside_ = words("appeal", "introduction"), words("set_aside", "introduction")
    kept_from_support = ("statement_", "answers_", "ruling_reason_", "appeal_", "set_aside_")
    ruler_ = who("ruled_by", "ruled by")
    cosigner_ = who("cosigned_by", "agreed by")
    readonly_fields = (
        "ruler_", "cosigner_", "answers_", "statement_", "ruling_reason_", "appeal_", "set_aside_",
    )  # fmt: skip
    fields = (
        "introduction", "opened_by", "reason", "statement_", "answers_", "opened_at",
        "responded_at", "ruling", "ruling_part", "ruling_reason_", "ruled_at", "ruler_",
        "needs_cosign", "cosigner_", "set_aside_", "appealed_by", "appeal_", "testimony", "late", "finding",
        "closed_at",
    )  # fmt: skip

    @admin.display(description="answers")
    def answers_(self, row: Dispute) -> str:
        """Who answered what."""
        clean = unnaming(row.introduction)
        return "\n\n".join(f"{one.side}: {clean(one.text)}" for one in row.answers.all())


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly):
    """That there are files, of whom and of what kind; what is in them is read on the desk, and logged."""

    list_display = ("public_id", "side", "kind", "size", "at", "removed_at")
    list_filter = ("kind", "side", ("removed_at", admin.EmptyFieldListFilter))
    search_fields = ("=public_id", "=dispute__introduction__public_id")
    fields = ("public_id", "dispute", "side", "kind", "size", "sha256", "at", "removed_at")

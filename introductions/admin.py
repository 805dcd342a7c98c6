"""Staff's look at introductions: read only, and who the prospect is stays closed."""

from django.contrib import admin

from brokerage.accounts.looking import ReadOnly, Rows, amount, who
from introductions.models import Deadline, Dispute, Event, Evidence, Introduction, Notice


class Events(Rows):
    """The history."""

    model = Event
    kept_from_support = ("note",)
    readonly_fields = ("note",)
    fields = ("at", "move", "actor", "source", "target", "note")


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
    kept_from_support = ("purpose", "pitch", "listing", "refusal")
    rep_ = who("rep")
    connector_ = who("connector")
    price_ = amount("price")
    fee_ = amount("fee")
    counter_ = amount("counter_price")
    readonly_fields = ("rep_", "connector_", "price_", "fee_", "counter_")
    inlines = (Events, Deadlines)
    fields = (
        "public_id", "state", "state_since", "rep_", "connector_", "listing", "purpose", "pitch",
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
    kept_from_support = ("note", "facts")
    readonly_fields = ("note",)
    fields = ("introduction", "move", "actor", "source", "target", "note", "facts", "at")


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
    kept_from_support = ("statement", "answers_", "ruling_reason", "appeal", "set_aside")
    ruler_ = who("ruled_by", "ruled by")
    cosigner_ = who("cosigned_by", "agreed by")
    readonly_fields = (
        "ruler_", "cosigner_", "answers_", "statement", "ruling_reason", "appeal", "set_aside",
    )  # fmt: skip
    fields = (
        "introduction", "opened_by", "reason", "statement", "answers_", "opened_at",
        "responded_at", "ruling", "ruling_part", "ruling_reason", "ruled_at", "ruler_",
        "needs_cosign", "cosigner_", "set_aside", "appealed_by", "appeal", "testimony", "late", "finding",
        "closed_at",
    )  # fmt: skip

    @admin.display(description="answers")
    def answers_(self, row: Dispute) -> str:
        """Who answered what."""
        return "\n\n".join(f"{one.side}: {one.text}" for one in row.answers.all())


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly):
    """That there are files, of whom and of what kind; what is in them is read on the desk, and logged."""

    list_display = ("public_id", "side", "kind", "size", "at", "removed_at")
    list_filter = ("kind", "side", ("removed_at", admin.EmptyFieldListFilter))
    search_fields = ("=public_id", "=dispute__introduction__public_id")
    fields = ("public_id", "dispute", "side", "kind", "size", "sha256", "at", "removed_at")

"""Staff's look at introductions: read only, and who the prospect is stays closed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from introductions.models import Deadline, Dispute, Event, Introduction, Notice


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """To be read, never written: a state changes through its move alone."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Rows(admin.TabularInline):  # type: ignore[type-arg]
    """Rows that belong to an introduction, read only."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Events(Rows):
    """The history."""

    model = Event
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
        "rep_id",
        "connector_id",
        "price",
        "currency",
    )
    list_filter = ("state", "currency")
    search_fields = ("public_id",)
    inlines = (Events, Deadlines)
    fields = (
        "public_id", "state", "state_since", "rep", "connector", "listing", "purpose", "pitch",
        "keep_asking", "price", "fee", "currency", "safety_hold_days", "counter_price", "counters",
        "requested_at", "accepted_at", "agreed_at", "refusal", "introduced_at", "confirmed_at",
        "proof", "prospect_word", "cancel_offered_by", "revealed_at", "created_at",
    )  # fmt: skip


@admin.register(Event)
class EventAdmin(ReadOnly):
    """The history of all."""

    list_display = ("introduction_id", "move", "actor", "source", "target", "at")
    list_filter = ("move", "actor")


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    """Who was told, and who is still to be."""

    list_display = ("kind", "audience", "claimed_at", "told_at", "dropped")
    list_filter = ("audience", "kind")


@admin.register(Dispute)
class DisputeAdmin(ReadOnly):
    """Disputes and how they ended."""

    list_display = ("introduction_id", "opened_by", "reason", "ruling", "opened_at", "closed_at")
    list_filter = ("reason", "ruling")

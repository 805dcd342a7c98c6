"""Staff's look at money: all of it read only. Changes go through the deeds."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from payments.models import (
    Checkout,
    Entry,
    LedgerAccount,
    Payment,
    PayoutAccount,
    Posting,
    ProviderEvent,
    Wish,
)


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """To be read, never written."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Rows(admin.TabularInline):  # type: ignore[type-arg]
    """Rows that belong to another, read only."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Checkouts(Rows):
    """The attempts to authorise a payment."""

    model = Checkout
    fields = ("n", "amount", "status", "session_id", "intent_id", "charge_id", "capture_before")


class Postings(Rows):
    """The legs of an entry."""

    model = Posting
    fields = ("account", "amount")


@admin.register(Payment)
class PaymentAdmin(ReadOnly):
    """What is wanted, what is, and every sum."""

    list_display = ("reference", "intent", "funds", "price", "currency", "captured", "frozen_at")
    list_filter = ("funds", "intent", "currency")
    search_fields = ("reference",)
    inlines = (Checkouts,)


@admin.register(Wish)
class WishAdmin(ReadOnly):
    """Calls to the provider, and how far each came."""

    list_display = ("key", "operation", "status", "attempts", "next_try_at", "error_code")
    list_filter = ("status", "operation")
    search_fields = ("key",)


@admin.register(PayoutAccount)
class PayoutAccountAdmin(ReadOnly):
    """Payout accounts as last seen."""

    list_display = ("user_id", "account_id", "country", "transfers_status", "seen_at")
    list_filter = ("transfers_status", "country")


@admin.register(ProviderEvent)
class ProviderEventAdmin(ReadOnly):
    """Messages of the provider; what they carry stays closed."""

    list_display = ("event_id", "type", "received_at", "processed_at", "attempts", "error")
    list_filter = ("type",)
    exclude = ("payload",)


@admin.register(LedgerAccount)
class LedgerAccountAdmin(ReadOnly):
    """The accounts of the ledger with their balances."""

    list_display = ("kind", "currency", "payment", "user_id", "balance")
    list_filter = ("kind", "currency")


@admin.register(Entry)
class EntryAdmin(ReadOnly):
    """The ledger, line by line."""

    list_display = ("reason", "payment", "at")
    search_fields = ("reason",)
    inlines = (Postings,)

"""Staff's look at money: all of it read only. Changes go through the actions."""

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.roles.admin import ReadOnly, Rows, amount, who
from brokerage.accounts.roles.permissions import person
from payments.actions import replay
from payments.models import (
    Checkout,
    ClosedMonth,
    Difference,
    Entry,
    LedgerAccount,
    Letter,
    Paper,
    Payment,
    PayoutAccount,
    Posting,
    ProviderCall,
    ProviderEvent,
)


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

    list_display = ("reference", "intent", "funds", "price_", "captured_", "refunded_", "frozen_at")
    price_ = amount("price")
    captured_ = amount("captured")
    refunded_ = amount("refunded")
    list_filter = ("funds", "intent", "currency")
    search_fields = ("reference",)
    inlines = (Checkouts,)
    list_select_related = ("payer", "payee")
    payer_ = who("payer")
    payee_ = who("payee")
    readonly_fields = ("payer_", "payee_")
    exclude = ("payer", "payee")


@admin.register(ProviderCall)
class ProviderCallAdmin(ReadOnly):
    """Calls to the provider, and how far each came; what they carry stays closed."""

    exclude = ("parameters",)

    list_display = ("key", "operation", "status", "attempts", "next_try_at", "error_code")
    list_filter = ("status", "operation")
    search_fields = ("key",)


@admin.register(PayoutAccount)
class PayoutAccountAdmin(ReadOnly):
    """Payout accounts as last seen."""

    list_select_related = ("user",)
    user_ = who("user")
    readonly_fields = ("user_",)
    exclude = ("user",)
    list_display = ("user_", "account_id", "country", "transfers_status", "seen_at")
    list_filter = ("transfers_status", "country")


@admin.register(ProviderEvent)
class ProviderEventAdmin(ReadOnly):
    """Messages of the provider; what they carry stays closed."""

    list_display = ("event_id", "type", "received_at", "processed_at", "attempts", "error")
    actions = ("replay",)  # type: ignore[assignment]

    @admin.action(description="Understand again", permissions=["work_money"])
    def replay(self, request: HttpRequest, queryset: QuerySet[ProviderEvent]) -> None:
        """Read the chosen messages once more: they are only reasons to look."""
        for event in queryset:
            with transaction.atomic():
                replay(event)
                record_staff_action(person(request), "replay an event", event.event_id)
        self.message_user(request, "They are being read again.")

    def has_work_money_permission(self, request: HttpRequest) -> bool:
        """Finance only."""
        return request.user.has_perm("cases.work_money")

    list_filter = (("processed_at", admin.EmptyFieldListFilter), "type")
    search_fields = ("=event_id",)
    exclude = ("payload",)


@admin.register(LedgerAccount)
class LedgerAccountAdmin(ReadOnly):
    """The accounts of the ledger with their balances."""

    list_select_related = ("user", "payment")
    user_ = who("user")
    readonly_fields = ("user_",)
    exclude = ("user",)
    list_display = ("kind", "currency", "payment", "user_", "balance_")
    balance_ = amount("balance")
    list_filter = ("kind", "currency")


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    """Mails about money: when each is due, and whether it was sent."""

    list_display = ("kind", "payment", "due_at", "told_at", "dropped")
    list_filter = (("told_at", admin.EmptyFieldListFilter), "kind")
    list_select_related = ("payment",)
    user_ = who("user")
    readonly_fields = ("user_",)
    exclude = ("user",)


@admin.register(Entry)
class EntryAdmin(ReadOnly):
    """The ledger, line by line."""

    list_display = ("reason", "payment", "at")
    search_fields = ("reason",)
    inlines = (Postings,)


@admin.register(Difference)
class DifferenceAdmin(ReadOnly):
    """Where our books and the provider's differed, and since when they agree again."""

    list_display = ("kind", "payment", "ours", "theirs", "seen_at", "resolved_at")
    list_filter = (("resolved_at", admin.EmptyFieldListFilter), "kind")


@admin.register(Paper)
class PaperAdmin(ReadOnly):
    """What was issued, to whom."""

    list_display = ("number", "kind", "total_", "at", "issued_at")
    list_filter = ("kind", "currency")
    search_fields = ("=number", "=payment__reference")
    list_select_related = ("owner",)
    total_ = amount("total")
    owner_ = who("owner")
    readonly_fields = ("owner_",)
    exclude = ("owner",)


@admin.register(ClosedMonth)
class ClosedMonthAdmin(ReadOnly):
    """Months whose books are closed; `/moderation/books/` closes and checks them."""

    list_display = ("month", "entries", "digest", "closed_at")
    list_select_related = ("closed_by",)
    closed_by_ = who("closed_by")
    readonly_fields = ("closed_by_",)
    exclude = ("closed_by",)

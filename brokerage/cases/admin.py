"""Cases as rows; they are worked on at the desk."""

from django.contrib import admin

from brokerage.accounts.roles.admin import ReadOnly, amount, who
from brokerage.cases.models import Case


@admin.register(Case)
class CaseAdmin(ReadOnly):
    """What waits, and what waited, for the desk; why it ended so stands there, without the prospect."""

    list_display = ("kind", "subject", "opened_at", "due_at", "claimer_", "closed_at", "outcome")
    list_filter = ("kind", "opened_at", ("closed_at", admin.EmptyFieldListFilter))
    search_fields = ("subject", "=public_id")
    list_select_related = ("claimed_by",)
    kept_from_support = ("facts",)
    opener_ = who("opened_by", "opened by")
    claimer_ = who("claimed_by", "claimed by")
    closer_ = who("closed_by", "closed by")
    fields = (
        "public_id", "kind", "subject", "facts", "opener_", "opened_at", "due_at", "amount_",
        "claimer_", "claimed_at", "closer_", "closed_at", "outcome",
    )  # fmt: skip
    amount_ = amount("amount")
    readonly_fields = ("amount_", "opener_", "claimer_", "closer_")

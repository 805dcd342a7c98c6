"""Staff's look at people. Logs are read only."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from brokerage.accounts.models import Reveal, StaffAction, TermsAcceptance, User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """People with an account."""

    list_display = ("email", "name", "is_rep", "is_connector", "country", "suspended_at")
    list_filter = ("is_rep", "is_connector", "is_staff", "groups")
    search_fields = ("email", "name", "public_id")
    readonly_fields = (
        "public_id",
        "last_login",
        "date_joined",
        "closed_at",
        "work_domain",
        "work_domain_verified_at",
    )
    exclude: ClassVar[tuple[str, ...]] = ("password",)
    filter_horizontal = ("groups", "user_permissions")


class LogAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A log: to be read, never written."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(TermsAcceptance)
class TermsAcceptanceAdmin(LogAdmin):
    """Who accepted which terms."""

    list_display = ("user", "version", "accepted_at")
    list_filter = ("version",)


@admin.register(Reveal)
class RevealAdmin(LogAdmin):
    """Who saw whose identity, and why."""

    list_display = ("viewer", "prospect", "ground", "at")


@admin.register(StaffAction)
class StaffActionAdmin(LogAdmin):
    """What staff did."""

    list_display = ("staff", "action", "target", "at")

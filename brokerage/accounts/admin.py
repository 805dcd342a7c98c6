"""Staff's look at people. Logs are read only; roles and access are an administrator's to give."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import (
    QueuedEmail,
    Reveal,
    Sanction,
    StaffAction,
    TermsAcceptance,
    User,
)
from brokerage.accounts.roles.admin import ReadOnly, Room, link_to, who
from brokerage.accounts.roles.permissions import masked_email, masked_name, person, sees_people
from brokerage.accounts.signing_in.recent import ask_again

ACCESS = ("is_staff", "is_superuser", "groups")
"""What an administrator may change about a person: what they may do as staff."""


@admin.register(User)
class UserAdmin(Room):
    """People with an account. Steps against them are taken on their page on the desk."""

    list_display = ("email", "name", "is_rep", "is_connector", "country", "suspended_at", "page")
    list_filter = ("is_rep", "is_connector", "is_staff", "groups", "country")
    search_fields = ("email", "name", "public_id")
    ordering = ("-date_joined",)
    fieldsets = (
        (None, {"fields": ("public_id", "name", "email", "page")}),
        ("Here", {"fields": ("is_rep", "is_connector", "company", "country", "currency")}),
        ("Work address", {"fields": ("work_domain", "work_domain_verified_at")}),
        (
            "Account",
            {"fields": ("is_active", "suspended_at", "closed_at", "last_login", "date_joined")},
        ),
        ("As staff", {"fields": ACCESS}),
    )
    masks: ClassVar = {"email": "address", "name": "initial"}

    @admin.display(description="e-mail address")
    def address(self, row: User) -> str:
        """The address as support sees it."""
        return masked_email(row)

    @admin.display(description="name")
    def initial(self, row: User) -> str:
        """The name as support sees it."""
        return masked_name(row)

    @admin.display(description="on the desk")
    def page(self, row: User) -> str:
        """The way to the page on which steps are taken."""
        return link_to(row)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # people sign up

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # people close their account; records of money stay

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """All but what an administrator gives."""
        names = [name for _, part in self.fieldsets for name in part["fields"]]
        return [name for name in names if name not in ACCESS]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Names and addresses only for those who work with people or money."""
        columns = list(super().get_list_display(request))
        return columns if sees_people(person(request)) else [self.masks.get(c, c) for c in columns]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Support finds somebody whose whole address they know, and cannot guess at others."""
        if sees_people(person(request)):
            return list(super().get_search_fields(request))
        return ["=email", "=public_id"]

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """The person; for support with everything masked that says who it is (never saved so)."""
        row = super().get_object(request, object_id, from_field)
        if row is not None and not sees_people(person(request)):
            row.name, row.email = masked_name(row), masked_email(row)
            row.company = row.work_domain = ""
        return row

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Access is given by whoever proved their second step minutes ago."""
        if request.method == "POST" and self.has_change_permission(request):
            ask_again(request, second_step=True)
        return super().changeform_view(request, *args, **kwargs)

    @transaction.atomic
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whatever access was given or taken is in the audit log."""
        super().save_related(request, form, formsets, change)
        row: User = form.instance
        roles = ", ".join(sorted(row.groups.values_list("name", flat=True))) or "no role"
        rest = [name for name in ("is_staff", "is_superuser") if getattr(row, name)]
        said = "; ".join([roles, *rest])
        record_staff_action(person(request), "change access", str(row.public_id), said)


@admin.register(Sanction)
class SanctionAdmin(ReadOnly):
    """Steps of the ladder, and how they ended."""

    list_display = ("kind", "person_", "code", "given_at", "until", "lifted_at")
    list_filter = ("kind", "code", "given_at")
    search_fields = ("=person__public_id",)
    list_select_related = ("person",)
    kept_from_support = ("reason", "lifted_reason")
    person_ = who("person")
    staff_ = who("given_by", "given by")
    lifter_ = who("lifted_by", "lifted by")
    fields = (
        "kind", "person_", "code", "reason", "staff_", "given_at", "until", "effects",
        "lifted_at", "lifter_", "lifted_reason",
    )  # fmt: skip
    readonly_fields = ("person_", "staff_", "lifter_")


@admin.register(QueuedEmail)
class QueuedEmailAdmin(ReadOnly):
    """Emails to accounts: when each is due, and whether it was sent. What they say is nobody's to read."""

    list_display = ("pk", "due_at", "tries", "told_at", "dropped")
    list_filter = (("told_at", admin.EmptyFieldListFilter),)
    fields = ("due_at", "useful_until", "tries", "claimed_at", "told_at", "dropped")


@admin.register(TermsAcceptance)
class TermsAcceptanceAdmin(ReadOnly):
    """Who accepted which terms."""

    list_display = ("user_", "version", "accepted_at")
    list_filter = ("version",)
    list_select_related = ("user",)
    user_ = who("user")
    fields = readonly_fields = ("user_", "version", "accepted_at")


@admin.register(Reveal)
class RevealAdmin(ReadOnly):
    """Who saw whose identity, and why."""

    list_display = ("viewer_", "prospect", "ground", "reference", "at")
    list_filter = ("at",)
    search_fields = ("=prospect", "=viewer__public_id", "reference")
    list_select_related = ("viewer",)
    viewer_ = who("viewer")
    fields = readonly_fields = ("viewer_", "prospect", "ground", "reference", "at")


@admin.register(StaffAction)
class StaffActionAdmin(ReadOnly):
    """The audit log: what staff did. Nobody changes it; the database refuses that too."""

    list_display = ("at", "staff", "action", "target", "reason")
    list_filter = ("action", ("staff", admin.RelatedOnlyFieldListFilter), "at")
    search_fields = ("target", "action", "reason")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    list_select_related = ("staff",)
    fields = readonly_fields = ("at", "staff", "action", "target", "reason")

"""The staff rooms of this app. Contact data stays closed here: ids and facts only."""

from django.contrib import admin
from django.http import HttpRequest

from connectors.models import Company, ConnectorProfile, ImportRun, Relationship, Suppression


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Staff may look, not touch: changes go through the deeds."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Public facts; staff keep them right."""

    list_display = ("name", "industry", "size_band", "country")
    list_filter = ("industry", "size_band", "country")
    search_fields = ("name", "key")
    readonly_fields = ("public_id", "key", "created_at")


@admin.register(ConnectorProfile)
class ConnectorProfileAdmin(ReadOnly):
    """Profiles of connectors."""

    list_display = ("user_id", "headline", "employer_name", "no_employer")
    fields = ("headline", "about", "employer_name", "employer_domain", "no_employer")


@admin.register(Relationship)
class RelationshipAdmin(ReadOnly):
    """Facts and offer; who it is stays closed."""

    list_display = ("public_id", "connector_id", "role", "company_shown", "strength", "listed_at")
    list_filter = ("seniority", "department", "currency")
    fields = (
        "public_id", "role", "seniority", "department", "category", "country", "strength",
        "price_minor", "currency", "show_company", "company_shown", "listed_at", "created_at",
    )  # fmt: skip


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly):
    """Imports by their counts."""

    list_display = ("public_id", "connector_id", "kind", "status", "row_count", "created_at")
    fields = (
        "public_id", "kind", "status", "lawful_basis", "row_count", "done_rows", "new", "updated",
        "unchanged", "skipped", "suppressed", "problems", "created_at", "started_at", "finished_at",
    )  # fmt: skip


@admin.register(Suppression)
class SuppressionAdmin(ReadOnly):
    """Hashes of who asked not to be listed."""

    list_display = ("kind", "key_id", "created_at")
    fields = ("kind", "key_id", "created_at")

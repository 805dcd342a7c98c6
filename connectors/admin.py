"""The staff rooms of this app. Contact data stays closed here: ids and facts only."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.accounts.roles.admin import ReadOnly, Room, who
from brokerage.accounts.roles.permissions import person
from brokerage.kit.later import run_later
from connectors import actions
from connectors.census import DatabaseCensus
from connectors.forms.staff import CompanyForm, TitleCorrectionForm
from connectors.models import (
    DERIVED,
    Company,
    ConnectorProfile,
    ConnectorRules,
    ImportRun,
    OptedOutDomain,
    Relationship,
    Suppression,
    TitleCorrection,
)
from connectors.queries.company_names import called_so


@admin.register(Company)
class CompanyAdmin(Room):
    """Public facts; an administrator keeps them right, merges two names of one company and splits them."""

    form = CompanyForm
    raw_id_fields = ("parent", "merged_into")

    list_display = ("name", "industry", "size_band", "headcount", "country")
    list_filter = ("industry", "size_band", "country")
    search_fields = ("name", "key")
    readonly_fields = ("public_id", "key", "created_at")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Company], search_term: str
    ) -> tuple[QuerySet[Company], bool]:
        """By name, and by all that a company was or is called: former names, other spellings, its group."""
        found, _ = super().get_search_results(request, queryset, search_term)
        called = called_so(search_term)
        if not called:
            return found, True
        more = queryset.filter(Q(pk__in=called) | Q(merged_into__in=called) | Q(parent__in=called))
        return (found | more).distinct(), True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # relationships and profiles hang on it

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Company, form: Any, change: bool) -> None:
        """What listings show of this company, and are found by, follows at once."""
        wanted = obj.merged_into
        merging = "merged_into" in form.changed_data
        if merging:  # the action writes it
            obj.merged_into = form.was_merged_into
        super().save_model(request, obj, form, change)
        said = ", ".join(form.changed_data)
        if reason := form.cleaned_data["reason"]:
            said = f"{said}: {reason}"
        record_staff_action(person(request), "change company", str(obj.public_id), said)
        if merging:  # its rows follow in the background: none may be locked beside the companies
            self._merge(obj, wanted, person(request), form.cleaned_data["reason"])
            run_later("connectors.tasks.renew_shown_facts")
            return
        rows = list(Relationship.objects.select_for_update(of=("self",)).filter(company=obj))
        census = DatabaseCensus()
        for row in rows:
            row.company = obj
            row.derive(census)
        Relationship.objects.bulk_update(rows, DERIVED, batch_size=500)
        run_later("connectors.tasks.renew_shown_facts")  # its facts hide others, or did

    def _merge(self, company: Company, target: Company | None, staff: User, reason: str) -> None:
        if company.merged_into is not None:
            actions.split_company(company, staff=staff, reason=reason)
        if target is not None:
            actions.merge_companies(company, target, staff=staff, reason=reason)


@admin.register(TitleCorrection)
class TitleCorrectionAdmin(Room):
    """How titles are understood where the rules are wrong: in general words, never somebody's own title."""

    form = TitleCorrectionForm
    list_display = ("words", "seniority", "department", "category", "corrected_at")
    list_filter = ("seniority", "department", "category")
    search_fields = ("words",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The words stay as they are: another title is another correction."""
        return ["words"] if obj else []

    def save_model(
        self, request: HttpRequest, obj: TitleCorrection, form: Any, change: bool
    ) -> None:
        """Keep it with who and why; rows that bear the title follow in the background."""
        row = actions.correct_title(
            obj.words,
            seniority=obj.seniority,
            department=obj.department,
            category=obj.category,
            staff=person(request),
            reason=obj.reason,
        )
        obj.pk, obj.words = row.pk, row.words

    def delete_model(self, request: HttpRequest, obj: TitleCorrection) -> None:
        """The rules decide again."""
        actions.drop_correction(obj, staff=person(request))


@admin.register(ConnectorProfile)
class ConnectorProfileAdmin(ReadOnly):
    """Profiles of connectors."""

    list_display = ("user_", "no_employer", "verified_at")
    list_filter = ("no_employer",)
    search_fields = ("=user__public_id",)
    list_select_related = ("user",)
    kept_from_support = ("headline", "about", "employer_name", "employer_domain")
    user_ = who("user")
    readonly_fields = ("user_",)
    fields = (
        "user_",
        "verified_at",
        "headline",
        "about",
        "employer_name",
        "employer_domain",
        "no_employer",
    )


@admin.register(ConnectorRules)
class ConnectorRulesAdmin(ReadOnly):
    """A connector's own rules in numbers; whom they turn away is theirs."""

    list_display = ("user_", "month_cap", "quarter_cap", "paused_until", "updated_at")
    list_select_related = ("user",)
    user_ = who("user")
    readonly_fields = ("user_",)
    fields = (
        "user_", "currency", "month_cap", "quarter_cap", "floor_minor", "seniority_floors",
        "paused_until", "batch_hour", "updated_at",
    )  # fmt: skip


@admin.register(Relationship)
class RelationshipAdmin(ReadOnly):
    """Facts and offer; who it is stays closed."""

    list_display = ("public_id", "connector_", "role", "company_shown", "strength", "listed_at")
    list_filter = ("seniority", "department", "currency")
    search_fields = ("=public_id", "=connector__public_id")
    list_select_related = ("connector",)
    connector_ = who("connector")
    readonly_fields = ("connector_",)
    fields = (
        "public_id", "connector_", "role", "seniority", "department", "category", "country", "strength",
        "price_minor", "currency", "show_company", "company_shown", "listed_at", "created_at",
    )  # fmt: skip


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly):
    """Imports by their counts."""

    list_display = ("public_id", "connector_", "kind", "status", "row_count", "created_at")
    list_filter = ("status", "kind")
    search_fields = ("=public_id", "=connector__public_id")
    list_select_related = ("connector",)
    connector_ = who("connector")
    readonly_fields = ("connector_",)
    fields = (
        "public_id", "connector_", "kind", "status", "lawful_basis", "row_count", "done_rows", "new",
        "updated", "unchanged", "skipped", "problems", "created_at",
        "started_at", "finished_at",
    )  # fmt: skip


@admin.register(OptedOutDomain)
class OptedOutDomainAdmin(ReadOnly):
    """Companies that opted out, and who noted it."""

    list_display = ("domain", "added_by_", "added_at", "lifted_at")
    search_fields = ("domain",)
    added_by_, lifted_by_ = who("added_by"), who("lifted_by")
    readonly_fields = ("added_by_", "lifted_by_")
    fields = (
        "domain", "reason", "added_by_", "added_at", "lifted_by_", "lifted_at", "lifted_reason",
    )  # fmt: skip


@admin.register(Suppression)
class SuppressionAdmin(ReadOnly):
    """Hashes of who asked not to be listed."""

    list_display = ("kind", "key_id", "created_at")
    fields = ("kind", "key_id", "created_at")

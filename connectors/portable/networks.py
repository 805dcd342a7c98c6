"""What of a connector's network, profile, rules and imports stands in their own export."""

from typing import Any

from brokerage.kit.portable import (
    DERIVED,
    HASH,
    KEY,
    OTHERS,
    STAFF,
    UNTOLD,
    Part,
    nobody,
    out,
)
from connectors.models import (
    BulkChange,
    ColumnChoice,
    Company,
    ConnectorProfile,
    ConnectorRules,
    ContactMerge,
    ErasedAddress,
    FactChange,
    ImportRow,
    ImportRun,
    InterestCount,
    InterestMark,
    InterestMonth,
    NetworkChange,
    NetworkChunk,
    OptedOutDomain,
    PendingRecheck,
    PriceRule,
    Prospect,
    ProspectKey,
    Relationship,
    RemovedContact,
    Suppression,
    TakeDown,
    TakeDownMark,
    TitleCorrection,
    TwoPeople,
)
from connectors.queries import visible_to

UNLINKED = "how many organisations looked at something: whose look it was nobody can tell"
GENERAL = "a title in general words, nobody's own"
PUBLIC = "public facts about a company, nobody's own"


def company_name(row: Any, _: Any) -> str:
    """The company that a row leads to."""
    return row.company.name if row.company else ""


PARTS = (
    Part(
        Relationship,
        lambda person: visible_to(person).select_related("company").order_by("pk"),
        given=(
            "public_id", "name", "email", "profile_url", "title", "company_name", "notes", "role",
            "seniority", "department", "category", "country", "strength", "how_known", "connected_on",
            "last_contact_on", "price_minor", "currency", "show_company", "listed_at",
            "taken_down_at", "taken_down_reason", "created_at", "updated_at", "company_shown",
            "shown_seniority", "shown_department", "shown_industry", "shown_size", "shown_country",
            "corrected", "attested_at", "rests_unattested", "typed", "moved_at", "back_at",
        ),
        told={"company": company_name},
        left_out=out(KEY, "connector prospect brought_by")
        | out(HASH, "domain_key_id domain_digest profile_key_id profile_digest name_key_id name_digest")
        | out(UNTOLD, "rests_until last_listed_at attest_by")
        | out(DERIVED, "search_text faded_by faded_on"),
    ),
    Part(
        ConnectorProfile,
        lambda person: ConnectorProfile.objects.filter(user=person),
        given=(
            "headline", "about", "employer_name", "employer_domain", "no_employer", "verified_at",
            "held_back", "created_at", "updated_at",
        ),
        left_out=out(KEY, "user") | out(DERIVED, "employer"),
    ),
    Part(
        ConnectorRules,
        lambda person: ConnectorRules.objects.filter(user=person),
        given=(
            "currency", "month_cap", "quarter_cap", "floor_minor", "seniority_floors", "paused_until",
            "batch_hour", "no_companies", "no_people", "no_industries", "updated_at",
        ),
        left_out=out(KEY, "user"),
    ),
    Part(
        ImportRun,
        lambda person: ImportRun.objects.filter(connector=person).defer("file", "index").order_by("pk"),
        given=(
            "public_id", "purpose", "kind", "file_name", "status", "lawful_basis", "encoding", "columns",
            "header_row", "row_count", "chosen_count", "done_rows", "new", "updated", "unchanged", "unlisted",
            "skipped", "problems", "created_at", "started_at", "finished_at", "undone_at",
        ),
        left_out=out(KEY, "connector kept")
        | out("the file you uploaded, kept until its rows are stored", "file index previews"),
    ),
    Part(
        ImportRow,
        lambda person: ImportRow.objects.filter(run__connector=person).order_by("pk"),
        given=("number", "kind", "reason", "cells", "answer", "is_chosen", "is_taken"),
        left_out=out(KEY, "run relationship candidates") | out(DERIVED, "has_email changes")
        | out(HASH, "digests"),
    ),
    Part(
        ErasedAddress,
        nobody,
        left_out=out(KEY, "connector")
        | out(HASH, "digest")
        | out("whose address it was nobody can tell", "at"),
    ),
    Part(
        ColumnChoice,
        lambda person: ColumnChoice.objects.filter(connector=person).order_by("pk"),
        given=("fields", "chosen_at"),
        left_out=out(KEY, "connector key_id") | out(HASH, "digest"),
    ),
    Part(
        ContactMerge,
        lambda person: ContactMerge.objects.filter(connector=person).order_by("pk"),
        given=("public_id", "gone", "filled", "at"),
        left_out=out(KEY, "connector kept"),
    ),
    Part(TwoPeople, nobody, left_out=out(KEY, "connector one other")),
    Part(
        FactChange,
        lambda person: FactChange.objects.filter(relationship__connector=person).order_by("pk"),
        given=("fact", "before", "after", "at"),
        left_out=out(KEY, "relationship run"),
    ),
    Part(
        PriceRule,
        lambda person: PriceRule.objects.filter(connector=person).order_by("pk"),
        given=(
            "seniority", "department", "industry", "strength", "price_minor", "currency", "new_since",
            "created_at",
        ),
        left_out=out(KEY, "connector"),
    ),
    Part(
        BulkChange,
        lambda person: BulkChange.objects.filter(connector=person).order_by("pk"),
        given=(
            "public_id", "status", "wanted", "total", "done", "changed", "refused", "stayed", "created_at",
            "touched_at",
        ),
        left_out=out(KEY, "connector packed_rows packed_former"),
    ),
    Part(
        RemovedContact,
        lambda person: RemovedContact.objects.filter(bulk__connector=person).order_by("pk"),
        given=("gone", "at"),
        left_out=out(KEY, "bulk") | out(HASH, "digests"),
    ),
    Part(
        TakeDown,
        lambda person: TakeDown.objects.filter(connector=person).order_by("pk"),
        given=("reason", "at", "lifted_at"),
        left_out=out(KEY, "connector"),
    ),
    Part(
        NetworkChange,
        nobody,
        left_out=out(DERIVED, "connector_id bucket words transaction made_at"),
    ),
    Part(
        NetworkChunk,
        nobody,
        left_out=out(KEY, "connector") | out(DERIVED, "bucket epoch snapshot content made_at"),
    ),
    Part(TakeDownMark, nobody, left_out=out(KEY, "take_down kind key_id") | out(HASH, "digest")),
    Part(
        OptedOutDomain,
        lambda person: OptedOutDomain.objects.filter(added_by=person).order_by("pk"),
        given=("domain", "reason", "added_at", "lifted_at"),
        left_out=out(KEY, "added_by") | out(STAFF, "lifted_by lifted_reason"),
    ),
    Part(
        Company,
        nobody,
        left_out=out(
            PUBLIC,
            "public_id name key domain industry sub_industry size_band headcount country created_at"
            " parent merged_into",
        ),
    ),
    Part(
        Prospect,
        nobody,
        left_out=out(
            OTHERS,
            "public_id created_at requests_a_month rest_days paused_until refused_topics welcome_topics"
            " unwelcome_topics",
        ),
    ),
    Part(InterestMonth, nobody, left_out=out(UNLINKED, "month secret")),
    Part(InterestMark, nobody, left_out=out(UNLINKED, "month topic") | out(HASH, "digest")),
    Part(InterestCount, nobody, left_out=out(UNLINKED, "month topic at_least")),
    Part(
        TitleCorrection,
        nobody,
        left_out=out(GENERAL, "words seniority department category")
        | out(STAFF, "reason corrected_by corrected_at"),
    ),
    Part(
        PendingRecheck,
        nobody,
        left_out=out(GENERAL, "words") | out(PUBLIC, "source target") | out(STAFF, "touched_at"),
    ),
    Part(ProspectKey, nobody, left_out=out(OTHERS, "prospect kind key_id digest")),
    Part(Suppression, nobody, left_out=out(OTHERS, "kind key_id digest created_at")),
)  # fmt: skip

"""What of a rep's searches, shortlist and target accounts stands in their own export."""

from typing import Any

from brokerage.kit.portable import DERIVED, HASH, KEY, SENDING, Part, nobody, out
from connectors.models import (
    AccountChoice,
    AccountWatch,
    CoverageDay,
    CoverageList,
    SavedSearch,
    SearchAlert,
    SearchCheck,
    SearchEntry,
    SearchWord,
    SeenListing,
    ShortlistEntry,
    ShownRecord,
)
from connectors.portable.networks import PUBLIC, UNLINKED

MATCHED = "which listings a search of yours has found: run it again to see those that are there"


def accounts(row: Any, _: Any) -> list[dict[str, Any]]:
    """The accounts of a list, as they were uploaded and matched."""
    return [one._asdict() for one in row.accounts]


PARTS = (
    Part(
        CoverageList,
        lambda person: CoverageList.objects.filter(rep=person).defer("file").order_by("pk"),
        given=(
            "public_id", "name", "file_name", "status", "problem", "id_heading", "account_count",
            "doubtful_count", "skipped", "created_at", "uploaded_at",
        ),
        told={"packed": accounts},
        left_out=out(KEY, "rep")
        | out("the file you uploaded, kept until its rows are read", "file"),
    ),
    Part(
        CoverageDay,
        lambda person: CoverageDay.objects.filter(rep=person).defer("packed").order_by("pk"),
        given=("day", "asked", "uploads", "renewed_at"),
        left_out=out(KEY, "rep") | out(DERIVED, "packed"),
    ),
    Part(
        AccountWatch,
        lambda person: AccountWatch.objects.filter(coverage_list__rep=person).order_by("pk"),
        given=("number", "created_at"),
        left_out=out(KEY, "coverage_list"),
    ),
    Part(
        AccountChoice,
        lambda person: AccountChoice.objects.filter(rep=person).order_by("pk"),
        given=("company", "chosen_at"),
        left_out=out(KEY, "rep key_id key") | out(HASH, "digest"),
    ),
    Part(
        SearchEntry,
        nobody,
        left_out=out(KEY, "relationship public_id connector_id prospect company_id")
        | out(
            DERIVED,
            "seniority department industry size_band country strength currency price_minor is_verified"
            " answers facts best_first strong_first new_first words",
        ),
    ),
    Part(
        SavedSearch,
        lambda person: SavedSearch.objects.filter(owner=person).order_by("pk"),
        given=("public_id", "name", "asked", "alerts", "looked_at", "created_at"),
        left_out=out(KEY, "owner") | out(SENDING, "due_at") | out(MATCHED, "seen told"),
    ),
    Part(
        SearchAlert,
        nobody,
        left_out=out(KEY, "owner")
        | out(SENDING, "due_at tries claimed_at told_at dropped")
        | out(MATCHED, "found"),
    ),
    Part(
        ShortlistEntry,
        lambda person: ShortlistEntry.objects.filter(owner=person).order_by("pk"),
        given=("listing", "added_at"),
        left_out=out(KEY, "owner"),
    ),
    Part(
        SeenListing,
        lambda person: SeenListing.objects.filter(owner=person)
        .select_related("relationship")
        .order_by("pk"),
        given=("relationship", "at"),
        left_out=out(KEY, "owner"),
    ),
    Part(
        ShownRecord,
        lambda person: ShownRecord.objects.filter(pk=person.pk),
        given=("is_verified", "answers", "speed", "introduced"),
        left_out=out(KEY, "connector"),
    ),
    Part(SearchWord, nobody, left_out=out(PUBLIC, "word")),
    Part(SearchCheck, nobody, left_out=out(UNLINKED, "at entries differences")),
)  # fmt: skip

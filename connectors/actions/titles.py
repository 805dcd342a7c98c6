"""Staff correct how a title is understood; rows that bear it follow in the background."""

from collections.abc import Callable

from django.db import transaction

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later
from connectors.actions.import_rows.recognising import set_facts
from connectors.census import DatabaseCensus
from connectors.models import DERIVED, PendingRecheck, Relationship, TitleCorrection
from connectors.queries.corrections import Corrections, corrections_now, understood
from connectors.queries.rules import is_in_office
from connectors.titles import spelled
from connectors.titles.general import unknown_words

BATCH = 500
LONGEST = 120
FOLLOWING = ["seniority", "department", "role", "category", "listed_at", *DERIVED]


def check_title(title: str) -> str:
    """The words under which a correction is kept. Refuses a title that could be somebody's own.

    Only words that stand in our tables of titles, or that everybody uses, are kept in clear.
    """
    words = spelled(title)
    if not words or len(words) > LONGEST:
        raise Refusal(
            f"Write a title of up to {LONGEST} letters.", code="title", status=400, field="words"
        )
    if unknown := unknown_words(words):
        raise Refusal(
            f"“{unknown[0]}” may be a name. Write the title in general words, without names of people,"
            " companies or places.",
            code="not_general",
            status=400,
            field="words",
        )
    return words


@transaction.atomic
def correct_title(
    title: str, *, seniority: str, department: str, category: str, staff: User, reason: str
) -> TitleCorrection:
    """From now on this title is understood so; returns what is kept. Refuses without a reason."""
    words = check_title(title)
    if not reason.strip():
        raise Refusal("Say why.", code="reason", status=400, field="reason")
    row, _ = TitleCorrection.objects.update_or_create(
        words=words,
        defaults={
            "seniority": seniority, "department": department, "category": category,
            "reason": reason.strip(), "corrected_by": staff, "corrected_at": clock.now(),
        },
    )  # fmt: skip
    said = f"{words}: {seniority}, {department}, {category or 'no office'}. {reason.strip()}"
    record_staff_action(staff, "correct title", f"title correction {row.pk}", said)
    _let_rows_follow(words)
    return row


@transaction.atomic
def drop_correction(correction: TitleCorrection, *, staff: User) -> None:
    """The rules decide about this title again."""
    words = correction.words
    target = f"title correction {correction.pk}"
    record_staff_action(staff, "drop title correction", target, words)
    correction.delete()
    _let_rows_follow(words)


def _let_rows_follow(words: str) -> None:
    run_later("connectors.tasks.carry_out_recheck", PendingRecheck.objects.create(words=words).pk)


def recheck_titles(words: str = "", at_it: Callable[[], object] | None = None) -> int:
    """Understand every row that bears this title anew, or every row at all; how many changed. Harmless when
    repeated. `at_it` is called after each batch.

    A row that turns out to be in a protected office leaves the market.
    """
    census, last, changed = DatabaseCensus(), 0, 0
    while True:
        with transaction.atomic():
            rows = list(
                Relationship.objects.select_for_update(of=("self",))
                .filter(pk__gt=last)
                .order_by("pk")[:BATCH]
            )
            known = corrections_now()
            bearing = [
                row
                for row in rows
                if (spelled(row.title) == words if words else _is_stale(row, known))
            ]
            for row in bearing:
                set_facts(row, census, known)
                if row.listed_at and is_in_office(row):
                    row.listed_at = None
            Relationship.objects.bulk_update(bearing, FOLLOWING)
        if at_it is not None:
            at_it()
        if not rows:
            return changed
        changed, last = changed + len(bearing), rows[-1].pk


def _is_stale(row: Relationship, known: Corrections) -> bool:
    """Whether its title means something else today than what is stored."""
    meant = understood(row.title, known)
    now = (meant.position.seniority.value, meant.position.department.value, meant.position.role)
    return (row.seniority, row.department, row.role, row.category) != (*now, meant.category)

"""A mail book is looked through for emails of contacts who have none: whom each may belong to.

Nothing here depends on what anybody asked for, or on another network. Whoever fits nobody is not kept.
"""

from collections.abc import Sequence

from brokerage.accounts.models import User
from connectors.actions.import_rows import lock_account, share_prospects
from connectors.actions.import_rows.acquaintance import Acquaintance
from connectors.actions.import_rows.arrivals import Arrival
from connectors.actions.import_rows.intake import Wanted
from connectors.actions.importing.judging import Verdict
from connectors.models import ImportRow, ImportRun, Relationship
from connectors.queries.email_candidates import WithoutEmail
from connectors.readers import ContactRow

NOT_SAVED = "Not saved: this contact is gone, or has an email by now."


class EmailMatcher:
    """Says of the rows of one file, batch by batch, which contacts their email may belong to."""

    def __init__(self, connector: User) -> None:
        self.connector = connector
        self.lacking = WithoutEmail(connector)
        self.read: set[str] = set()

    def judge(self, arrivals: Sequence[Arrival]) -> list[Verdict | None]:
        """A question for each row whose email may be a contact's; None for all others."""
        known = Acquaintance(self.connector, arrivals, add_companies=False, by_name=False)
        found: list[Verdict | None] = []
        for arrival in arrivals:
            is_news = arrival.email not in self.read and known.mailed(arrival) is None
            found.append(self._one(arrival.row) if arrival.email and is_news else None)
            self.read.add(arrival.email)
        return found

    def _one(self, row: ContactRow) -> Verdict | None:
        people = self.lacking.fitting(row.name, row.email, row.company)
        here = tuple(f"c{one.pk}" for one in people)
        reason = ImportRow.Reason.EMAIL
        return Verdict(ImportRow.Kind.QUESTION, reason, here) if here else None


def answered_twice(run: ImportRun, row: ImportRow, candidate: str) -> bool:
    """Whether another row of the file was given to the same contact."""
    others = run.rows.filter(reason=ImportRow.Reason.EMAIL, candidates__contains=[candidate])
    answered = others.exclude(pk=row.pk).exclude(answer="")
    return any(one.candidates[int(one.answer) - 1] == candidate for one in answered)


def answer_where_one_fits(run: ImportRun) -> int:
    """Answer the open rows that only one contact fits, each contact once; how many."""
    rows = run.rows.select_for_update().filter(reason=ImportRow.Reason.EMAIL)
    given = {row.candidates[int(row.answer) - 1] for row in rows.exclude(answer="")}
    found = []
    for row in rows.filter(answer="").order_by("pk"):
        if len(row.candidates) == 1 and row.candidates[0] not in given:
            given.add(row.candidates[0])
            row.answer, row.is_chosen = "1", True
            found.append(row)
    ImportRow.objects.bulk_update(found, ["answer", "is_chosen"], batch_size=1000)
    return len(found)


def without_contact(connector: User, wanted: Sequence[Wanted]) -> set[int]:
    """The numbers of rows whose contact is gone, or has an email by now. The others are locked, after
    the account, as everywhere."""
    lock_account(connector)
    share_prospects()
    pks = [one.contact for one in wanted if one.only_address and isinstance(one.contact, int)]
    rows = Relationship.objects.select_for_update().filter(connector=connector, pk__in=pks)
    free = {row.pk for row in rows.order_by("pk").only("pk", "email") if not row.email}
    return {one.row.number for one in wanted if one.only_address and one.contact not in free}

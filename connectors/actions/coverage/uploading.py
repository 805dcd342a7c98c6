"""A list of target accounts arrives: it is kept, and a worker reads, matches and counts it."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from brokerage.accounts.models import User
from brokerage.kit import clock
from brokerage.kit.encryption import all_hashes
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later
from connectors.actions.coverage.counting import count_missing, day_of, lock_rep
from connectors.companies import plain
from connectors.models import Account, AccountChoice, AccountWatch, CoverageList
from connectors.queries.coverage import Matcher
from connectors.readers import refuse_at_once
from connectors.readers.accounts import AccountFile, AccountRow, read_accounts

TASK = "connectors.tasks.read_coverage_list"
MOST_LISTS = 20
LONGEST_NAME = 80
GIVE_UP = timedelta(days=1)
Status = CoverageList.Status


@transaction.atomic
def upload_accounts(
    rep: User, file_name: str, data: bytes, *, name: str = "", again: uuid.UUID | None = None
) -> CoverageList:
    """Keep a file of target accounts to be read: as a new list, or in place of what the list `again` holds.

    Refuses what is too large or plainly no table, and beyond the number of lists or of uploads a day.
    Refused where `again` is no list of theirs.
    """
    refuse_at_once(data, settings.IMPORT_MAX_BYTES)
    lock_rep(rep)
    day = day_of(rep)
    if day.uploads >= settings.COVERAGE_UPLOADS_A_DAY:
        raise Refusal(
            f"You can upload {settings.COVERAGE_UPLOADS_A_DAY} lists a day. Upload this one tomorrow.",
            code="too_often",
            status=429,
            field="file",
        )
    if again is None:
        if CoverageList.objects.filter(rep=rep).count() >= MOST_LISTS:
            raise Refusal(
                f"You have {MOST_LISTS} lists. Delete one first, or upload this file to one of them.",
                code="too_many_lists",
                field="file",
            )
        found = CoverageList(rep=rep, name=_name(name or file_name.rpartition(".")[0] or file_name))
    else:
        found = own_list(rep, again)
        if name.strip():
            found.name = _name(name)
    found.file_name, found.file = file_name[-200:], data
    found.status, found.problem, found.uploaded_at = Status.WAITING, "", clock.now()
    found.save()
    day.uploads += 1
    day.save(update_fields=["uploads"])
    run_later(TASK, found.pk)
    return found


def _name(said: str) -> str:
    return " ".join(said.replace("\x00", "").split())[:LONGEST_NAME] or "Target accounts"


@transaction.atomic
def rename_list(rep: User, public_id: uuid.UUID, name: str) -> CoverageList:
    """Give a list another name."""
    if not name.strip():
        raise Refusal("Give the list a name.", code="name", status=400, field="name")
    found = own_list(rep, public_id)
    found.name = _name(name)
    found.save(update_fields=["name"])
    return found


@transaction.atomic
def delete_list(rep: User, public_id: uuid.UUID) -> None:
    """Delete a list and its watches."""
    lock_rep(rep)
    own_list(rep, public_id).delete()


def own_list(rep: User, public_id: uuid.UUID) -> CoverageList:
    """A rep's own list, locked. Raises Refusal (404) for one that is gone."""
    lists = CoverageList.objects.select_for_update().defer("file")
    found = lists.filter(rep=rep, public_id=public_id).first()
    if found is None:
        raise Refusal("This list is not there any more.", code="not_found", status=404)
    return found


def read_list(list_id: int) -> None:
    """Read a list's file, match its accounts to companies, and count. Harmless when repeated."""
    found = CoverageList.objects.select_related("rep").filter(pk=list_id).first()
    if found is None or found.file is None:
        return
    try:
        read = read_accounts(bytes(found.file), settings.IMPORT_MAX_BYTES)
        _keep(found, read, Matcher.of_the_market())
    except Refusal as refusal:
        _stop(found, refusal.sentence)


@transaction.atomic
def _keep(seen: CoverageList, read: AccountFile, matcher: Matcher) -> None:
    rep = seen.rep
    lock_rep(rep)
    found = CoverageList.objects.select_for_update().filter(pk=seen.pk).first()
    if found is None or found.file is None or found.uploaded_at != seen.uploaded_at:
        return  # deleted, read by another worker, or uploaded again
    _refuse_beyond_budget(found, len(read.rows))
    matcher.chosen = choices_of(rep)
    accounts = _numbered(read.rows, found.accounts)
    found.keep(matched(matcher, accounts))
    found.id_heading, found.skipped = read.id_heading, read.skipped
    found.file, found.status = None, Status.READY
    found.save()
    gone = AccountWatch.objects.filter(coverage_list=found)
    gone.exclude(number__in=[one.number for one in accounts]).delete()
    count_missing(rep)


def _refuse_beyond_budget(found: CoverageList, count: int) -> None:
    """Count these accounts against the day's budget; refuse beyond it."""
    most = settings.COVERAGE_ACCOUNTS_A_DAY
    day = day_of(found.rep)
    if day.asked + count > most:
        raise Refusal(
            f"You can upload {most:,} accounts a day and have {most - day.asked:,} left."
            " Upload this list tomorrow.",
            code="too_many",
            status=429,
        )
    others = CoverageList.objects.filter(rep=found.rep).exclude(pk=found.pk)
    kept = others.aggregate(all=Sum("account_count"))["all"] or 0
    if kept + count > most:
        raise Refusal(
            f"Your lists can hold {most:,} accounts together. Delete a list first.", code="too_many"
        )
    day.asked += count
    day.save(update_fields=["asked"])


@transaction.atomic
def _stop(seen: CoverageList, sentence: str) -> None:
    """Say why a file was not read; what the list held before stays."""
    found = CoverageList.objects.select_for_update().filter(pk=seen.pk).first()
    if found is not None and found.uploaded_at == seen.uploaded_at:
        found.file, found.problem = None, sentence[:300]
        found.status = Status.READY if found.packed else Status.FAILED
        found.save()


def matched(matcher: Matcher, accounts: Sequence[Account]) -> list[Account]:
    """These accounts with the companies that they are; what the rep chose before comes first."""
    chosen = matcher.chosen
    return [
        matcher.match(
            one, next((mark for _, mark in marks_of(one) if mark in chosen), "") if chosen else ""
        )
        for one in accounts
    ]


def _numbered(rows: Sequence[AccountRow], before: Sequence[Account]) -> list[Account]:
    """The rows as accounts: one that was there before, by id, else site, else name, keeps its number."""
    known: dict[tuple[str, str], list[int]] = {}
    for one in before:
        for mark in _marks(one.crm_id, one.domain, one.name):
            known.setdefault(mark, []).append(one.number)
    taken: set[int] = set()
    free = max((one.number for one in before), default=0)
    accounts = []
    for row in rows:
        marks = _marks(row.crm_id, row.domain, row.name)
        same = (one for mark in marks for one in known.get(mark, ()) if one not in taken)
        number = next(same, 0)
        if not number:
            free = number = free + 1
        taken.add(number)
        accounts.append(Account(number, row.name, row.domain, row.tier, row.industry, row.crm_id))
    return accounts


def _marks(crm_id: str, domain: str, name: str) -> list[tuple[str, str]]:
    said = (("id", crm_id), ("site", domain), ("name", plain(name) or name))
    return [mark for mark in said if mark[1]][: 1 if crm_id else 3]


def marks_of(account: Account) -> list[tuple[str, str]]:
    """The `(key id, digest)` of an account under every hash key, the newest first."""
    return all_hashes(_said(account))


def _said(account: Account) -> str:
    return f"account|{plain(account.name) or account.name}|{account.domain}"


def choices_of(rep: User) -> Mapping[str, tuple[str, str]]:
    """What the rep chose so far, `(key, company)` by the mark of the account."""
    rows = AccountChoice.objects.filter(rep=rep)
    return {one.digest: (one.key, one.company) for one in rows}


def resume_lists() -> int:
    """For the sweep: lists that a lost queue or worker left lying are read; how many."""
    now = clock.now()
    waiting = CoverageList.objects.filter(status=Status.WAITING)
    for one in waiting.filter(uploaded_at__lt=now - GIVE_UP).defer("file", "packed"):
        _stop(one, "This file could not be read. Upload it again, or save it as CSV first.")
    left = list(
        waiting.filter(uploaded_at__lt=now - timedelta(minutes=2)).values_list("pk", flat=True)
    )
    for pk in left:
        run_later(TASK, pk)
    return len(left)

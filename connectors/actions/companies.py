"""Companies that turn out to be one: what hangs on one of them goes to the other."""

from collections.abc import Callable

from django.db import transaction

from brokerage.accounts.audit import record_staff_action
from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from brokerage.kit.later import run_later
from connectors.actions.import_rows.locks import lock_companies
from connectors.actions.import_rows.recognising import set_hashes
from connectors.census import DatabaseCensus
from connectors.companies import company_key
from connectors.models import DERIVED, Company, ConnectorProfile, PendingRecheck, Relationship

BATCH = 500
NAMED_BY = (
    "name_key_id", "name_digest", "domain_key_id", "domain_digest", "profile_key_id", "profile_digest",
)  # fmt: skip


def merge_companies(source: Company, target: Company, *, staff: User, reason: str) -> None:
    """`source` is `target` under another name: whoever looks it up is led there, at once.

    What hangs on it follows in the background. Refuses chains, and a merging without a reason. The row of
    `source` stays with its name and facts, so that `split_company` undoes all.
    """
    _check_reason(reason)
    with transaction.atomic():
        lock_companies()
        source.refresh_from_db()
        target.refresh_from_db()
        if source.pk == target.pk:
            raise Refusal("This is the same company.", code="same", status=400, field="merged_into")
        if target.merged_into_id or source.merged_into_id or source.merged.exists():
            raise Refusal(
                "One of them was merged already. Split it off first.",
                code="merged", status=400, field="merged_into",
            )  # fmt: skip
        Company.objects.filter(pk=source.pk).update(merged_into=target)
        source.merged_into = target
        said = f"into {target.public_id}: {reason.strip()}"
        record_staff_action(staff, "merge company", str(source.public_id), said)
        _let_rows_follow(source, target)


def split_company(source: Company, *, staff: User, reason: str) -> None:
    """Undo `merge_companies`: what came under the name of `source` returns to it, in the background."""
    _check_reason(reason)
    with transaction.atomic():
        lock_companies()
        source.refresh_from_db()
        target = source.merged_into
        if target is None:
            raise Refusal(
                "This company is not merged.", code="not_merged", status=400, field="merged_into"
            )
        Company.objects.filter(pk=source.pk).update(merged_into=None)
        source.merged_into = None
        said = f"from {target.public_id}: {reason.strip()}"
        record_staff_action(staff, "split company", str(source.public_id), said)
        _let_rows_follow(source, target)


def _let_rows_follow(source: Company, target: Company) -> None:
    pending = PendingRecheck.objects.create(source=source, target=target)
    run_later("connectors.tasks.carry_out_recheck", pending.pk)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("Say why.", code="reason", status=400, field="reason")


def move_merged_rows(
    source_id: int, target_id: int, at_it: Callable[[], object] | None = None
) -> int:
    """Let contacts and employers follow to the target while `source` is merged, else back; how many.

    Only what bears the name of `source` returns. Harmless when repeated. `at_it` is called after each batch.
    """
    source = Company.objects.filter(pk=source_id).first()
    target = Company.objects.filter(pk=target_id).first()
    if source is None or target is None:
        return 0
    if source.merged_into_id == target.pk:
        ConnectorProfile.objects.filter(employer=source).update(employer=target)
        return move_rows(source, target, at_it=at_it)
    for profile in ConnectorProfile.objects.filter(employer=target):
        if company_key(profile.employer_name) == source.key:
            ConnectorProfile.objects.filter(pk=profile.pk, employer=target).update(employer=source)
    return move_rows(target, source, named=source.key, at_it=at_it)


def renew_keys() -> int:
    """Give every company the key that its name has today; two that come to one key become one.

    To be run after the rules for names changed. Returns how many companies changed or went.
    """
    stale = [
        (pk, key)
        for pk, name, old in Company.objects.values_list("pk", "name", "key").iterator()
        if (key := company_key(name)) and key != old
    ]
    for pk, key in stale:
        _renew_key(pk, key)
    return len(stale)


@transaction.atomic
def _renew_key(pk: int, key: str) -> None:
    company = Company.objects.select_for_update().filter(pk=pk).first()
    if company is None:
        return
    same = Company.objects.select_for_update().filter(key=key).exclude(pk=pk).first()
    if same is not None and (
        same.merged_into_id or company.merged_into_id or company.merged.exists()
    ):
        return  # staff decided about these
    if same is None:
        company.key = key
        company.save(update_fields=["key"])
        move_rows(company, company)
        return
    for fact in ("domain", "industry", "sub_industry", "size_band", "headcount", "country"):
        if not getattr(same, fact):
            setattr(same, fact, getattr(company, fact))
    same.save()
    move_rows(company, same)
    ConnectorProfile.objects.filter(employer=company).update(employer=same)
    company.delete()


def move_rows(
    source: Company,
    target: Company,
    *,
    named: str = "",
    at_it: Callable[[], object] | None = None,
) -> int:
    """Let every contact at `source` be one at `target`, with all that follows from it; how many there were.

    With `named`, only those whose own words for their company have this key. A batch at a time, each
    in its own transaction unless the caller holds one; safe to repeat.
    """
    census = DatabaseCensus()
    moved, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(
                Relationship.objects.select_for_update(of=("self",))
                .filter(company=source, pk__gt=last)
                .order_by("pk")[:BATCH]
            )
            seen = rows[-1].pk if rows else 0
            if named:
                rows = [row for row in rows if company_key(row.company_name) == named]
            for row in rows:
                row.company = target
                set_hashes(row)
                row.derive(census)
            Relationship.objects.bulk_update(rows, ["company", *NAMED_BY, *DERIVED])
        if at_it is not None:
            at_it()
        if not seen:
            return moved
        moved, last = moved + len(rows), seen

"""What a rep is told of a company is counted once a day, and is the same in all their lists all day long.

So nobody learns anything by uploading lists that differ in one account, by splitting one, or by looking
before and after a listing comes or goes: see the decision on coverage.
"""

import logging
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from brokerage.accounts.models import User
from brokerage.kit import clock
from connectors import notices
from connectors.actions.interest import note_accounts
from connectors.models import AccountWatch, CoverageDay, CoverageList
from connectors.queries.coverage import Matcher, count_listings, latest_day
from connectors.strength import month_of

log = logging.getLogger(__name__)
KEPT = timedelta(days=15)
A_RUN = 1_000


def lock_rep(rep: User) -> None:
    """One change of a rep's coverage at a time."""
    User.objects.select_for_update(no_key=True).get(pk=rep.pk)


def day_of(rep: User) -> CoverageDay:
    """The rep's row of today, under the lock of `lock_rep`."""
    return CoverageDay.objects.get_or_create(rep=rep, day=clock.now().date())[0]


def count_missing(rep: User) -> CoverageDay:
    """Count what was not yet counted today for the accounts of all lists of the rep."""
    day = day_of(rep)
    first = not _noted(rep, day)
    lists = CoverageList.objects.filter(rep=rep, packed__isnull=False).defer("file")
    keys = {account.key for one in lists for account in one.accounts if account.key}
    figures = day.figures
    missing = sorted(keys - figures.keys())
    note_accounts(rep, keys if first else missing)
    if missing:
        figures |= count_listings(rep, missing)
    if missing or day.packed is None:
        day.keep(figures)
        day.save(update_fields=["packed"])
    return day


def _noted(rep: User, day: CoverageDay) -> bool:
    """Whether the rep's lists were noted in this month before: after that only what is new is."""
    days = CoverageDay.objects.filter(rep=rep, day__gte=month_of(day.day), packed__isnull=False)
    return days.exclude(day__gt=day.day).exists()


def count_one(rep: User, keys: Collection[str]) -> None:
    """Count for these companies what the last day that was counted does not say."""
    day = latest_day(rep) or day_of(rep)
    figures = day.figures
    if missing := sorted(set(keys) - figures.keys() - {""}):
        day.keep(figures | count_listings(rep, missing))
        day.save(update_fields=["packed"])


def renew_coverage() -> int:
    """For the sweep: the lists of everybody who was not counted today are, and watches are told; how many.

    One who fails is logged and never stops the others.
    """
    CoverageDay.objects.filter(day__lt=clock.now().date() - KEPT).delete()
    done = CoverageDay.objects.filter(
        rep=OuterRef("pk"), day=clock.now().date(), renewed_at__isnull=False
    )
    reps = User.objects.filter(
        Exists(CoverageList.objects.filter(rep=OuterRef("pk"), packed__isnull=False)),
        ~Exists(done),
        is_rep=True,
        is_active=True,
        suspended_at__isnull=True,
        closed_at__isnull=True,
    )
    count, matcher = 0, None
    for rep in reps.order_by("?")[:A_RUN]:  # whoever fails never stands in front for ever
        matcher = matcher or Matcher.of_the_market()
        try:
            count += _renew(rep, matcher)
        except Exception:
            log.exception("coverage of rep %s could not be counted", rep.pk)
    return count


@transaction.atomic
def _renew(rep: User, matcher: Matcher) -> bool:
    """Count a rep's lists for today, and tell once which watched accounts are reachable now."""
    lock_rep(rep)
    if day_of(rep).renewed_at is not None:
        return False
    _match_again(rep, matcher)
    day = count_missing(rep)
    day.renewed_at = clock.now()
    day.save(update_fields=["renewed_at"])
    figures, told = day.figures, []
    for found in (
        CoverageList.objects.filter(rep=rep, watches__isnull=False).distinct().defer("file")
    ):
        watched = set(found.watches.values_list("number", flat=True))
        here = [
            one for one in found.accounts if one.number in watched and figures.get(one.key or "-")
        ]
        if here:
            told.append((found, sorted(one.label for one in here)))
            reached = [one.number for one in here]
            AccountWatch.objects.filter(coverage_list=found, number__in=reached).delete()
    if told:
        notices.tell_reachable(rep, told)
    return True


def _match_again(rep: User, matcher: Matcher) -> None:
    """Look again for the companies of accounts that were none: some listing may show them by now."""
    for found in CoverageList.objects.filter(rep=rep, packed__isnull=False).defer("file"):
        before = found.accounts
        after = [one if one.how else matcher.match(one) for one in before]
        if any(one.how for one, was in zip(after, before, strict=True) if not was.how):
            found.keep(after)
            found.save(update_fields=["packed", "account_count", "doubtful_count"])

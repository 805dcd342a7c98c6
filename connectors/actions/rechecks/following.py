"""Stored rows follow what staff decided: kept with the decision, done by a worker, found by the sweep."""

from datetime import timedelta

from brokerage.cases.sweeping import each
from brokerage.kit import clock
from connectors.actions.companies import move_merged_rows
from connectors.actions.titles import recheck_titles
from connectors.models import PendingRecheck

LEFT_LYING = timedelta(minutes=2)


def carry_out_recheck(pk: int) -> None:
    """Let the rows follow, and forget that they had to. Harmless when repeated or doubled."""
    pending = PendingRecheck.objects.filter(pk=pk).first()
    if pending is None:
        return
    mine = PendingRecheck.objects.filter(pk=pk)

    def at_it() -> None:
        mine.update(touched_at=clock.now())

    try:
        if pending.words:
            recheck_titles(pending.words, at_it)
        elif pending.source_id and pending.target_id:
            move_merged_rows(pending.source_id, pending.target_id, at_it)
    except Exception:  # left lying at once, so that the sweep counts how often it failed
        mine.update(touched_at=clock.now() - 2 * LEFT_LYING)
        raise
    mine.delete()


def resume_rechecks() -> int:
    """Do what a lost queue or worker left lying; how many. One that fails rests, and calls the desk."""
    lying = PendingRecheck.objects.filter(touched_at__lt=clock.now() - LEFT_LYING)
    return len(each("recheck", lying, carry_out_recheck))

"""Work for the queue: thin, and harmless when repeated."""

from celery import shared_task

from brokerage.cases.sweeping import each, once
from connectors import actions, notices, queries
from connectors.actions import saving
from connectors.queries.saving import owners_due


@shared_task(name="connectors.tasks.carry_out_import")
def carry_out_import(run_id: int) -> None:
    """Do what is next with an import: read it, add what was ticked, or undo it."""
    actions.carry_out_import(run_id)


@shared_task(name="connectors.tasks.sweep_imports")
def sweep_imports() -> None:
    """Pick up imports that a lost queue or worker left lying."""
    actions.resume_imports()


@shared_task(name="connectors.tasks.sweep_attestations")
def sweep_attestations() -> None:
    """What connectors said fades, is asked for again, and rests."""
    actions.renew_strengths()
    actions.ask_connectors()
    actions.rest_unattested()


@shared_task(name="connectors.tasks.close_interest")
def close_interest() -> None:
    """Count what reps looked at and searched for in a month that is over."""
    actions.close_interest()


@shared_task(name="connectors.tasks.tidy_imports")
def tidy_imports() -> None:
    """Discard reviews nobody came back to, and what only an undo needed."""
    actions.tidy_imports()
    actions.forget_removed()


@shared_task(name="connectors.tasks.renew_shown_facts")
def renew_shown_facts() -> None:
    """Decide anew what each listing shows."""
    actions.renew_shown_facts()


@shared_task(name="connectors.tasks.prune_network_index")
def prune_network_index() -> None:
    """What is kept to search networks quickly holds nobody who is not there any more."""
    queries.prune_network_index()


@shared_task(name="connectors.tasks.carry_out_bulk")
def carry_out_bulk(bulk_id: int) -> None:
    """Do what is left of a change to many people, or of undoing it."""
    actions.carry_out_bulk(bulk_id)


@shared_task(name="connectors.tasks.sweep_bulk_changes")
def sweep_bulk_changes() -> None:
    """Pick up changes to many people that a lost queue or worker left lying."""
    actions.resume_bulk_changes()
    actions.end_rests()
    actions.resume_rechecks()


@shared_task(name="connectors.tasks.carry_out_recheck")
def carry_out_recheck(recheck_id: int) -> None:
    """Rows follow what staff decided about a title, or about two companies."""
    actions.carry_out_recheck(recheck_id)


@shared_task(name="connectors.tasks.recheck_titles")
def recheck_titles(words: str) -> None:
    """The same, as a queue of before the last release may hold it."""
    actions.recheck_titles(words)


@shared_task(name="connectors.tasks.move_merged_rows")
def move_merged_rows(source_id: int, target_id: int) -> None:
    """The same, as a queue of before the last release may hold it."""
    actions.move_merged_rows(source_id, target_id)


@shared_task(name="connectors.tasks.price_new_arrivals")
def price_new_arrivals() -> None:
    """Price who came without one, where a connector's rules say so."""
    actions.price_new_arrivals()


@shared_task(name="connectors.tasks.sweep_search_check")
def sweep_search_check() -> int:
    """Once a night: the rows of search against their listings; how many runs were made (0 or 1).

    Rung more often, so that one night's failure is made good the same night, and calls the desk by itself.
    """
    return int(actions.search_check_is_due() and once("rows of search", actions.check_search))


@shared_task(name="connectors.tasks.settle_search")
def settle_search() -> None:
    """Whoever objected lately, or left, is counted in no search."""
    actions.settle_search()


@shared_task(name="connectors.tasks.sweep_saved_searches")
def sweep_saved_searches() -> int:
    """Look for new matches of saved searches whose time has come; for how many reps."""
    return len(each("saved searches to look at", owners_due(), saving.tell_new_matches))


@shared_task(name="connectors.tasks.send_search_alert", queue_name="mail")
def send_search_alert(alert_id: int) -> None:
    """Send one email about new matches."""
    notices.ALERTS.send(alert_id)


@shared_task(name="connectors.tasks.sweep_search_alerts", queue_name="mail")
def sweep_search_alerts() -> int:
    """Send the emails about new matches that are due; how many."""
    return notices.ALERTS.sweep(each)


@shared_task(name="connectors.tasks.tidy_saved")
def tidy_saved() -> None:
    """What is kept of emails that left, and what reps looked at long ago, is deleted."""
    saving.forget_alerts()
    saving.forget_old_seen()


@shared_task(name="connectors.tasks.read_coverage_list")
def read_coverage_list(list_id: int) -> None:
    """Read a list of target accounts, match it to companies, and count what is listed there."""
    actions.read_list(list_id)


@shared_task(name="connectors.tasks.sweep_coverage")
def sweep_coverage() -> None:
    """Lists that lie are read; once a day all are counted anew, and who watches is told."""
    actions.resume_lists()
    actions.renew_coverage()

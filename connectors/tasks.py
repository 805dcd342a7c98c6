"""Work for the queue: thin, and harmless when repeated."""

from celery import shared_task

from connectors import actions, notices


@shared_task(name="connectors.tasks.carry_out_import")
def carry_out_import(run_id: int) -> None:
    """Take in what is left of an import."""
    actions.carry_out_import(run_id)


@shared_task(name="connectors.tasks.tell_taken_down")
def tell_taken_down(relationship_id: int) -> None:
    """Write to a connector whose listing the desk took down."""
    notices.tell_taken_down(relationship_id)


@shared_task(name="connectors.tasks.sweep_imports")
def sweep_imports() -> None:
    """Pick up imports that a lost queue or worker left lying."""
    actions.resume_imports()

"""The worker, and every clock of Sidedoor.

A clock only wakes a sweep; what is due stands in rows (see `introductions.models.Deadline` and
`payments.models.ProviderCall`). A queue that loses everything loses no deadline.
"""

import os
import sys
from logging.config import dictConfig
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, setup_logging, task_postrun, task_prerun, worker_init
from django.conf import settings
from django.db import close_old_connections

from brokerage.kit.resting import leave_what_is_loaded
from brokerage.production import refuse_unsafe_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brokerage.settings")

app = Celery("brokerage")
app.config_from_object("django.conf:settings", namespace="CELERY")


def queue_of(name: str, *args: Any, **more: Any) -> dict[str, str] | None:
    """The queue that a task names as `queue_name`, whoever sends it (Celery drops its own `queue` in 6.0)."""
    queue = getattr(app.tasks.get(name), "queue_name", None)
    return {"queue": queue} if queue else None


app.conf.task_routes = (queue_of,)
app.conf.beat_schedule = {
    "Every few seconds: what is due happens": {
        "task": "introductions.tasks.sweep",
        "schedule": 5.0,
        "options": {"expires": 30},
    },
    "Every few seconds: payments whose facts moved are followed": {
        "task": "introductions.tasks.sweep_payments",
        "schedule": 10.0,
        "options": {"expires": 30},
    },
    "Every few seconds: whoever is still to be told is told": {
        "task": "introductions.tasks.sweep_notices",
        "schedule": 10.0,
        "options": {"expires": 30},
    },
    "Every half minute: links that were asked for while the queue was away are sent": {
        "task": "introductions.tasks.sweep_links",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "Every few seconds: calls not yet granted are sent": {
        "task": "payments.tasks.sweep_calls",
        "schedule": 5.0,
        "options": {"expires": 30},
    },
    "Every few seconds: stored messages not yet understood are read": {
        "task": "payments.tasks.sweep_events",
        "schedule": 10.0,
        "options": {"expires": 30},
    },
    "Every few seconds: written emails are sent": {
        "task": "brokerage.accounts.tasks.sweep_emails",
        "schedule": 10.0,
        "options": {"expires": 30},
    },
    "Every night: emails sent long ago are deleted": {
        "task": "brokerage.accounts.tasks.forget_emails",
        "schedule": crontab(hour=4, minute=40),
    },
    "Every half minute: limits and suspensions whose time is over end": {
        "task": "brokerage.accounts.tasks.sweep_sanctions",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "Every ten minutes: payments at rest are looked at again": {
        "task": "payments.tasks.sweep_unseen",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "Every night: our books are compared with the provider's": {
        "task": "payments.tasks.reconcile_all",
        "schedule": crontab(hour=3, minute=20),
    },
    "Every ten minutes: whether the ledger was checked since the last night": {
        "task": "payments.tasks.sweep_ledger_check",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "Every night: evidence of disputes long over is deleted": {
        "task": "introductions.tasks.sweep_evidence",
        "schedule": crontab(hour=4, minute=10),
    },
    "Every half minute: what is due about money": {
        "task": "payments.tasks.sweep_due",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "Every half minute: emails about money are sent": {
        "task": "payments.tasks.sweep_letters",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "Every minute: what was booked lately has its paper": {
        "task": "payments.tasks.sweep_papers",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "Every night: papers that were missed, and the statements of a month that is over": {
        "task": "payments.tasks.sweep_all_papers",
        "schedule": crontab(hour=2, minute=10),
    },
    "Every ten minutes: whether the records of connectors were checked since the last night": {
        "task": "introductions.tasks.sweep_record_check",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "Every ten minutes: whether usual prices were worked out since the last night": {
        "task": "introductions.tasks.sweep_price_bands",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "Every night: from where people asked is forgotten in time": {
        "task": "introductions.tasks.forget_traces",
        "schedule": crontab(hour=4, minute=10),
    },
    "Every night: the words of emails that were read long ago are forgotten": {
        "task": "introductions.tasks.forget_emails",
        "schedule": crontab(hour=4, minute=20),
    },
    "Every night: whom connectors who left had introduced is forgotten in time": {
        "task": "introductions.tasks.forget_bought",
        "schedule": crontab(hour=4, minute=30),
    },
    "Every hour: contacts who were listed nowhere for long are deleted": {
        "task": "introductions.tasks.forget_idle_contacts",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "Every hour: messages that the provider could not deliver are fetched": {
        "task": "payments.tasks.sweep_undelivered",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "Every hour: what connectors said of a relationship fades, is asked for again, and rests": {
        "task": "connectors.tasks.sweep_attestations",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "Every hour: what reps looked at in a month that is over is counted": {
        "task": "connectors.tasks.close_interest",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "Every ten minutes: what listings show is decided anew": {
        "task": "connectors.tasks.renew_shown_facts",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "Every minute: whoever objected lately is counted in no search": {
        "task": "connectors.tasks.settle_search",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "Every ten minutes: whether the rows of search were checked since the last night": {
        "task": "connectors.tasks.sweep_search_check",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "Every minute: new matches of saved searches are looked for when their time has come": {
        "task": "connectors.tasks.sweep_saved_searches",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "Every half minute: emails about new matches are sent": {
        "task": "connectors.tasks.sweep_search_alerts",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "Every night: what reps keep of search is tidied": {
        "task": "connectors.tasks.tidy_saved",
        "schedule": crontab(hour=4, minute=50),
    },
    "Every ten minutes: lists of target accounts are counted once a day, and who watches is told": {
        "task": "connectors.tasks.sweep_coverage",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "Every minute: imports that stopped half-way go on": {
        "task": "connectors.tasks.sweep_imports",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "Every minute: changes to many people that stopped half-way go on": {
        "task": "connectors.tasks.sweep_bulk_changes",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "Every two minutes: who came without a price gets the one of their connector's rules": {
        "task": "connectors.tasks.price_new_arrivals",
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "Every five minutes: what helps to search networks forgets who is gone": {
        "task": "connectors.tasks.prune_network_index",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "Every hour: files that nobody looked at are discarded": {
        "task": "connectors.tasks.tidy_imports",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
}


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Worker and beat write their lines through our handlers, which mask addresses, not Celery's own."""
    dictConfig(settings.LOGGING)


# A connection is kept from task to task (`CONN_MAX_AGE` seconds at most), as it is from request to request.
# Celery reads this name here and not in Django's settings; without it every task closes and opens one.
app.conf["CELERY_DB_REUSE_MAX"] = sys.maxsize // 2


@task_prerun.connect
@task_postrun.connect
def keep_good_connections(task: Any = None, **_: Any) -> None:
    """A connection that is too old or broken is let go before and after a task; all others are kept, and
    so is that of whoever runs a task on the spot."""
    if not getattr(getattr(task, "request", None), "is_eager", False):
        close_old_connections()


@worker_init.connect
def leave_code_alone(**_: Any) -> None:
    """Before the worker makes its processes, which then share what it has loaded."""
    leave_what_is_loaded()


@worker_init.connect
@beat_init.connect
def refuse_to_start_half_configured(**_: Any) -> None:
    """A worker or beat whose settings cannot be meant ends at once, and says why."""
    refuse_unsafe_settings()

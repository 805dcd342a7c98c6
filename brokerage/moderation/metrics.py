"""`/metrics/`: what waits and what is held, for whoever watches. Behind a token; counts only."""

from django.conf import settings
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from brokerage.kit import clock
from connectors.actions import last_search_check
from introductions.actions.records import last_record_check
from introductions.models import Deadline
from payments.actions import available_balance
from payments.models import Difference, LedgerAccount, ProviderCall, ProviderEvent
from payments.queries import due_to_be_available


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """The gauges. 404 without METRICS_TOKEN, 401 without `Authorization: Bearer <it>`."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse("a token, please", status=401, content_type="text/plain")
    return HttpResponse(generate_latest(_gauges()), content_type=CONTENT_TYPE_LATEST)


def _gauges() -> CollectorRegistry:
    found = CollectorRegistry()
    kinds = Gauge("sidedoor_differences", "Open differences", ["kind"], registry=found)
    rows = Difference.objects.filter(resolved_at=None).values("kind").annotate(n=Count("pk"))
    for row in rows:
        kinds.labels(row["kind"]).set(row["n"])
    counts = {
        "sidedoor_provider_calls_stuck": ProviderCall.objects.filter(
            status=ProviderCall.Status.STUCK
        ),
        "sidedoor_events_unprocessed": ProviderEvent.objects.filter(processed_at=None),
        "sidedoor_deadlines_overdue": Deadline.objects.filter(due_at__lt=clock.now()),
    }
    for name, waiting in counts.items():
        Gauge(name, name, registry=found).set(waiting.count())
    if (searched := last_search_check()) is not None:
        mended = Gauge(
            "sidedoor_search_rows_mended",
            "Rows of search that differed from their listings at the last check",
            registry=found,
        )
        mended.set(searched.differences)
    if (check := last_record_check()) is not None:
        records = Gauge(
            "sidedoor_connector_records_mended",
            "Records of connectors that differed from their history at the last check",
            registry=found,
        )
        records.set(check.differences)
    held = Gauge("sidedoor_held_minor", "Held liabilities", ["currency"], registry=found)
    owed = LedgerAccount.objects.filter(kind__in=["held", "owed", "refunds"])
    for one in owed.values("currency").annotate(sum=Sum("balance")):
        held.labels(one["currency"]).set(-one["sum"])
    borne = Gauge("sidedoor_losses_minor", "Losses borne by us", ["currency"], registry=found)
    lost = LedgerAccount.objects.filter(kind=LedgerAccount.Kind.LOSSES)
    for one in lost.values("currency").annotate(sum=Sum("balance")):
        borne.labels(one["currency"]).set(one["sum"])
    due = Gauge(
        "sidedoor_held_available_minor",
        "Held liabilities whose funds are available",
        ["currency"],
        registry=found,
    )
    for code, amount in due_to_be_available(clock.now()).items():
        due.labels(code).set(amount)
    there = Gauge("sidedoor_available_minor", "Available balance", ["currency"], registry=found)
    for code, amount in available_balance().items():
        there.labels(code).set(amount)
    return found

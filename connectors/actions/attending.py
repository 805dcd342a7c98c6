"""A prospect's attention is their own: how often, when, and about what they may be asked."""

from collections.abc import Iterable
from datetime import datetime

from brokerage.kit.errors import Refusal
from connectors.models import Prospect
from connectors.topics import keep_topics

MOST_REQUESTS, LONGEST_REST, TOPICS_LENGTH = 31, 365, 500


def set_attention(
    prospect: Prospect,
    *,
    requests_a_month: int | None,
    rest_days: int | None,
    paused_until: datetime | None,
    refused_topics: str,
    welcome_topics: Iterable[str] = (),
    unwelcome_topics: Iterable[str] = (),
) -> Prospect:
    """Keep the prospect's own numbers; None means the usual ones, a budget of 0 nobody at all.

    `refused_topics`: words that a request must not use. `welcome_topics`, `unwelcome_topics`: keys
    of the fixed list; if any is welcome, all others are not.
    """
    if requests_a_month is not None and not 0 <= requests_a_month <= MOST_REQUESTS:
        raise Refusal(
            f"Between 0 and {MOST_REQUESTS} requests a month.",
            code="budget",
            status=400,
            field="requests_a_month",
        )
    if rest_days is not None and not 0 <= rest_days <= LONGEST_REST:
        raise Refusal(
            f"Between 0 and {LONGEST_REST} days.", code="rest", status=400, field="rest_days"
        )
    if len(refused_topics) > TOPICS_LENGTH:
        raise Refusal(
            f"Up to {TOPICS_LENGTH} characters.", code="topics", status=400, field="refused_topics"
        )
    prospect.requests_a_month, prospect.rest_days = requests_a_month, rest_days
    prospect.paused_until, prospect.refused_topics = paused_until, refused_topics.strip()
    prospect.welcome_topics = keep_topics(welcome_topics)
    prospect.unwelcome_topics = keep_topics(unwelcome_topics)
    prospect.save()
    return prospect

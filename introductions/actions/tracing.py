"""From where a rep asked and confirmed: evidence, should the card's bank dispute the payment."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest

from brokerage.kit import clock
from introductions.models import Introduction, Trace
from introductions.moves import flags_of

LONGEST_DEVICE = 300  # characters


def keep_trace(introduction: Introduction, action: str, request: HttpRequest) -> None:
    """Keep address and browser of a rep's request or confirmation; nothing for other actions."""
    is_traced = action == "request" or flags_of(action).traced
    if not is_traced or request.user.pk != introduction.rep_id:
        return
    Trace.objects.create(
        introduction=introduction,
        move=action,
        address=get_adapter().get_client_ip(request) or "",
        device=request.headers.get("User-Agent", "")[:LONGEST_DEVICE],
        at=clock.now(),
    )


def forget_traces() -> int:
    """Delete what is older than `settings.TRACE_LIFE`; how many rows."""
    return Trace.objects.filter(at__lt=clock.now() - settings.TRACE_LIFE).delete()[0]

"""The rep who asks: whether they may ask now, and how they are known again later."""

from brokerage.accounts.fingerprints import fingerprints_of, newest
from brokerage.accounts.models import User
from brokerage.accounts.sanctions.standing import accounts_of, is_limited, is_out
from brokerage.kit.errors import Refusal
from introductions.lifecycle import State
from introductions.models import Introduction, RepFingerprint
from introductions.queries import unanswered_of

UNPAID_AT_ONCE = 3


def keep_rep_fingerprints(row: Introduction) -> None:
    """Keep by which mailboxes and organisations this rep is known now; what was kept before stays."""
    RepFingerprint.objects.bulk_create(
        [
            RepFingerprint(introduction=row, **one._asdict())
            for one in newest(fingerprints_of(row.rep))
        ],
        ignore_conflicts=True,
    )


def check_standing(rep: User) -> None:
    """Refuse a rep whose account is closed or out, or limited with a request open."""
    if rep.closed_at or not rep.is_active:
        raise Refusal("This account is closed.", code="closed", status=403)
    if is_out(rep):
        raise Refusal("Your account is suspended.", code="suspended", status=403)
    if is_limited(rep) and unanswered_of(accounts_of(rep)).exists():
        raise Refusal(
            "Your account is limited to one open request at a time; see your account page.",
            code="limited",
            status=403,
        )


def not_too_many_unpaid(rep: User) -> None:
    """An unpaid request keeps others from asking the same person: nobody holds many for nothing."""
    unpaid = Introduction.objects.filter(rep=rep, state=State.CHECKOUT)
    if unpaid.count() >= UNPAID_AT_ONCE:
        raise Refusal(
            f"{UNPAID_AT_ONCE} of your requests are not paid for yet. Pay for one or withdraw it.",
            code="too_many_unpaid",
        )

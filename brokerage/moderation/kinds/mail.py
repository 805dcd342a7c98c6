"""Emails to a prospect of which nobody knows whether they arrived, or that were refused."""

from typing import Any

from brokerage.accounts.models import User
from brokerage.cases.actions import close_case
from brokerage.cases.models import Case
from brokerage.kit.errors import Refusal
from brokerage.moderation.kinds import Action, Kind, ReasonForm
from brokerage.moderation.loading import about
from introductions.actions import stopping
from introductions.actions.emailing import send_again
from introductions.models import Notice
from introductions.notices import SENT_AGAIN, why_silent
from introductions.queries import actor_of


def notice_of(case: Case) -> Notice:
    """The notice that this case is about; Refusal where it is gone."""
    key = case.subject.partition(":")[2]
    rows = Notice.objects.select_related("event__introduction").filter(pk=key)
    row = about(case, "notice", rows.first)
    if row is None:
        raise Refusal("This email is not known any more.", code="gone", status=404)
    return row


def panel(case: Case, user: User) -> dict[str, Any]:
    """What it was to say, when it was tried, and whether anybody is still to be written to."""
    row = notice_of(case)
    return {"notice": row, "introduction": row.event.introduction, "silent": why_silent(row)}


def _still_wanted(case: Case) -> bool:
    return not why_silent(notice_of(case))


def _asks_for_consent(case: Case) -> bool:
    return _still_wanted(case) and notice_of(case).event.introduction.state == "consent"


def _send(case: Case, user: User, facts: dict[str, Any]) -> None:
    close_case(case, staff=user, outcome=SENT_AGAIN, reason=facts["reason"])
    send_again(notice_of(case), staff=user)


def _arrived(case: Case, user: User, facts: dict[str, Any]) -> None:
    close_case(case, staff=user, outcome="left alone", reason=facts["reason"])


def _stop(case: Case, user: User, facts: dict[str, Any]) -> None:
    close_case(case, staff=user, outcome="stopped", reason=facts["reason"])
    stopping.stop(notice_of(case).event.introduction, staff=user)


def _why_not(case: Case, user: User) -> str | None:
    side = actor_of(notice_of(case).event.introduction, user)
    if side in {"rep", "connector"}:
        return "You are part of this introduction."
    return None


KIND = Kind(
    name="mail",
    permission="cases.see_desk",
    headline=lambda case: "An email to a prospect may not have arrived",
    panel=panel,
    actions=(
        Action(
            "send_again",
            "Send it again",
            ReasonForm,
            "cases.work_cases",
            _send,
            open=_still_wanted,
            text="Only after the mail server's log shows that it never left: nobody is asked twice.",
            done="It is sent again.",
        ),
        Action(
            "arrived",
            "Leave it",
            ReasonForm,
            "cases.work_cases",
            _arrived,
            text="It arrived, or nobody needs it any more. The deadlines go on as they are.",
            done="Closed.",
        ),
        Action(
            "stop",
            "Stop the introduction",
            ReasonForm,
            "cases.work_cases",
            _stop,
            tone="danger",
            open=_asks_for_consent,
            text="The prospect cannot be reached. The rep pays nothing, and both sides are told.",
            done="Stopped. The rep pays nothing.",
        ),
    ),
    explain="The mail server took this email without a clear answer, or refused it. Look into the mail "
    "server's log, then decide.",
    why_not=_why_not,
)

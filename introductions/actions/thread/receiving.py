"""An email becomes a message, where it is surely its writer's; else they are told that it did not."""

from brokerage.accounts.models import User
from brokerage.accounts.outgoing import queue_email
from brokerage.kit.errors import Refusal
from brokerage.kit.mail.letters import letter, one_line
from brokerage.kit.web.limits import over_limit
from introductions.actions.asking.words import LONGEST
from introductions.actions.incoming import Email, file_email
from introductions.actions.thread.mails import USEFUL
from introductions.actions.thread.masking import for_mail
from introductions.actions.thread.writing import DAY, write
from introductions.lifecycle import Actor
from introductions.models import Introduction
from introductions.queries import page_of, people_of

TOLD_A_DAY = 3
UNPROVEN = "We could not tell for sure that it comes from you."
TOO_LONG = f"It is longer than {LONGEST:,} characters."


def receive_message(introduction: Introduction, side: Actor, email: Email, words: str) -> str:
    """An email came to the address by which `side` writes into the thread; `words`: its writer's own.

    It counts only from a proven address of that side, vouched for. The prospect may have been copied in: what
    they write is read by a person. Returns what it counts as; the same email again changes nothing.
    """
    people = people_of(introduction)
    user = introduction.rep if side == Actor.REP else introduction.connector
    if people[Actor.PROSPECT].holds(email.address):
        file_email(introduction, email, why="unclear", stops=bool(email.vouched_by))
        return "read by a person"
    if not people[side].holds(email.address) or user.closed_at:
        return "a stranger's"
    if not email.vouched_by:
        _tell_author(introduction, user, UNPROVEN)
        return "unproven"
    try:
        write(introduction, user=user, text=words, mail_digest=email.digest)
    except Refusal as refusal:
        why = TOO_LONG if len(words) > LONGEST else refusal.sentence
        _tell_author(introduction, user, why)
        return refusal.code
    return "written"


def _tell_author(row: Introduction, user: User, why: str) -> None:
    """Email the account (never whoever the email says that it is from) that it was not sent, and why."""
    if over_limit(f"thread-unsent:{row.pk}:{user.pk}", TOLD_A_DAY, DAY):
        return
    mail = letter(
        "message_not_sent",
        to=user.email,
        first_name=one_line(user.get_short_name()),
        headline=one_line(row.listing.get("headline", "")),
        why=one_line(for_mail(row, why)),
        page=page_of(row),
    )
    queue_email(mail, useful_for=USEFUL)

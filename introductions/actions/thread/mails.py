"""The other side is told by email that there is a message; a reply to it is one, too."""

from datetime import timedelta

from brokerage.accounts.outgoing import queue_email
from brokerage.kit.mail.letters import letter, one_line, quoted
from introductions.actions.thread.masking import for_mail
from introductions.lifecycle import Actor
from introductions.models import Introduction, Message
from introductions.queries import connector_for_rep, page_of, talk_address
from introductions.snapshots.asker import asker_of

USEFUL = timedelta(days=3)


def tell_other(row: Introduction, side: Actor, message: Message) -> None:
    """Email the side that did not write it. Without the prospect's name and ways to reach anybody: those
    stand on the page, where it is logged who reads them."""
    other = Actor.CONNECTOR if side == Actor.REP else Actor.REP
    person = row.rep if other == Actor.REP else row.connector
    if person.closed_at:
        return
    name = asker_of(row).name if side == Actor.REP else connector_for_rep(row) or "The connector"
    reply_to = talk_address(row, other)
    mail = letter(
        "message",
        to=person.email,
        headers={"Reply-To": reply_to} if reply_to else {},
        first_name=one_line(person.get_short_name()),
        who=one_line(name),
        headline=one_line(row.listing.get("headline", "")),
        words=quoted(for_mail(row, message.text)),
        files=message.attachments.count(),
        page=page_of(row),
        takes_replies=bool(reply_to),
    )
    queue_email(mail, useful_for=USEFUL)

"""Mails that must arrive: rows written with what they tell, claimed, sent, tried again, or dropped.

An app's row inherits `Outgoing` and names its `Outbox` once; its task and its sweep call that. One
policy for all: a claim holds for ten minutes; a failed sending is tried again, later and later; what a
server refuses for good, or for `GIVE_UP`, is dropped, and `on_drop` may call the desk. Where no server
answers at all nothing is ever dropped: our own relay may be down.
"""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import (
    SMTPConnectError,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from socket import gaierror
from ssl import SSLCertVerificationError
from typing import Generic, TypeVar

import requests
from django.core.mail import EmailMessage
from django.db import models
from django.db.models import Q, QuerySet

from brokerage.kit import clock

log = logging.getLogger(__name__)
CLAIM = timedelta(minutes=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
GIVE_UP = timedelta(days=5)
REFUSED = "the mail server refuses this address"
UNTAKEN = "no mail server took it"
UNCLEAR = "the mail server gave no clear answer"
SENDING = "being sent"
#: After these the message is still ours, whichever backend raised them.
NEVER_LEFT = (
    ConnectionRefusedError,
    gaierror,
    SSLCertVerificationError,
    SMTPConnectError,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPResponseException,
    SMTPRecipientsRefused,
    requests.ConnectTimeout,
    requests.exceptions.SSLError,
    requests.exceptions.InvalidURL,
)


class Undelivered(Exception):
    """A message that was not delivered; the text is the error's kind, never an address.

    `in_doubt`: it may have left all the same. `for_good`: the server knows that nobody has this
    address. `answered`: a server said no, so that it is not our own relay that is down.
    """

    def __init__(self, error: Exception, *, in_doubt: bool) -> None:
        super().__init__(type(error).__name__)
        self.in_doubt = in_doubt
        self.for_good = _refuses_for_good(error)
        self.answered = isinstance(error, SMTPRecipientsRefused)


def deliver(mail: EmailMessage) -> None:
    """Hand `mail` to the mail server; raises Undelivered.

    The connection is opened first: whatever fails there (no route, a mute server, an expired
    certificate, a wrong password) is known to have sent nothing.
    """
    try:
        connection = mail.get_connection()  # type: ignore[attr-defined]
        connection.open()
    except Exception as error:  # mail providers' clients raise many kinds
        raise Undelivered(error, in_doubt=False) from None
    try:
        mail.send()
    except Exception as error:
        raise Undelivered(error, in_doubt=_may_have_left(error, connection)) from None
    finally:
        with contextlib.suppress(Exception):  # it has been answered by now
            connection.close()


def _may_have_left(error: Exception, connection: object) -> bool:
    """Whether the message may have been taken although `error` was raised."""
    known = getattr(connection, "in_doubt", None)
    if known is not None:
        return bool(known)
    answer = getattr(error, "status_code", None)  # of a provider's API, as anymail tells it
    if isinstance(answer, int):
        return not 400 <= answer < 500
    return not isinstance(error, NEVER_LEFT)


def _refuses_for_good(error: Exception) -> bool:
    """Whether nobody has this address (RFC 5321: 5yz, not to be tried again)."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _ in error.recipients.values())


class Outgoing(models.Model):
    """A mail that somebody is to get at `due_at` (UTC). `told_at` without `dropped`: it left."""

    due_at = models.DateTimeField(default=clock.now, help_text="not before")
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="sent, or given up")
    dropped = models.CharField(max_length=60, blank=True, help_text="why it was not sent")

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Outgoing)
Each = Callable[..., list[int]]


def _send_again(row: Outgoing) -> bool:
    return False


def _tell_nobody(row: Outgoing, why: str) -> None:
    return None


def _nothing(row: Outgoing) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Outbox(Generic[Row]):
    """One kind of row and how it becomes a mail."""

    rows: Callable[[], QuerySet[Row]]
    """All of them, with what `compose` reads."""
    compose: Callable[[Row], EmailMessage]
    why_silent: Callable[[Row], str]
    """Why nobody has to be written to after all; empty if somebody has."""
    at_most_once: Callable[[Row], bool] = _send_again
    """Whether it may not be sent again where it may have left: then `on_drop` is called instead."""
    on_drop: Callable[[Row, str], None] = _tell_nobody
    """It was not delivered, or nobody knows whether it was: somebody may have to know."""

    on_end: Callable[[Row], None] = _nothing
    """It was sent or given up: what it said need not be kept."""

    def due(self) -> QuerySet[Row]:
        """What is due and in nobody's hands, oldest first."""
        now = clock.now()
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - CLAIM)
        return (
            self.rows().filter(free, told_at__isnull=True, due_at__lte=now).order_by("due_at", "pk")
        )

    def next_due(self) -> datetime | None:
        """When the oldest mail that is still to be sent was due."""
        waiting = self.rows().filter(told_at__isnull=True).order_by("due_at")
        return waiting.values_list("due_at", flat=True).first()

    def send(self, pk: int) -> bool:
        """Send one, unless somebody else does; False if nothing left now."""
        now = clock.now()
        if not self.due().order_by().filter(pk=pk).update(claimed_at=now):
            return False
        mine = self.rows().filter(pk=pk)
        row = mine.get()
        if why := self.why_silent(row):
            mine.update(told_at=now, dropped=why)
            self.on_end(row)
            return False
        mail, once = self.compose(row), self.at_most_once(row)
        if once:
            # A worker that dies from here on may have sent it: noted first, and found by the sweep.
            mine.update(told_at=now, dropped=SENDING)
        try:
            deliver(mail)
        except Undelivered as error:
            log.warning("%s %s not sent: %s", row._meta.label, pk, error)
            self._failed(row, error, once)
            return False
        mine.update(told_at=clock.now(), dropped="")
        self.on_end(row)
        return True

    def attempt(self, pk: int) -> bool:
        """The same for a sweep that counts failures itself: what cannot be written is free again at once."""
        try:
            return self.send(pk)
        except Exception:
            self.rows().filter(pk=pk, told_at__isnull=True).update(claimed_at=None)
            raise

    def sweep(self, each: Each, most: int = 200) -> int:
        """Send what is due; how many were tried.

        `each` works off rows: one that cannot be written stops no other, rests, and somebody is called about
        it (`cases.sweeping.each`).
        """
        self._find_abandoned()
        job = f"{self.rows().model._meta.verbose_name} to send"
        return len(each(job, self.due(), self.attempt, most=most))

    def _find_abandoned(self) -> None:
        """Whoever was sending these died over it: nobody knows whether they left."""
        lost = self.rows().filter(dropped=SENDING, claimed_at__lte=clock.now() - CLAIM)
        # By their keys: there are hardly ever any, and what `compose` reads joins half the tables.
        for pk in lost.values_list("pk", flat=True):
            if self.rows().filter(pk=pk, dropped=SENDING).update(dropped=UNCLEAR):
                self.on_drop(self.rows().get(pk=pk), UNCLEAR)

    def _failed(self, row: Row, error: Undelivered, once: bool) -> None:
        now, mine = clock.now(), self.rows().filter(pk=row.pk)
        why = REFUSED if error.for_good else ""
        if not why and once and error.in_doubt:
            why = UNCLEAR
        if not why and error.answered and now - row.due_at > GIVE_UP:
            why = UNTAKEN
        if why:
            mine.update(told_at=now, dropped=why)
            self.on_drop(row, why)
            self.on_end(row)
            return
        pause = min(FIRST_PAUSE * 2 ** min(row.tries, 10), LONGEST_PAUSE)
        mine.update(told_at=None, dropped="", tries=row.tries + 1, claimed_at=now + pause - CLAIM)

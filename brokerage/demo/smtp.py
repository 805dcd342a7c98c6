"""`python -m brokerage.demo.smtp --port N`: a mail server on this machine, for the demo alone.

Takes mail for `settings.INBOUND_DOMAIN`, signs it as its sender's own server would, and hands it in.
"""

import argparse
import logging
import os
import signal
import threading
from collections.abc import Sequence
from typing import Any

import django
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST = 10 * 2**20
log = logging.getLogger(__name__)


class Handler:
    """What is asked while a mail is handed over."""

    async def handle_RCPT(  # noqa: N802  (the library's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Only addresses of ours."""
        from django.conf import settings

        if address.rpartition("@")[2].lower() != settings.INBOUND_DOMAIN.lower():
            return "550 5.7.1 We take no mail for other domains"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Hand it in; nothing of it is logged."""
        from asgiref.sync import sync_to_async

        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        try:
            await sync_to_async(take)(raw, list(envelope.rcpt_tos))
        except Exception as error:
            # Nothing was kept: whoever brought it brings it again.
            log.warning("a mail was put off: %s", type(error).__name__)
            return "451 4.3.0 This message cannot be taken right now"
        return "250 OK"


def take(raw: bytes, recipients: Sequence[str]) -> None:
    """Sign and hand in one message to the envelope's `recipients`."""
    from django.db import connection

    from brokerage.demo.mail_in import signed
    from introductions.prospects.inbound import hand_in

    try:
        hand_in(signed(raw), recipients)
    finally:
        connection.close()  # its thread may be another next time


def listener(port: int) -> Any:
    """The server on 127.0.0.1, not started; port 0 takes a free one."""
    return Controller(Handler(), hostname="127.0.0.1", port=port, data_size_limit=LARGEST)


def main() -> None:
    """Listen until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brokerage.settings")
    django.setup()
    running, over = listener(port), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    running.start()
    print(f"mail: listening on 127.0.0.1:{port}", flush=True)
    over.wait()
    running.stop()


if __name__ == "__main__":
    main()

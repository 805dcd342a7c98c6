"""Django's SMTP backend, with two things it lacks: it knows whether a message was handed over, and a
server that does not answer a good-bye does not turn a sent message into a failed one."""

import contextlib
import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

READY_FOR_DATA = 354  # RFC 5321: from here on the text itself is on its way


class _Session(smtplib.SMTP):
    """`in_doubt` while the text is on its way and the server has not said what became of it."""

    in_doubt = False

    def getreply(self) -> tuple[int, bytes]:
        code, words = super().getreply()
        self.in_doubt = code == READY_FOR_DATA
        return code, words


class _TlsSession(smtplib.SMTP_SSL, _Session):
    """The same over implicit TLS."""


class Backend(EmailBackend):
    """`in_doubt` after a failed sending: whether the message may have left all the same."""

    in_doubt = False

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _TlsSession if self.use_ssl else _Session

    def _send(self, email_message: Any) -> bool:
        self.in_doubt = False
        try:
            return bool(super()._send(email_message))  # type: ignore[misc]
        except Exception:
            self.in_doubt = bool(getattr(self.connection, "in_doubt", False))
            raise

    def _close_connection(self, connection: smtplib.SMTP) -> None:
        # Whatever was to be said has been answered by now.
        with contextlib.suppress(OSError):
            connection.quit()
        connection.close()

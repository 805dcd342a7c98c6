"""Which mails were written by a program: absences, bounces, receipts (RFC 3834, 3464, 8098).

One certain mark is enough, of the uncertain ones it takes two: programs of people put single ones of them
into honest mails, and what a person wrote must never be taken for a machine's.
"""

import re
from email.message import Message

from introductions.readers.mails import decoded, header

REPORTS = {"message/delivery-status", "message/disposition-notification"}
ABSENT = re.compile(
    r"\s*(automatic reply|auto[- ]?reply|autoreply|out of (the )?office|automatische antwort|abwesenheits\w*"
    r"|réponse automatique|respuesta automática|risposta automatica|automatisch antwoord|autosvar"
    r"|automaattinen vastaus|automatické odpov\w*|automatyczna odpowiedź|resposta automática"
    r"|otomatik yanıt|автоматический ответ|自動応答|自动答复|자동 회신)\b",
    re.IGNORECASE,
)
SUPPRESSED = re.compile(r"\b(all|oof|autoreply)\b", re.IGNORECASE)


def is_of_a_machine(message: Message) -> bool:
    """Whether a program wrote it. A list, a bulk mark or one header alone makes nobody a program."""
    return _is_report(message) or _is_certain(message) or sum(_marks(message)) >= 2


def is_perhaps_of_a_machine(message: Message) -> bool:
    """Whether a single mark of a program or a list is enough to leave a yes to a person."""
    bulk = header_word(message, "Precedence") in {"bulk", "junk", "list"}
    listed = any(message.get(name) for name in ("List-Id", "X-Auto-Response-Suppress"))
    return bulk or listed or any(_marks(message))


def _is_certain(message: Message) -> bool:
    return (
        header_word(message, "Auto-Submitted") == "auto-replied"
        or header_word(message, "Precedence") in {"auto_reply", "auto-reply"}
        or any(message.get(name) for name in ("X-Autoreply", "X-Autorespond"))
    )


def _marks(message: Message) -> tuple[bool, ...]:
    sender = header(message, "From").lower()
    return (
        header_word(message, "Auto-Submitted") in {"auto-generated", "auto-notified"},
        SUPPRESSED.search(header(message, "X-Auto-Response-Suppress")) is not None,
        ABSENT.match(decoded(header(message, "Subject"))) is not None,
        bool(message.get("X-MS-Exchange-Generated-Message-Source")),
        header(message, "Return-Path").strip() == "<>",
        "mailer-daemon@" in sender or "postmaster@" in sender,
        bool(message.get("X-Failed-Recipients")),
    )


def _is_report(message: Message) -> bool:
    """A delivery report or a receipt; a complaint in report form (RFC 5965) comes from a person."""
    if message.get_content_type() != "multipart/report":
        return False
    return any(part.get_content_type() in REPORTS for part in message.walk())


def header_word(message: Message, name: str) -> str:
    """The first word of a header, in small letters."""
    found = re.match(r"\s*([\w-]+)", header(message, name))
    return found[1].lower() if found else ""

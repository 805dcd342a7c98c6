"""Logs say ids, never addresses or keys: one filter on every handler takes them out, whoever wrote the line.

Mail libraries put recipients into their errors, Django puts the path of a failed request, which for a link
in an email is the key itself, into its own lines.
"""

import logging
import re

ADDRESS, KEY = "[address]", "[key]"

# Each pattern begins where a word does and is bounded: a line takes time by its length.
_ADDRESS = re.compile(
    r"(?<![^\s<>\"'`(),;:|=\[\]{}/&?])[^\s<>\"'`(),;:|=\[\]{}/&?@]{1,100}(?:@|%40|\uff20|\ufe6b)"
    r"(?:\[[^\]\s]{1,60}\]|[\w.\u3002\uff0e%-]{1,253})",
    re.IGNORECASE,
)
#: What follows these in a path opens a page without a password.
_AFTER = re.compile(
    r"(/(?:p|me/other|me|prospect|own-data/other-addresses|own-data|confirm-email|network/confirm|alerts/off|coverage/off|reset/key|evidence/ticket|files?)/)"
    r"(?!other(?:[/?#\s]|$))([^/\s\"'<>?#]{6,2000})",
    re.IGNORECASE,
)
#: A part of a path that looks like a key: a signature, or letters of both cases and digits in one long run.
_SIGNED = re.compile(r"(?<=/)(?=[^/\s\"'<>?#]{0,200}:)[\w.~%=+-]{1,200}:[\w.:~%=+-]{16,2000}")
_LONG = re.compile(
    r"(?<=/)(?=[\w~%=+-]{0,60}[A-Z])(?=[\w~%=+-]{0,60}[a-z])(?=[\w~%=+-]{0,60}\d)[\w~%=+-]{24,2000}"
)
_IN_QUERY = re.compile(
    r"(?<![\w-])((?:token|key|code|state|email|mail|address|password|sig(?:nature)?|ticket|secret|next|q|name"
    r"|sessionid|csrftoken|csrfmiddlewaretoken)=)[^&\s\"';,)\]}]{1,2000}",
    re.IGNORECASE,
)
_BEARER = re.compile(r"(\b(?:bearer|basic|token) )[\w.~+/=-]{8,2000}", re.IGNORECASE)


def masked(text: str) -> str:
    """`text` with every email address as "[address]", and every key of a link as "[key]"."""
    text = _ADDRESS.sub(ADDRESS, text)
    text = _AFTER.sub(rf"\1{KEY}", text)
    text = _LONG.sub(KEY, _SIGNED.sub(KEY, text))
    return _BEARER.sub(rf"\1{KEY}", _IN_QUERY.sub(rf"\1{KEY}", text))


class MaskAddresses(logging.Filter):
    """Takes addresses and keys out of a record: its words, its error, its traceback."""

    _plain = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through, masked."""
        try:
            said = record.getMessage()
        except Exception:  # arguments that do not fit: the handler would print them raw
            said = f"{record.msg} {record.args!r}"
        record.msg, record.args = masked(said), ()
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = masked(
                record.exc_text or self._plain.formatException(record.exc_info)
            )
            record.exc_info = None
        elif record.exc_text:
            record.exc_text = masked(record.exc_text)
        if record.stack_info:
            record.stack_info = masked(record.stack_info)
        return True

"""What a reply to our mail says, if it says it plainly. No Django: bytes and words only.

A no is easy to hear: it needs no more than its words. A yes must be unmistakable: the whole of the person's
own words, in every part of the mail, is nothing but the yes. Whatever is neither is for a person to read.

`read` gives a `Reply`. `machines` tells automatic replies and bounces apart, `own` finds what the writer
wrote themselves; `introductions.readers.mails` takes a mail apart.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.message import Message

from introductions.prospects.replies.machines import is_of_a_machine, is_perhaps_of_a_machine
from introductions.prospects.replies.own import Known, adds_nothing, own_answer, own_words, words_of
from introductions.prospects.replies.phrases import NO, bare_subject, phrase, sounds_like_no
from introductions.readers.mails import Parts, decoded, parts_of, readable

__all__ = [
    "Reply",
    "answer_in",
    "decoded",
    "is_of_a_machine",
    "read",
    "readable",
    "sounds_like_no",
    "written_in",
]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a mail says.

    `answer`: agree, not_now, not_seller, never, or "" where a person has to read it. `is_sure`: the words
    leave no doubt, so that a refusal for good may be carried out; always true of `agree`.
    """

    answer: str = ""
    is_sure: bool = False
    is_machine: bool = False
    refuses: bool = False
    """Whether it reads like a refusal, however it is worded (for mail that may be about anything)."""


def read(
    message: Message,
    *,
    known: Iterable[str] = (),
    sent: Callable[[], Iterable[tuple[str, str]]] = tuple,
) -> Reply:
    """What `message` says.

    `known`: names, title and company of the person, which may stand in a signature. `sent`: the subjects
    and texts of our own mails to them, which may be quoted; asked for only where it matters.
    """
    if is_of_a_machine(message):
        return Reply(is_machine=True)
    parts, about = parts_of(message), Known.of(known, sent)
    answer, is_sure = _answer(parts, about)
    is_sure = is_sure and not is_perhaps_of_a_machine(message)
    if answer == "agree" and not is_sure:
        answer = ""
    refuses = answer in NO or sounds_like_no(
        f"{parts.subject}\n{words_of(parts.plain or parts.html)}"
    )
    return Reply(answer, is_sure and bool(answer), refuses=refuses)


def written_in(message: Message) -> str:
    """What the writer of a mail wrote themselves, to be read by another person."""
    parts = parts_of(message)
    return own_words(parts.plain if parts.plain.strip() else parts.html)


def answer_in(message: Message, known: Iterable[str] = ()) -> str:
    """`agree`, `not_now`, `not_seller` or `never`; "" for anything that is not plainly one of them."""
    return read(message, known=known).answer


def _answer(parts: Parts, about: Known) -> tuple[str, bool]:
    found = [own_answer(text, about) for text in (parts.plain, parts.html) if text.strip()]
    said = [one for one in found if one is not None]  # None: no words of their own
    if not said:
        answer = phrase(bare_subject(parts.subject))
        return (answer if answer in NO else ""), False
    if len(set(said)) > 1 or (len(said) < len(found) and "agree" in said):
        return "", False  # whoever reads one part reads something else than whoever reads the other
    (answer,) = set(said)
    if answer in NO and phrase(bare_subject(parts.subject)) == "agree":
        return "", False
    return answer, not parts.is_doubtful and adds_nothing(parts.subject, answer, about)

"""What a writer wrote themselves: without what they quote, and without a signature that is plainly one.

Narrow on purpose. What is taken away here is never read, so a condition must not fit into it: a quotation
without marks has to be our own mail, word for word, and a signature may hold only what is known of the
person, numbers, addresses, and footers that programs and legal departments add.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from introductions.prospects.replies.phrases import REPLIED, WORDS, bare, bare_subject, phrase

MOST_LINES = 60
LEAST_ATTRIBUTED = 3  # words of "Sidedoor wrote:" with a date or an address
ATTRIBUTION = re.compile(
    r".{0,300}\b(?:wrote|writes|schrieb|a écrit|escribió|ha scritto|schreef|skrev|napisał\w*|написал\w*"
    r"|пишет|escreveu|kirjoitti|yazdı)\b.{0,80}:\s*",
    re.IGNORECASE | re.DOTALL,
)
#: Where programs begin to quote without marking each line.
TAIL = re.compile(
    r"\s*(?:_{10,}\s*|-{2,}\s*(?:original message|ursprüngliche nachricht|message d.origine|mensaje original"
    r"|messaggio originale|oorspronkelijk bericht|ursprungligt meddelande)\s*-{2,}\s*)",
    re.IGNORECASE,
)
HEADER = re.compile(
    r"\s*\*?(?:from|sent|to|subject|date|cc|von|gesendet|an|betreff|datum|de|envoyé|à|objet|enviado|para"
    r"|asunto|fecha|da|inviato|oggetto|data|van|verzonden|aan|onderwerp|från|skickat|till|ämne)\s?:\*?\s.*",
    re.IGNORECASE,
)
SENDER = re.compile(r"\s*\*?(?:from|von|de|da|van|från)\s?:\*?\s", re.IGNORECASE)
DOUBT = re.compile(
    r"\b(?:but|only|if|unless|not|no|never|without|except|provided|condition\w*|name\w*|anonym\w+|wait|stop"
    r"|dont|don|until|first|however|aber|nur|wenn|nicht|kein\w*|mais|si|pas|pero|solo|ma|maar)\b|\?",
    re.IGNORECASE,
)
CLOSINGS = frozenset(
    "kind regards|best regards|warm regards|regards|best|best wishes|all the best|thanks|thank you"
    "|many thanks|thanks and regards|cheers|sincerely|yours sincerely|yours|mit freundlichen grüßen"
    "|freundliche grüße|viele grüße|beste grüße|liebe grüße|mfg|danke|cordialement|bien cordialement"
    "|bien à vous|merci|saludos|un saludo|saludos cordiales|gracias|cordiali saluti|grazie"
    "|met vriendelijke groet|vriendelijke groeten|groeten|bedankt|med vänliga hälsningar|vänliga hälsningar"
    "|med vennlig hilsen|venlig hilsen|hilsen|pozdrawiam|atenciosamente".split("|")
)
DEVICE = re.compile(
    r"(?:sent|gesendet|envoyé|enviado|inviato|verzonden|skickat|sendt|wysłane)"
    r"(?: (?:from|von|depuis|de|desde|da|van|från|fra|with|via|mit|z))?"
    r"(?: (?:my|meinem|mon|mi|il mio|mijn|min|mein|mojego))?"
    r" (?:iphone|ipad|apple watch|android(?: \w+)?|galaxy(?: \w+)?|samsung(?: galaxy)?(?: \w+)?|blackberry"
    r"|mobile|mobile device|mobile phone|phone|handy|outlook(?: for (?:ios|android|mac))?|gmail mobile"
    r"|yahoo mail(?: (?:for|on) \w+)?|mail for windows(?: 1[01])?|proton ?mail(?: mobile)?)"
    r"|(?:von|vom) (?:meinem|mein) (?:iphone|ipad|handy|mobiltelefon) gesendet"
    r"|(?:get|download) outlook for (?:ios|android)",
)
PHONE = re.compile(
    r"(?:(?:tel|phone|telephone|mobile|mob|cell|office|direct|fax|[mtpfdo])\s?[.:]*\s*)?\+?[\d ()/.\-]{6,24}",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"(?:(?:e-?mail|web|[ew])\s?:\s*)?(?:<?(?:mailto:)?[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}>?"
    r"|<?(?:https?://|www\.)(?:[\w-]+\.)+[a-z]{2,}/?>?)",
    re.IGNORECASE,
)
LEGAL_START = re.compile(
    r"\s*(?:this|the (?:information|contents)(?: contained)? (?:in|of) this)"
    r" (?:e-?mail|message|communication)\b",
    re.IGNORECASE,
)
LEGAL_WORDS = frozenset(
    "this the information contained in contents of e mail email message communication and or any its"
    " attachments attachment attached files transmitted with it is are may be confidential privileged"
    " legally proprietary intended solely only for use addressee addressees named individual entity"
    " person persons to whom they addressed if you have received error not an recipient recipients please"
    " notify sender immediately by return reply delete all copies copy from your system destroy disclose"
    " distribute disclosure distribution copying dissemination unauthorized unauthorised strictly"
    " prohibited that hereby notified other than on behalf a as at".split()
)
LEAST_LEGAL = 18
URL = re.compile(r"<?(?:https?://|mailto:)[^\s>]*>?|\[[^\]]{0,80}\]")


@dataclass(frozen=True, slots=True)
class Known:
    """What may stand in a mail without being an answer: the person's own facts, and our mails to them."""

    tokens: frozenset[str]
    sent: Callable[[], Iterable[tuple[str, str]]]

    @classmethod
    def of(cls, known: Iterable[str], sent: Callable[[], Iterable[tuple[str, str]]]) -> "Known":
        """From names, titles and companies as they are written."""
        tokens = {token for text in known for token in re.findall(r"\w+", text.casefold())}
        return cls(frozenset(tokens), sent)

    def texts(self) -> list[str]:
        """Our mails to them, each as its bare words."""
        return [_run(text) for _, text in self.sent()]

    def subject_words(self) -> frozenset[str]:
        """The words of our subjects."""
        return frozenset(word for subject, _ in self.sent() for word in _run(subject).split())


def own_answer(text: str, known: Known) -> str | None:
    """The answer that the writer's own words are; "" if they say anything else; None if they say nothing."""
    lines = _unquoted(text.splitlines(), known)
    if lines is None:
        return ""
    lines = [line.strip() for line in lines if line.strip()]
    if not lines or _is_signature(lines, known):
        return None
    if len(lines) > MOST_LINES:
        return ""
    for count in (1, 2, 3):
        answer = phrase(" ".join(lines[:count])) if count <= len(lines) else ""
        if answer and _is_signature(lines[count:], known):
            return answer
    return ""


def words_of(text: str) -> str:
    """The lines that are not marked as quoted."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))


def own_words(text: str) -> str:
    """What somebody wrote, for another person to read: without what they quote and what follows "--"."""
    lines = text.splitlines()
    lines = lines[: next((at for at in range(len(lines)) if _begins_tail(lines, at)), len(lines))]
    quoted = [line.lstrip().startswith(">") for line in lines]
    if any(quoted):
        lines = _without_attribution(lines, quoted.index(True))
    kept = [line.rstrip() for line in lines if not line.lstrip().startswith(">")]
    return "\n".join(kept[: kept.index("--")] if "--" in kept else kept).strip()


def adds_nothing(subject: str, answer: str, known: Known) -> bool:
    """Whether a subject says nothing of its own: the answer again, or the words of a reply to ours."""
    rest = bare_subject(subject).strip()
    if not rest or phrase(rest) == answer:
        return True
    ours = known.subject_words()
    words = _run(rest).split()
    if ours and set(words) <= ours:
        return True
    return not DOUBT.search(rest) and (
        REPLIED.match(subject) is not None or set(words) <= {"an", "introduction", "your"}
    )


def _unquoted(lines: list[str], known: Known) -> list[str] | None:
    """The lines that are no quotation; None where one begins that is not plainly ours."""
    start = next((at for at in range(len(lines)) if _begins_tail(lines, at)), None)
    if start is not None:
        if not _is_ours(lines[start:], known):
            return None
        lines = lines[:start]
    quoted = [line.lstrip().startswith(">") for line in lines]
    if not any(quoted):
        return lines
    lines = _without_attribution(lines, quoted.index(True))
    return [line for line in lines if not line.lstrip().startswith(">")]


def _without_attribution(lines: list[str], first: int) -> list[str]:
    """Without the "On Monday … wrote:" that stands right above the first quoted line."""
    end = first
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    for count in (1, 2, 3):
        said = " ".join(line.strip() for line in lines[max(end - count, 0) : end])
        is_whole = len(said.split()) >= LEAST_ATTRIBUTED and ATTRIBUTION.fullmatch(said)
        if count <= end and is_whole and not DOUBT.search(said):
            return lines[: end - count] + lines[first:]
    return lines


def _begins_tail(lines: list[str], at: int) -> bool:
    if TAIL.fullmatch(lines[at]):
        return True
    block = lines[at : at + 5]
    return bool(SENDER.match(lines[at])) and sum(1 for line in block if HEADER.match(line)) >= 3


def _is_ours(tail: list[str], known: Known) -> bool:
    """Whether a quotation without marks is a mail of ours, with nothing put in between."""
    rest = [line for line in tail if line.strip() and not TAIL.fullmatch(line)]
    headers = 0
    while headers < min(len(rest), 6) and HEADER.match(rest[headers]):
        headers += 1
    named = [line.partition(":")[2] for line in rest[:headers]]
    words = known.subject_words()
    if any(DOUBT.search(one) and not set(_run(one).split()) <= words for one in named):
        return False
    quoted = _run(URL.sub(" ", "\n".join(line.lstrip("> ") for line in rest[headers:])))
    if not quoted:
        return headers > 0
    return len(quoted.split()) >= 5 and any(f" {quoted} " in f" {ours} " for ours in known.texts())


def _run(text: str) -> str:
    return " ".join(re.findall(r"\w+", URL.sub(" ", text).casefold()))


def _is_signature(lines: list[str], known: Known) -> bool:
    """Whether these lines are nothing but a closing, the person's own facts, and known footers."""
    for at, line in enumerate(lines):
        if not _is_footer(line, known):
            return _is_legal(" ".join(lines[at:]))
    return True


def _is_footer(line: str, known: Known) -> bool:
    words = " ".join(re.findall(r"\w+", line.casefold()))
    if words in WORDS:
        return False  # a second answer is none of a signature's business
    return (
        line.rstrip() == "--"
        or words in CLOSINGS
        or DEVICE.fullmatch(words) is not None
        or PHONE.fullmatch(line.strip()) is not None
        or CONTACT.fullmatch(line.strip()) is not None
        or (bool(words) and bare(line) != "" and set(words.split()) <= known.tokens)
    )


def _is_legal(text: str) -> bool:
    """A note on confidentiality as legal departments add them, in their words alone."""
    words = re.findall(r"\w+", text.casefold())
    return (
        LEGAL_START.match(text) is not None
        and len(words) >= LEAST_LEGAL
        and set(words) <= LEGAL_WORDS
        and bool({"recipient", "recipients", "addressee", "whom"} & set(words))
    )

"""The prospect was erased: what people typed about them goes, too.

Name, e-mail address, profile and telephone numbers give way to "[removed]" in everything that was
typed about an introduction. While a dispute runs its words stay as they were said, and while an
introduction runs more may be typed: until its end the words to look for are kept, encrypted.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection, models, transaction

from brokerage.accounts.models import Reveal, StaffAction
from brokerage.cases.models import Case, Note
from brokerage.kit.errors import Refusal
from brokerage.kit.text.name_match import Text, find, needles_of
from connectors.companies import company_key
from connectors.guards import why_tells
from connectors.identity import handles_of, normalise_email, normalise_profile_url
from connectors.models import Relationship
from connectors.queries import Contact
from connectors.queries import contact_of as contact_held
from introductions.models import (
    Dispute,
    DisputeAnswer,
    Event,
    Introduction,
    Message,
    Removal,
)
from introductions.queries import contact_of, open_dispute

REMOVED = "[removed]"
UNNAMED = "[the prospect]"
"""Stands for them on the desk's pages, for whoever has given no reason to see who it is."""
AN_ADDRESS, A_PROFILE = "[an address]", "[a profile]"
"""Stand there for whatever else reaches somebody: the person may have an address that we do not know."""
# Each begins at the beginning of a word and is bounded, so that a text takes time by its length.
EMAIL_ADDRESS = re.compile(r"(?<![^\s<>\"'(),;:|])[^\s<>\"'(),;:|@]{1,100}@[^\s<>\"'(),;:|]{1,260}")
_ANY_ADDRESS = re.compile(
    r"(?<![^\s<>\"'(),;:|=\[\]])[^\s<>\"'(),;:|=\[\]@\uff20\ufe6b]{1,100}[@\uff20\ufe6b]"
    r"[^\s<>\"'(),;:|\[\]]{1,260}"
)
_LINK = re.compile(
    r"(?<![\w.-])(?:https?://)?(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}/[^\s<>\"'(),;]{1,300}",
    re.IGNORECASE,
)
#: From a plus or a nought on, seven digits or more; no day of the calendar.
_PHONE = re.compile(
    r"(?<![\w.+-])(?!\d\d[-/ ]\d\d[-/ ]\d{4}\b)(?:\+|0)(?:[ ()/.-]{0,2}\d){6,14}(?![\w-])"
)

Clean = Callable[[str], str]


def words_about(rows: Iterable[Relationship | Contact]) -> list[str]:
    """What may have been typed about the person of these: names, addresses, profiles."""
    found = {one.strip() for row in rows for one in (row.name, row.email, row.profile_url)}
    return sorted(found - {""})


def remove_words(introductions: Iterable[Introduction], words: list[str]) -> None:
    """Take `words` out of what was typed about these, now or where something runs at its end."""
    if not words:
        return
    for introduction in introductions:
        with transaction.atomic():
            row = Introduction.objects.select_for_update(of=("self",)).get(pk=introduction.pk)
            if open_dispute(row) is None:
                clean_words(row, cleaner(words))
            if not row.is_over:
                kept, _ = Removal.objects.get_or_create(introduction=row)
                kept.words = "\n".join(sorted({*kept.words.splitlines(), *words} - {""}))
                kept.save()


def remove_at_the_end(row: Introduction) -> None:
    """It is over: take out what was kept for this moment. Under the introduction's lock."""
    kept = Removal.objects.filter(introduction=row).first()
    if kept is not None:
        clean_words(row, cleaner(kept.words.splitlines()))
        kept.delete()


def unnamed(row: Introduction, text: str) -> str:
    """`text` without the person's name: for logs, which are read in clear by whoever may read logs."""
    return cleaner(words_about([contact_of(row)]))(text)


def unnaming(row: Introduction) -> Clean:
    """A function that says "[the prospect]" wherever a text names the person of `row`, and leaves no
    address but those of the two sides, and no profile of anybody."""
    clean = cleaner(words_about([contact_of(row)]), instead=UNNAMED)
    people = [row.rep_id, row.connector_id]
    proven = EmailAddress.objects.filter(user__in=people, verified=True)
    sides = {normalise_email(one) for one in proven.values_list("email", flat=True)}

    def address(found: re.Match[str]) -> str:
        return found[0] if normalise_email(found[0].rstrip(".!?")) in sides else AN_ADDRESS

    def profile(found: re.Match[str]) -> str:
        return A_PROFILE if normalise_profile_url(found[0].rstrip(".!?")) else found[0]

    return lambda text: _LINK.sub(profile, _ANY_ADDRESS.sub(address, clean(text)))


def check_unnamed(row: Introduction, text: str, field: str) -> None:
    """Staff write a reason or a note, which others read and which stays: it must not say who it is.

    Raises Refusal where it names the person of `row` or holds an address or a profile of theirs.
    """
    clean = cleaner(words_about([contact_of(row)]), instead=UNNAMED, numbers=False)
    if clean(text) != text:
        raise Refusal(
            "This names the prospect. Say “the prospect” instead.",
            code="names_prospect",
            status=400,
            field=field,
        )


def refuse_naming(row: Introduction, text: str, field: str) -> None:
    """The connector writes something that the rep reads: before the reveal it must not tell who it is.

    Raises Refusal for any part of the person's name in any spelling, their exact title, the company where
    it is hidden, and for whatever could reach somebody.
    """
    if row.revealed_at is not None:
        return
    people = {contact_of(row), contact_held(row.relationship)}
    shown = " ".join(map(str, row.listing.values()))
    hidden = {company_key(one.company) for one in people} - {
        company_key(str(row.listing.get("company", "")))
    }
    sentence = why_tells(text, people, shown=shown, companies=hidden - {""})
    if sentence:
        raise Refusal(sentence, code="names_prospect", status=400, field=field)


def cleaner(words: Iterable[str], *, instead: str = REMOVED, numbers: bool = True) -> Clean:
    """A function that puts `instead` in the place of these names, addresses and profiles in a text,
    in any spelling, and, with `numbers`, of any telephone number. Everyday words that are names too stay
    where they are not written as names: "may" stays where "May" goes."""
    words = list(words)
    mailboxes = {normalise_email(word) for word in words} - {""}
    profiles = {normalise_profile_url(word) for word in words} - {""}
    names = [
        word for word in words if not normalise_email(word) and not normalise_profile_url(word)
    ]
    handles = tuple(sorted({one for word in words for one in handles_of(word, word)}))
    wanted = [needles_of(name, handles) for name in names] or [needles_of("", handles)]
    again = re.compile(f"{re.escape(instead)}(?:[\\s,;]{{1,20}}{re.escape(instead)}){{1,1000}}")

    def places(text: str) -> Iterator[tuple[int, int]]:
        for found in EMAIL_ADDRESS.finditer(text):
            if normalise_email(found[0].rstrip(".!?")) in mailboxes:
                yield found.span()
        for found in _LINK.finditer(text):
            if normalise_profile_url(found[0].rstrip(".!?")) in profiles:
                yield found.span()
        if numbers:
            yield from (found.span() for found in _PHONE.finditer(text))
        said = Text(text)
        for needles in wanted:
            yield from ((hit.start, hit.end) for hit in find(said, needles) if not hit.ordinary)

    def clean(text: str) -> str:
        parts: list[str] = []
        kept_to = 0
        for start, end in _merged(places(text.replace(instead, "\x00" * len(instead)))):
            parts += [text[kept_to:start], instead]
            kept_to = end
        return again.sub(instead, "".join([*parts, text[kept_to:]]))

    return clean


def _merged(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Places in order, those that overlap as one."""
    last: tuple[int, int] | None = None
    for start, end in sorted(places):
        if last is not None and start <= last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last


#: What people type, beside the introduction itself.
_ASKED = ("pitch", "purpose", "decline_reason", "rep_evidence", "connector_evidence")
_DISPUTED = ("statement", "ruling_reason", "appeal", "first_ruling", "set_aside", "taken_back")


def clean_words(row: Introduction, clean: Clean) -> None:
    """Put everything that was typed about one introduction through `clean`. Inside a transaction."""
    changed = _rewritten(row, _ASKED, clean)
    if changed:
        Introduction.objects.filter(pk=row.pk).update(**changed)
        for name, value in changed.items():
            setattr(row, name, value)
    cases = Case.objects.filter(subject=row.reference)
    for model, found, names in (
        (Message, Message.objects.filter(introduction=row), ("text",)),
        (Dispute, row.disputes.all(), _DISPUTED),
        (DisputeAnswer, DisputeAnswer.objects.filter(dispute__introduction=row), ("text",)),
        (Case, cases, ("reason",)),
        (Note, Note.objects.filter(case__in=cases), ("text",)),
    ):
        _rewrite(model, found, names, clean)
    targets = {row.reference, *(str(case.public_id) for case in cases)}
    shown = Reveal.objects.filter(reference__in=[case.public_id.hex for case in cases])
    said = StaffAction.objects.filter(target__in=targets).exclude(reason="")
    with words_may_go():
        _rewrite(Event, row.events.all(), ("note",), clean)
        _rewrite(StaffAction, said, ("reason",), clean)
        _rewrite(Reveal, shown, ("ground",), clean)


@contextmanager
def words_may_go() -> Iterator[None]:
    """The one change of the append-only histories that their triggers allow. Inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('sidedoor.removing', 'on', true)")
        yield
        cursor.execute("SELECT set_config('sidedoor.removing', '', true)")


def _rewrite(
    model: type[models.Model], found: Iterable[models.Model], names: Iterable[str], clean: Clean
) -> None:
    for one in found:
        if changed := _rewritten(one, names, clean):
            model._default_manager.filter(pk=one.pk).update(**changed)


def _rewritten(one: models.Model, names: Iterable[str], clean: Clean) -> dict[str, Any]:
    """The fields that read otherwise now."""
    fresh = {name: _deep(getattr(one, name), clean) for name in names}
    return {name: value for name, value in fresh.items() if value != getattr(one, name)}


def _deep(value: Any, clean: Clean) -> Any:
    """Text anywhere in what JSON can hold."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_deep(one, clean) for one in value]
    if isinstance(value, dict):
        return {key: _deep(one, clean) for key, one in value.items()}
    return value

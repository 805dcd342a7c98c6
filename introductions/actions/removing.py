"""The prospect was erased: what people typed about them goes, too.

Name, e-mail address, profile and telephone numbers give way to "[removed]" in everything that was
typed about an introduction. While a dispute runs its words stay as they were said, and while an
introduction runs more may be typed: until its end the words to look for are kept, encrypted.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, models, transaction

from brokerage.accounts.models import Reveal, StaffAction
from brokerage.cases.models import Case, Note
from brokerage.kit.errors import Refusal
from connectors.identity import clean_email, normalise_email, normalise_profile_url
from connectors.models import Relationship
from connectors.queries import Contact
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
#: A part of a name, or a name on the web, is a word of its own from this length on.
SHORTEST_NAME, SHORTEST_HANDLE = 3, 5
# Each begins where a word does, or it would be tried again from every letter of a long one.
_ADDRESS = re.compile(r"(?<![^\s<>\"'(),;:|])[^\s<>\"'(),;:|]+@[^\s<>\"'(),;:|]+")
_LINK = re.compile(
    r"(?<![\w-])(?:https?://)?(?:[\w-]{1,63}\.){1,8}[a-z]{2,63}/[^\s<>\"'(),;]+", re.IGNORECASE
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
                _clean(row, cleaner(words))
            if not row.is_over:
                kept, _ = Removal.objects.get_or_create(introduction=row)
                kept.words = "\n".join(sorted({*kept.words.splitlines(), *words} - {""}))
                kept.save()


def remove_at_the_end(row: Introduction) -> None:
    """It is over: take out what was kept for this moment. Under the introduction's lock."""
    kept = Removal.objects.filter(introduction=row).first()
    if kept is not None:
        _clean(row, cleaner(kept.words.splitlines()))
        kept.delete()


def unnamed(row: Introduction, text: str) -> str:
    """`text` without the person's name: for logs, which are read in clear by whoever may read logs."""
    return cleaner(words_about([contact_of(row)]))(text)


def unnaming(row: Introduction) -> Clean:
    """A function that says "[the prospect]" wherever a text names the person of `row`."""
    return cleaner(words_about([contact_of(row)]), instead=UNNAMED)


def refuse_naming(row: Introduction, text: str, field: str) -> None:
    """The connector writes something that the rep reads: before the reveal it must not tell who it is.

    Raises Refusal for the person's name, address, profile or any telephone number in it.
    """
    if row.revealed_at is None and unnamed(row, text) != text:
        raise Refusal(
            "This tells who the person is, or how to reach them. The rep may know that only once the person "
            "has agreed; please write it without.",
            code="names_prospect",
            status=400,
            field=field,
        )


def cleaner(words: Iterable[str], *, instead: str = REMOVED) -> Clean:
    """A function that puts `instead` in the place of these names, addresses and profiles in a text,
    in any spelling, and of any telephone number."""
    words = list(words)
    mailboxes = {normalise_email(word) for word in words} - {""}
    profiles = {normalise_profile_url(word) for word in words} - {""}
    handles = {one.rpartition("/")[2] for one in profiles} | {
        clean_email(word).partition("@")[0] for word in words
    }
    names = [
        word for word in words if not normalise_email(word) and not normalise_profile_url(word)
    ]
    patterns = [one for one in _patterns(names, handles) if one]
    again = re.compile(f"{re.escape(instead)}(?:[\\s,;]+{re.escape(instead)})+")

    def address(found: re.Match[str]) -> str:
        return instead if normalise_email(found[0].rstrip(".!?")) in mailboxes else found[0]

    def link(found: re.Match[str]) -> str:
        return instead if normalise_profile_url(found[0].rstrip(".!?")) in profiles else found[0]

    def clean(text: str) -> str:
        text = _PHONE.sub(instead, _LINK.sub(link, _ADDRESS.sub(address, text)))
        for pattern in patterns:
            text = pattern.sub(instead, text)
        return again.sub(instead, text)

    return clean


def _patterns(
    names: list[str], handles: set[str]
) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Whole names and handles in any case; the parts of a name only as they are written, so that
    "may" stays where "May" goes."""
    parts = [name.split() for name in names]
    whole = [r"\s+".join(map(re.escape, one)) for one in parts]
    whole += [r",?\s+".join(map(re.escape, reversed(one))) for one in parts if len(one) > 1]
    whole += [re.escape(one) for one in handles if len(one) >= SHORTEST_HANDLE]
    single = {re.escape(part) for one in parts for part in one if len(part) >= SHORTEST_NAME}
    return _any_of(whole, re.IGNORECASE), _any_of(single, re.NOFLAG)


def _any_of(patterns: Iterable[str], flags: re.RegexFlag) -> re.Pattern[str] | None:
    """A pattern for any of these as whole words, the longest first; None for none."""
    ordered = sorted(set(patterns), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ordered)})(?!\w)", flags) if ordered else None


#: What people type, beside the introduction itself.
_ASKED = ("pitch", "purpose", "decline_reason", "rep_evidence", "connector_evidence")
_DISPUTED = ("statement", "ruling_reason", "appeal", "first_ruling", "set_aside")


def _clean(row: Introduction, clean: Clean) -> None:
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
    with connection.cursor() as cursor:
        # The one change of these histories that their triggers allow.
        cursor.execute("SELECT set_config('sidedoor.removing', 'on', true)")
        _rewrite(Event, row.events.all(), ("note",), clean)
        _rewrite(StaffAction, said, ("reason",), clean)
        _rewrite(Reveal, shown, ("ground",), clean)
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

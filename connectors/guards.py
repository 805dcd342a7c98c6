"""What a connector writes and reps read must not tell who a prospect is, before that person agrees.

Two questions: does a text tell who *this* person is (a question about one request), and does it name
*anybody* of a network (a headline, which stands beside every listing)?
"""

from collections.abc import Iterable
from dataclasses import dataclass

from brokerage.accounts.models import User
from brokerage.kit.errors import Refusal
from brokerage.kit.text.contact_details import contact_details
from brokerage.kit.text.hidden_letters import HIDDEN, holds_hidden, turns_around
from brokerage.kit.text.name_match import (
    Hit,
    Needles,
    Text,
    find,
    holds_phrase,
    is_clear_of,
    needles_of,
)
from connectors.identity import handles_of
from connectors.models import ConnectorProfile, Relationship
from connectors.queries import Contact

#: A title of so many words may tell who it is even in a text about nobody in particular.
TELLING_TITLE = 3
LATER = "The rep may know that only once the person agrees."


def needles_for(person: Contact | Relationship) -> Needles:
    """What to look for when nothing may name this person."""
    return needles_of(person.name, handles_of(person.email, person.profile_url))


def why_tells(
    text: str, people: Iterable[Contact], *, shown: str, companies: Iterable[str] = ()
) -> str:
    """Why the rep may not read `text` yet, in a sentence for its author; "" where they may.

    `people`: the person as they stand, and stood. `shown`: what the rep sees of them. `companies`: names
    that the rep does not see.
    """
    if turns_around(text):
        return HIDDEN
    if found := contact_details(text):
        return f"Leave out {found.kind} (“{found.words}”). {LATER}"
    said = Text(text)
    for person in people:
        if hit := next(find(said, needles_for(person)), None):
            return f"Leave out “{hit.words}”: it is part of the person's name. {LATER}"
        if _is_telling(person.title, shown) and holds_phrase(said, person.title):
            return f"Leave out the exact title “{person.title}”. {LATER}"
    if any(holds_phrase(said, company) for company in companies):
        return f"Leave out the name of the company: this listing does not show it. {LATER}"
    return ""


def _is_telling(title: str, shown: str) -> bool:
    """Whether an exact title says more than the rep sees."""
    return bool(title.strip()) and not set(Text(title).plain.folded.split()) <= set(
        Text(shown).plain.folded.split()
    )


def refuse_public(user: User, text: str, field: str) -> None:
    """Refuse words for all reps that hold a way to reach somebody or name anybody in the network.

    Decrypts the whole network; about a second for ten thousand people.
    """
    if holds_hidden(text):
        raise Refusal(HIDDEN, code="hidden_letters", status=400, field=field)
    if found := contact_details(text):
        raise _refused(f"Leave out {found.kind} (“{found.words}”): reps read this.", field)
    rows = Relationship.objects.filter(connector=user)
    if hit := _named(Text(text), rows):
        raise _refused(
            f"Leave out “{hit.words}”: it is part of the name of somebody in your network.", field
        )
    title = _telling_title(Text(text), rows)
    if title:
        raise _refused(
            f"Leave out “{title}”: only one person in your network has this title.", field
        )


def _refused(sentence: str, field: str) -> Refusal:
    return Refusal(sentence, code="names_prospect", status=400, field=field)


def _named(text: Text, people: Iterable[Relationship | Contact]) -> Hit | None:
    """Where a text for all reps names somebody of these. A word of everyday English counts only in
    the whole name."""
    for person in people:
        if is_clear_of(text.text, person.name, handles_of(person.email, person.profile_url)):
            continue
        needles = needles_for(person)
        for hit in find(text, needles):
            if not hit.everyday or hit.part == person.name:
                return hit
    return None


def _telling_title(text: Text, people: Iterable[Relationship]) -> str:
    """An exact title in the text that is one person's alone."""
    titles = [one.title for one in people if len(one.title.split()) >= TELLING_TITLE]
    return next((one for one in titles if titles.count(one) == 1 and holds_phrase(text, one)), "")


@dataclass(frozen=True)
class PublicWords:
    """What reps read of a connector beside every listing."""

    headline: str
    about: str
    name: str

    @classmethod
    def of(cls, user: User, profile: ConnectorProfile | None) -> "PublicWords":
        """As they stand."""
        return cls(
            headline=profile.headline if profile else "",
            about=profile.about if profile else "",
            name=user.name,
        )


def fields_that_name(words: PublicWords, people: Iterable[Relationship]) -> set[str]:
    """Which of a connector's words for all reps name one of these people."""
    rows = list(people)
    found = {
        field
        for field in ("headline", "about")
        if (said := getattr(words, field)) and (contact_details(said) or _named(Text(said), rows))
    }
    return found | ({"name"} if is_name_of(words.name, rows) else set())


def is_name_of(name: str, people: Iterable[Relationship]) -> bool:
    """Whether an account's own name is that of one of these people: two parts of it, or its first word
    somebody's last name. Sharing a first name with somebody one knows tells nothing."""
    text = Text(name)
    first = Text(name.split()[0] if name.split() else "")
    for person in people:
        if is_clear_of(text.text, person.name, handles_of(person.email, person.profile_url)):
            continue
        needles = needles_for(person)
        if not text.may_name(needles):
            continue
        if len({one.start for one in find(text, needles) if one.part != person.name}) > 1:
            return True
        family = person.name.split()[1:]
        if any(True for one in family[-1:] for _ in find(first, needles_of(one))):
            return True
    return False


def check_own_name(user: User, name: str) -> None:
    """An account is renamed: refuses the name of somebody in the network; else reps may read it again."""
    if is_name_of(name, Relationship.objects.filter(connector=user)):
        raise _refused(
            "This is the name of somebody in your network. Write to us if it is yours, too.", "name"
        )
    profile = ConnectorProfile.objects.filter(user=user).first()
    if profile and "name" in profile.held_back:
        profile.held_back = [one for one in profile.held_back if one != "name"]
        profile.save(update_fields=["held_back"])


def hold_back(user: User, people: Iterable[Relationship]) -> list[str]:
    """People came in or were changed: what reps read of the connector and now names one of them is not
    shown any more. Returns the fields that are newly held back."""
    profile = ConnectorProfile.objects.filter(user=user).first()
    found = fields_that_name(PublicWords.of(User.objects.get(pk=user.pk), profile), people)
    if not found:
        return []
    if profile is None:
        profile = ConnectorProfile.objects.create(user=user)
    fresh = sorted(found - set(profile.held_back))
    if fresh:
        profile.held_back = sorted({*profile.held_back, *found})
        profile.save(update_fields=["held_back"])
    return fresh

"""What lies close to a search that finds little: the same with one thing less, and how many that would be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from brokerage.kit.currencies import KNOWN
from brokerage.kit.money import Money
from connectors.queries.searching.asking import Asked
from connectors.queries.searching.entries import EntryPage, counts_of
from connectors.titles import SENIORITY_LABELS, Seniority

FEW = 5
MOST_SHOWN = 4
FURTHER = 4
"""A price may be a quarter higher."""
_EXPENDABLE = (
    ("price_to", "a limit of price"),
    ("size", "company size"),
    ("strength", "strength"),
    ("record", "record"),
    ("verified", "verification"),
    ("named", "the named company"),
    ("country", "country"),
    ("words", "the other words"),
    ("company", "company"),
    ("industry", "industry"),
    ("department", "department"),
    ("seniority", "level"),
)
"""What a rep gives up first, in the words for it."""
_LADDER = [
    Seniority.C_LEVEL.value, Seniority.VP.value, Seniority.HEAD.value, Seniority.DIRECTOR.value,
    Seniority.MANAGER.value, Seniority.SENIOR.value,
]  # fmt: skip


@dataclass(frozen=True)
class Nearby:
    """A search close to this one: how many more or others it finds, and what to change in the address.

    `set` are the filters to set as they stand in an address, `unset` those to leave out ("words": the words
    that are no filter); both also go where they were typed.
    """

    count: int
    sentence: str
    set: tuple[tuple[str, str], ...] = ()
    unset: tuple[str, ...] = ()


Step = tuple[Asked, str, tuple[tuple[str, str], ...], tuple[str, ...]]
"""Another search, what it finds in words, the filters to set, and those to leave out."""


def nearby(asked: Asked, page: EntryPage) -> list[Nearby]:
    """The nearest searches that find more, where this one finds few: counted in one statement, and a wider
    ladder in a second one where none of them finds anything."""
    if page.each > 1 or page.about > FEW or asked.problem:
        return []
    near = list(_looked(list(_steps(asked)), page.about))[:MOST_SHOWN]
    return near or list(_looked(list(_wider(asked)), page.about))[:1]


def _looked(steps: Sequence[Step], here: int) -> Iterator[Nearby]:
    """What is found by each step beyond what is found here; nothing for those that find nothing."""
    for (_, sentence, changes, gone), (about, each) in zip(
        steps, counts_of([step[0] for step in steps]), strict=True
    ):
        others = changes and changes[0][0] == "seniority"  # instead of these, not beside them
        count = about - (0 if others else here)
        if count > 0:
            said = "about " if each > 1 else ""
            yield Nearby(count, f"{said}{count:,} {sentence}", changes, gone)


def _wider(asked: Asked) -> Iterator[Step]:
    """Where no single step finds anything: filters left out one after the other."""
    gone: list[str] = []
    for name, _ in _EXPENDABLE:
        if name == "words" and asked.matches:
            asked = replace(asked, matches=())
        elif name == "price_to" and (asked.price_to is not None or asked.price_from is not None):
            asked = asked.any_("price").any_("currency")
        elif name in asked.only:
            asked = asked.any_(name)
        else:
            continue
        gone.append(name)
        without = [said for field, said in _EXPENDABLE if field in gone]
        sentence = f"without {', '.join(without[:-1])}{' and ' if without[1:] else ''}{without[-1]}"
        fields = (*gone, "price_from", "currency") if "price_to" in gone else tuple(gone)
        yield asked, sentence, (), fields


def _steps(asked: Asked) -> Iterator[Step]:
    if asked.price_to is not None:
        code = next(iter(asked.only.get("currency", ())), "")
        high = asked.price_to + asked.price_to // FURTHER
        if code:
            changes = (("price_to", _typed(high, code)), ("currency", code))
            yield replace(asked, price_to=high), f"more up to {Money(high, code)}", changes, ()
    levels = asked.only.get("seniority", frozenset())
    if len(levels) == 1 and next(iter(levels)) in _LADDER:
        at = _LADDER.index(next(iter(levels)))
        for other in (at + 1, at - 1):
            if 0 <= other < len(_LADDER):
                value = _LADDER[other]
                one = replace(asked, only={**asked.only, "seniority": frozenset({value})})
                yield one, f"at the level {SENIORITY_LABELS[value]}", (("seniority", value),), ()
    for name, words in (
        ("country", "more in other countries"),
        ("company", "more at other companies"),
        ("industry", "more in other industries"),
        ("department", "more in other departments"),
        ("size", "more at companies of other sizes"),
        ("strength", "more whom their connectors know less well"),
        ("record", "more from connectors with another record"),
        ("verified", "more from connectors who are not verified"),
    ):
        if name in asked.only:
            yield asked.any_(name), words, (), (name,)
    if asked.matches:
        yield replace(asked, matches=()), "more without the other words", (), ("words",)


def _typed(minor: int, currency: str) -> str:
    """An amount as one types it: "375", "37.50"."""
    return f"{Decimal(minor).scaleb(-KNOWN[currency].digits).normalize():f}"

"""What a reading gives: parts with their labels, words, and why a query cannot match."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from brokerage.kit.currencies import KNOWN, OFFERED
from connectors.companies import SIZE_LABELS
from connectors.strength import STRENGTH_LABELS
from connectors.titles import DEPARTMENT_LABELS, SENIORITY_LABELS

FIELDS = (
    "seniority", "department", "industry", "country", "size", "company", "strength",
    "price_from", "price_to", "currency", "verified", "word",
)  # fmt: skip
"""What a part may be about, in the order of chips. `word` is always excluded: "not interim"."""

VERIFIED = "yes"
VALUES: dict[str, frozenset[str]] = {
    "seniority": frozenset(SENIORITY_LABELS),
    "department": frozenset(DEPARTMENT_LABELS),
    "size": frozenset(SIZE_LABELS) - {""},
    "strength": frozenset(map(str, STRENGTH_LABELS)),
    "verified": frozenset({VERIFIED}),
    "currency": frozenset(OFFERED),
}
"""What may be asked for, of fields whose values are ours."""


@dataclass(frozen=True)
class Part:
    """One thing that a query asks for.

    `value` as it is stored: of prices minor units, in the currency of the `currency` part or, without one,
    in the currency that the reading was given. Of strength the least. `label` is what a chip says, `text`
    the words of the query it came from. `excluded`: not this.
    """

    field: str
    value: str
    label: str
    text: str
    excluded: bool = False
    source: object = dataclasses.field(default=None, compare=False, repr=False)

    @property
    def is_about(self) -> tuple[str, str, bool]:
        """What it asks for, whatever words it came from."""
        return self.field, self.value, self.excluded


@dataclass(frozen=True)
class ReadQuery:
    """A query, read: parts of one field are alternatives, those of different fields hold together.

    `words`: what is left, folded as `search_words` does. `problem`: why nothing can match, in a sentence.
    """

    parts: tuple[Part, ...]
    words: tuple[str, ...]
    problem: str = ""

    def of(self, name: str, *, excluded: bool = False) -> tuple[str, ...]:
        """The values asked for in one field, or those that are excluded."""
        return tuple(
            one.value for one in self.parts if one.field == name and one.excluded == excluded
        )


def written(minor: int, currency: str) -> str:
    """A price as chips say it: "€300", "€299.50"."""
    known = KNOWN[currency]
    text = known.written(minor)
    return text.removesuffix("." + "0" * known.digits) if known.digits else text


def label_of(name: str, value: str, *, names: dict[str, str], currency: str, word: str = "") -> str:
    """What a chip says. `names`: of countries and companies; `word`: the one before a price."""
    match name:
        case "seniority":
            return SENIORITY_LABELS[value]
        case "department":
            return DEPARTMENT_LABELS[value]
        case "size":
            return SIZE_LABELS[value]
        case "strength":
            label = STRENGTH_LABELS[int(value)]
            return label if int(value) == max(STRENGTH_LABELS) else f"{label} or closer"
        case "price_from":
            return f"{word or 'from'} {written(int(value), currency)}"
        case "price_to":
            return f"{word or 'under'} {written(int(value), currency)}"
        case "verified":
            return "Verified connector"
    return names.get(value, value)


def in_order(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Parts as chips stand: by field, each as it was typed."""
    return tuple(sorted(parts, key=lambda one: FIELDS.index(one.field)))

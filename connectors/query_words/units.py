"""Pieces of a query that mean something together, and how each is said again in plain words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from brokerage.kit.currencies import KNOWN
from brokerage.kit.text.search_words import folded
from connectors.companies import company_key
from connectors.countries import country_name
from connectors.query_words.tokens import Token
from connectors.query_words.vocabulary import Meaning, meanings

Asked = tuple[str, str]
"""A field and a value."""


@dataclass(slots=True)
class Unit:
    """Tokens from `first` up to `last` that say one thing.

    `asks`: what is asked for, each with the tokens that say it. `by_context`: words elsewhere in the query
    decided, so that it must be said again where they go. `said`: words before prices, names of companies.
    """

    kind: str
    first: int
    last: int
    meaning: Meaning | None = None
    asks: dict[Asked, tuple[int, int]] = field(default_factory=dict)
    excluded: bool = False
    by_context: bool = False
    said: dict[str, str] = field(default_factory=dict)
    start: int = -1
    """The token of the "not" before it, where there is one."""

    def ask(self, name: str, *values: str) -> None:
        """Ask for these values, said by all its tokens."""
        for value in values:
            self.asks.setdefault((name, value), (self.first, self.last))


_SENIORITY = {
    "founder": "founder", "c_level": "C-level", "board": "board member", "partner": "partner", "vp": "VP",
    "head": "head", "director": "director", "manager": "manager", "senior": "senior",
    "individual": "specialist", "entry": "junior", "advisor": "advisor",
}  # fmt: skip
_DEPARTMENT = {
    "executive": "general management", "sales": "sales", "marketing": "marketing", "product": "product",
    "customer_success": "customer success", "engineering": "engineering", "data": "data", "design": "design",
    "it": "information technology", "security": "security", "operations": "operations", "people": "HR",
    "procurement": "procurement", "finance": "finance", "legal": "legal", "strategy": "strategy",
    "research": "research", "healthcare": "medical",
}  # fmt: skip
_STRENGTH = {
    "1": "met once",
    "2": "know each other",
    "3": "worked together",
    "4": "strong",
    "5": "close",
}
_SIZE = {"small": "small company", "medium": "medium-sized company", "large": "large company"}
_WORDS: dict[str, dict[str, str]] = {
    "seniority": _SENIORITY,
    "department": _DEPARTMENT,
    "strength": _STRENGTH,
    "size": _SIZE,
    "verified": {"yes": "verified"},
}


MOST_SPELLED = 4
"""Countries that are written out; of more the codes are."""


def say(unit: Unit, asked: Sequence[Asked], currency: str, industries: Mapping[str, str]) -> str:
    """What is asked for, in words that are read the same wherever they stand."""
    listed = [value for name, value in asked if name == "country"]
    if len(listed) > MOST_SPELLED and len(listed) == len(asked):
        return f"{'-' if unit.excluded else ''}country:{','.join(listed)}"
    priced = next((value for name, value in asked if name == "currency"), "")
    texts = []
    for name, value in asked:
        if name in {"price_from", "price_to"}:
            amount = KNOWN[unit.said.get("currency", currency)].plain(int(value))
            amount = re.sub(r"\.0+$", "", amount)
            texts.append(f"{unit.said.get(name, 'under')} {amount}{' ' + priced if priced else ''}")
        elif name == "currency" and any(other.startswith("price") for other, _ in asked):
            continue
        else:
            texts.append(_plainly(name, value, unit, industries))
    denial = "not " if unit.excluded else ""
    return ("; " if denial else ", ").join(denial + one for one in texts)


def _plainly(name: str, value: str, unit: Unit, industries: Mapping[str, str]) -> str:
    explicit = f'{name}:"{value}"' if re.search(r"[^\w-]", value) else f"{name}:{value}"
    match name:
        case "word":
            return value
        case "currency":
            return value
        case "country":
            text = country_name(value)
            meaning = meanings().get(folded(text))
            return text if meaning and meaning.values == (value,) else explicit
        case "industry":
            known = meanings().get(folded(value))
            clear = known is None or (known.kind == "industry" and not known.departments)
            return value if clear and folded(value) in industries and "," not in value else explicit
        case "company":
            text = unit.said.get(value, "")
            words = folded(text).split()
            easy = 0 < len(words) <= 5 and not re.search(r"[^\w &.'’-]| -|- ", text)
            return f"at {text}" if easy and company_key(text) == value else explicit
    return _WORDS.get(name, {}).get(value, explicit)


def words_of(tokens: Sequence[Token], first: int, last: int) -> str:
    """The folded words of some tokens."""
    return " ".join(one.fold for one in tokens[first:last])

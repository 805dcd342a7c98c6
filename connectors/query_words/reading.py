"""What a rep types, understood: parts, and the words that are left."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from brokerage.kit.currencies import MOST_AT_PROVIDER
from brokerage.kit.text.search_words import folded
from connectors.countries import country_name
from connectors.query_words import roles
from connectors.query_words.amounts import Amounts, amounts_at
from connectors.query_words.naming import Names
from connectors.query_words.parts import Part, ReadQuery, in_order, label_of, written
from connectors.query_words.scanning import Scan
from connectors.query_words.spelling import mended
from connectors.query_words.tokens import HARD, LONGEST_QUERY, SOFT, Token, tokens_of
from connectors.query_words.units import Asked, Unit
from connectors.query_words.vocabulary.small_words import OR


@dataclass(frozen=True)
class Source:
    """How a query was read: what a part needs to be taken out of it."""

    text: str
    tokens: Sequence[Token]
    units: Sequence[Unit]
    words: frozenset[int]
    kept: frozenset[int]
    industries: Mapping[str, str]
    currency: str


def read_query(
    text: str,
    *,
    companies: Callable[[Collection[str]], Mapping[str, str]],
    industries: Collection[str],
    currency: str = "EUR",
) -> ReadQuery:
    """What a rep types -> what it asks for.

    `companies` is asked once with the keys (`company_key`) of what might be companies and answers names by
    key, only of those that anybody may know of. `industries`: as listings show them. `currency`: of prices
    that name none.
    """
    text = text[:LONGEST_QUERY].replace("\x00", " ")
    tokens = tokens_of(text)
    named = _named(tuple(industries))
    cued = _cued(tokens)
    taken = {at for first, one in cued.items() if not one.bare for at in range(first, one.end)}
    names = Names(text, tokens, taken)
    names.ask(companies)
    tokens = mended(tokens, names.covered() | taken, named)
    scan = Scan(tokens, names, cued, named, currency).run()
    _spread_denials(scan.units, tokens)
    roles.put_together(scan, tokens)
    _keep_tightest(scan.units)
    _leave_out_denied(scan.units)
    source = Source(
        text, tokens, scan.units, frozenset(scan.words), frozenset(scan.kept), named, currency
    )
    parts = _parts(source)
    words = tuple(dict.fromkeys(tokens[at].fold for at in sorted(scan.words)))
    return ReadQuery(parts, words, _problem(scan.units, source))


def prepare() -> None:
    """Build the tables now: spares a process that serves a quarter of a second at its first query."""
    read_query("enginering", companies=lambda keys: {}, industries=())


@lru_cache(maxsize=64)
def _named(industries: tuple[str, ...]) -> Mapping[str, str]:
    return {folded(one): one for one in industries if one}


def _cued(tokens: Sequence[Token]) -> dict[int, Amounts]:
    """The prices and numbers of people, by the token with which each begins."""
    found: dict[int, Amounts] = {}
    at = 0
    while at < len(tokens):
        if one := amounts_at(tokens, at):
            found[at] = one
            at = one.end
        else:
            at += 1
    return found


def _spread_denials(units: Sequence[Unit], tokens: Sequence[Token]) -> None:
    """ "Not UK or France" denies both, "not UK, France" too."""
    for last, unit in pairwise(units):
        between = tokens[last.last : unit.first]
        comma = not between and tokens[unit.first].before == SOFT
        joined = between and all(one.fold in OR for one in between)
        hard = any(one.before == HARD for one in tokens[last.last : unit.first + 1])
        if last.excluded and last.kind == unit.kind and (comma or joined) and not hard:
            unit.excluded = unit.by_context = True


def _keep_tightest(units: Sequence[Unit]) -> None:
    """Of several prices up to which, the lowest counts; of several strengths, the highest."""
    for name, best in (("price_to", min), ("price_from", max), ("strength", max)):
        said = [
            int(value)
            for unit in units
            if not unit.excluded
            for key, value in unit.asks
            if key == name
        ]
        if len(set(said)) > 1:
            kept = str(best(said))
            for unit in units:
                for asked in [one for one in unit.asks if one[0] == name and one[1] != kept]:
                    if not unit.excluded:
                        del unit.asks[asked]
                        unit.by_context = True


def _leave_out_denied(units: Sequence[Unit]) -> None:
    """ "DACH not Switzerland" is Germany and Austria; what is asked for by itself stays, and cannot match."""
    denied = {asked for unit in units if unit.excluded for asked in unit.asks}
    for unit in units:
        left = [asked for asked in unit.asks if asked not in denied]
        going = [one for one in unit.asks if one in denied and one[0] in {name for name, _ in left}]
        if not unit.excluded and going:
            unit.asks = {one: at for one, at in unit.asks.items() if one not in going}
            unit.by_context = True


def _parts(source: Source) -> tuple[Part, ...]:
    found: dict[tuple[str, str, bool], Part] = {}
    for unit in source.units:
        for (name, value), (first, last) in unit.asks.items():
            if (name, value, unit.excluded) in found:
                continue
            start = source.tokens[unit.start if unit.excluded and unit.start >= 0 else first].start
            text = source.text[start : source.tokens[last - 1].end]
            part = Part(name, value, _label(unit, name, value, source), text, unit.excluded, source)
            found[part.is_about] = part
    return in_order(found.values())


def _label(unit: Unit, name: str, value: str, source: Source) -> str:
    names = {value: country_name(value)} if name == "country" else {}
    if name == "company":
        names = {value: unit.said.get(value) or value}
    label = label_of(
        name, value, names=names, currency=unit.said.get("currency", source.currency),
        word=unit.said.get(name, ""),
    )  # fmt: skip
    return f"not {label}" if unit.excluded else label


def _problem(units: Sequence[Unit], source: Source) -> str:
    """Why nothing can match; "" where something may."""
    priced: dict[Asked, Unit] = {}
    for unit in units:
        if not unit.excluded:
            priced |= {one: unit for one in unit.asks if one[0] in {"price_from", "price_to"}}
    currencies = sorted({unit.said["currency"] for unit in priced.values()})
    named = {value for unit in units for name, value in unit.asks if name == "currency"}
    if len(currencies) > 1 or len(named) > 1:
        both = " and ".join(sorted(named | set(currencies))[:2])
        return f"Prices in {both} are not compared: please name one currency."
    least = max((int(value) for name, value in priced if name == "price_from"), default=0)
    most = min((int(value) for name, value in priced if name == "price_to"), default=None)
    if least > MOST_AT_PROVIDER:
        return "No price is that high."
    if most is not None and most <= 0:
        return "Every price is above zero."
    if most is not None and least > most:
        low, high = written(least, currencies[0]), written(most, currencies[0])
        return f"No price is both above {low} and below {high}."
    asked = {one for unit in units if not unit.excluded for one in unit.asks}
    denied = {one for unit in units if unit.excluded for one in unit.asks}
    for name, value in sorted(asked & denied):
        part = next(u for u in units if (name, value) in u.asks and not u.excluded)
        return f"{_label(part, name, value, source)} is both asked for and left out."
    return ""

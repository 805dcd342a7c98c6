"""A query without one of its parts, in words that are read as the others were."""

import re

from connectors.query_words.parts import Part
from connectors.query_words.reading import Source
from connectors.query_words.units import Unit, say
from connectors.query_words.vocabulary.places import CAPITAL_CODES

_STANDS_BEFORE = re.compile(
    r"^(?:of|in|for|from|with|de|du|des|del|en|im|und|and|or|oder|et|ou|y|o|at|bei|chez|von|the|@|&|\+)$"
)


_BY_PLACE = frozenset("it us people de".split())


def without(text: str, *parts: Part) -> str:
    """The query without these parts of its reading: read again, it gives all others as before.

    What was understood only by the words around it, or together with the part, is said again in words.
    """
    source = parts[0].source if parts else None
    if not isinstance(source, Source):
        for part in parts:
            text = " ".join(text.replace(part.text, " ", 1).split())
        return text
    gone = {part.is_about for part in parts}
    pieces: list[str] = []
    at = 0
    begins = {_first(unit): unit for unit in source.units}
    while at < len(source.tokens):
        unit = begins.get(at)
        if unit is None and _may_turn(source, at):
            pieces.append("; ")
            at += 1
            continue
        if unit is None:
            pieces.append(_gap(source, at, pieces) + _as_word(source, at))
            at += 1
            continue
        left = [one for one in unit.asks if (*one, unit.excluded) not in gone]
        if len(left) == len(unit.asks) and not unit.by_context:
            end = source.tokens[unit.last - 1].end
            pieces.append(_gap(source, at, pieces) + source.text[source.tokens[at].start : end])
        else:
            if not left or unit.kind == "company":
                _drop_links(pieces)
            said = say(unit, left, source.currency, source.industries)
            pieces.append(f"; {said}; " if said else "; ")
        at = unit.last
    return _tidy("".join(pieces))


def _may_turn(source: Source, at: int) -> bool:
    """Whether a small word that says nothing here would be a code or a department elsewhere."""
    token = source.tokens[at]
    return at not in source.words | source.kept and (
        token.fold in _BY_PLACE or token.raw in CAPITAL_CODES
    )


def _as_word(source: Source, at: int) -> str:
    """A token as it stands in the text; a number that was no price in quotation marks, to stay none."""
    token = source.tokens[at]
    said = source.text[token.start : token.end]
    return f'"{said}"' if token.kind == "amount" and at in source.words else said


def _first(unit: Unit) -> int:
    return unit.start if unit.excluded and unit.start >= 0 else unit.first


def _gap(source: Source, at: int, pieces: list[str]) -> str:
    """What stands in the text before a token; nothing behind what was said again."""
    if pieces and pieces[-1].endswith("; "):
        return ""
    start = source.tokens[at - 1].end if at else 0
    return source.text[start : source.tokens[at].start]


def _drop_links(pieces: list[str]) -> None:
    """Without "of", "in" and the like, before what is left out."""
    while pieces and _STANDS_BEFORE.match(pieces[-1].strip(" ,").casefold()):
        pieces.pop()


def _tidy(text: str) -> str:
    """One blank between words, one sign between pieces, none at the ends."""
    text = " ".join(text.split())
    text = re.sub(r"[ ,;/|]+", lambda some: "; " if ";" in some[0] else some[0], text)
    text = re.sub(r";\s*(?:and|or|und|oder|et|ou|y|o|&)\s+(?=\S)", "; ", text)
    return text.strip(" ;,/|&")

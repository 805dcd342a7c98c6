"""How words of a search that are no filter are looked for: whole, else as a beginning, else as a slip."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity

from connectors.models import SearchWord
from connectors.queries.searching.tsquery import any_of, quoted
from connectors.query_words.spelling import slips

MOST_WORDS = 8
MOST_MEANT = 20
MOST_LOOKED_AT = 60
SHORTEST_HELPED, SHORTEST_TWICE = 4, 6
SHORTEST_PART = 2


@dataclass(frozen=True)
class WordMatch:
    """A word, the text of the tsquery that looks for it, and what is looked for instead ("" if itself)."""

    word: str
    query: str
    instead: str = ""


def match_words(words: Iterable[str], shown: Mapping[str, bool]) -> list[WordMatch]:
    """How each of these words (folded) is looked for. One that nothing shows, or is like, matches nothing.

    `shown`: whether some listing shows a word, where that is known already.
    """
    some = list(dict.fromkeys(words))[:MOST_WORDS]
    known = {one for one in some if shown.get(one)}
    if asked := [one for one in some if one not in shown]:
        known |= set(SearchWord.objects.filter(word__in=asked).values_list("word", flat=True))
    return [WordMatch(one, quoted(one)) if one in known else _unknown(one) for one in some]


def _unknown(word: str) -> WordMatch:
    if len(word) >= SHORTEST_PART and SearchWord.objects.filter(word__startswith=word).exists():
        return WordMatch(word, f"{quoted(word)}:*")
    meant = _holding(word) or _like(word)
    if not meant:
        return WordMatch(word, quoted(word))
    return WordMatch(word, any_of(meant), instead=meant[0])


def _holding(word: str) -> list[str]:
    """Words that hold this one somewhere: what scripts without blanks need."""
    if len(word) < SHORTEST_PART or (word.isascii() and len(word) < SHORTEST_HELPED):
        return []
    rows = SearchWord.objects.filter(word__contains=word)
    return list(rows.order_by("word").values_list("word", flat=True)[:MOST_MEANT])


def _like(word: str) -> list[str]:
    """Words that are this one but for a slip or, from six letters on, two: the nearest first."""
    if len(word) < SHORTEST_HELPED:
        return []
    rows = SearchWord.objects.annotate(likeness=TrigramSimilarity("word", word))
    rows = rows.filter(word__trigram_similar=word).order_by("-likeness", "word")
    allowed = 1 if len(word) < SHORTEST_TWICE else 2
    near = [(slips(word, one), one) for one in rows.values_list("word", flat=True)[:MOST_LOOKED_AT]]
    return [one for distance, one in sorted(near) if distance <= allowed][:MOST_MEANT]

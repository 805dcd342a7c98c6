"""Whether a title is made of general words only, so that it can be kept in clear and points at nobody."""

import re

from brokerage.kit.text.common_words import is_everyday
from connectors.titles import scripts
from connectors.titles.fields import FIELDS
from connectors.titles.hints import Hinted
from connectors.titles.protected import CATEGORIES
from connectors.titles.ranks import RANKS
from connectors.titles.workers import EXECUTIVE_WORDS, WORKER

_LINKS = frozenset(
    "a and of for the in to at de del della di da do du des la le les el los et e y i en der die das des dem"
    " den und fur im van voor het ds dla w z na og och ja ve по и в з та the von zum zur".split()
)
_TABLES: tuple[Hinted, ...] = (
    *(Hinted(rf"\b(?:{pattern})\b") for pattern, _ in (*FIELDS, *RANKS)),
    *(pattern for _, pattern in CATEGORIES),
    EXECUTIVE_WORDS,
    WORKER,
)
_NUMBERED = re.compile(r"[ivx]{1,4}|\d")


def unknown_words(words: str) -> list[str]:
    """Those of a title's `plain` words that are neither in the tables of titles nor in everybody's mouth.

    Each word is looked at alone: a rule for several may leave room for any word between.
    """
    return [word for word in words.split() if not _is_general(word)]


def _is_general(word: str) -> bool:
    if word in _LINKS or _NUMBERED.fullmatch(word) or is_everyday(word):
        return True
    if any((found := pattern.search(word)) and found[0] == word for pattern in _TABLES):
        return True
    return scripts.is_foreign(word) and scripts.is_all_known(word)

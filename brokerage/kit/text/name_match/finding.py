"""Where a text names a person, in any spelling."""

import re
from collections.abc import Iterator
from dataclasses import replace

from brokerage.kit.text.common_words import is_word
from brokerage.kit.text.folding import Reading, fold_all, is_unspaced, plain
from brokerage.kit.text.name_match.judging import Hit, hit_at, is_a_word, is_spaced_out, judged
from brokerage.kit.text.name_match.needles import SHORTEST_SOUND, Needle, Needles, phrase_of
from brokerage.kit.text.name_match.texts import Text


def find(text: Text, needles: Needles) -> Iterator[Hit]:
    """Every place where `text` names the person, in no order; one place may come several times."""
    if not text.may_name(needles):
        return
    for reading in text.readings:
        for needle in needles.folded:
            yield from _in_reading(text, reading, needle)
    for needle in needles.coarse:
        yield from _in_reading(text, text.in_print, needle)
    yield from _by_sound(text, needles)
    for needle in needles.folded:
        if needle.form in text.humps and not needle.glued:
            yield from _humps(text, needle)


def holds_phrase(text: Text, phrase: str) -> bool:
    """Whether these words stand in `text` one after another, each whole, in any spelling."""
    forms = phrase_of(phrase)
    return any(
        True for reading in text.readings for one in forms for _ in _in_reading(text, reading, one)
    )


def names(text: Text, needles: Needles) -> Hit | None:
    """The first place found where `text` names the person; None for nowhere."""
    return next(find(text, needles), None)


def _in_reading(text: Text, reading: Reading, needle: Needle) -> Iterator[Hit]:
    for start in _occurrences(reading.folded, needle.form):
        end = start + len(needle.form)
        if hit := judged(text, reading, needle, start, end):
            yield hit
    if len(needle.form) < 3 and not needle.whole and not is_unspaced(needle.form):
        return
    for start in _occurrences(reading.joined, needle.form):
        if is_spaced_out(reading, needle, start, start + len(needle.form)):
            first = reading.place_of(start)
            last = reading.place_of(start + len(needle.form) - 1) + 1
            words = reading.folded[first:last].split()
            plain_words = all(len(one) > 1 and is_word(one) for one in words)
            yield replace(hit_at(text, reading, needle, first, last), everyday=plain_words)


def _occurrences(text: str, form: str) -> Iterator[int]:
    place = text.find(form)
    while place >= 0:
        yield place
        place = text.find(form, place + len(form))


def _by_sound(text: Text, needles: Needles) -> Iterator[Hit]:
    for heard, part in needles.sounds.items():
        for start, end in text.sounds.get(heard, ()):
            words = text.text[start:end]
            said = fold_all(words, plain)
            other_script = needles.foreign == said.isascii()
            if other_script or (len(heard) >= SHORTEST_SOUND and not is_a_word(said)):
                yield Hit(start, end, words, part)


def _humps(text: Text, needle: Needle) -> Iterator[Hit]:
    for found in re.finditer(r"[A-Z][a-z]+", text.text):
        if fold_all(found[0], plain) == needle.form:
            yield Hit(found.start(), found.end(), found[0], needle.part)

"""Whether a text holds any part of a person's name, in any spelling; and where.

One comparison for everything that must not name somebody: case, accents, compatibility and decomposed
forms, look-alike letters of other scripts, digits for letters, transliteration, separators put in or
left out, initials with a surname, the name of a mailbox, and scripts without blanks between words. It
takes time in proportion to the text. What it does not know: nicknames, translations, riddles.
"""

from brokerage.kit.text.name_match.finding import find, holds_phrase, names
from brokerage.kit.text.name_match.glancing import is_clear_of
from brokerage.kit.text.name_match.judging import Hit
from brokerage.kit.text.name_match.needles import Needles, needles_of
from brokerage.kit.text.name_match.texts import Text

__all__ = ["Hit", "Needles", "Text", "find", "holds_phrase", "is_clear_of", "names", "needles_of"]

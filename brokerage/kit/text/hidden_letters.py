"""Letters that nobody sees and that change how the others read: turned around, or not what they seem.

No Django.
"""

import unicodedata

#: Overrides, embeddings, isolates and marks of direction.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
#: Letters without width. The two joiners (U+200C, U+200D) are none: scripts and emoji need them.
WIDTHLESS = frozenset(
    "\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\u180e\u00ad\u034f\u115f\u1160\u3164\uffa0"
)
HIDDEN = "Leave out letters that nobody can see."
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Co", "Cn", "Cs"}


def turns_around(text: str) -> bool:
    """Whether a letter in it changes the direction in which others are read."""
    return not TURNING.isdisjoint(text)


def holds_hidden(text: str) -> bool:
    """Whether anything in running text turns it around, has no width, or is a control other than a line
    break or a tab."""
    return any(
        one in TURNING
        or one in WIDTHLESS
        or "\U000e0000" <= one <= "\U000e007f"
        or (unicodedata.category(one) == "Cc" and one not in "\n\r\t")
        for one in text
    )


def holds_unseen(text: str) -> bool:
    """The same for a name in one line, in which nothing unseen has a place at all."""
    return any(unicodedata.category(one) in _UNSEEN or one in WIDTHLESS for one in text)


def without_hidden(text: str) -> str:
    """`text` without letters that turn it or have no width: for what was read from a file that somebody
    else wrote. Controls stay."""
    if text.isascii():
        return text
    return "".join(one for one in text if one not in TURNING and one not in WIDTHLESS)

"""Passwords that are easily guessed are refused, with a sentence that says why and what to do.

A list of breached passwords holds hardly one that is not a common word with a year, digits or signs
behind it; such are refused however long that tail is, and so are the site's and the person's own words.
"""

import re
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from brokerage.accounts.models import LONGEST_PASSWORD, normal_password

LOOKED_AT = 24  # letters: the estimate takes seconds for long rows of signs
LEAST_DIFFERENT = 6  # characters
LEAST_SCORE = 3  # of 4: more than 10^8 guesses
DO = "Use three or more words that do not belong together, or let a password manager make one."
COMMON_WORD = f"This is a common word or name with numbers or symbols added. {DO}"
OWN_WORD = f"This is made of your own name, address or company, or of ours. {DO}"
GUESSED = f"This password is easy to guess. {DO}"
TOO_LONG = f"Use at most {LONGEST_PASSWORD} characters."
SITE_WORDS = ("sidedoor", "introduction", "connector", "prospect", "password", "welcome", "admin")
SHORTEST_WORD = 3
LIKE_LETTERS = str.maketrans("@4031!|$5+7", "aaoeiiisstt")


class HardToGuess:
    """Django's password validator: zxcvbn, words with a tail, and the person's own words."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with a sentence; nothing if it is hard to guess."""
        if len(password) > LONGEST_PASSWORD:
            raise ValidationError(TOO_LONG, code="password_too_long")
        password = normal_password(password)
        own = own_words(user)
        cores = cores_of(password)
        if cores & own:
            raise ValidationError(OWN_WORD, code="password_own_words")
        if any(core in common_words() for core in cores):
            raise ValidationError(COMMON_WORD, code="password_common_word")
        if len(set(password)) < LEAST_DIFFERENT:
            raise ValidationError(GUESSED, code="password_guessed")
        found = zxcvbn(password[:LOOKED_AT], user_inputs=sorted(own))
        if found["score"] < LEAST_SCORE:
            raise ValidationError(GUESSED, code="password_guessed")

    def get_help_text(self) -> str:
        """What the form says beside the field."""
        return f"At least ten characters. {DO}"


def cores_of(password: str) -> set[str]:
    """What is left of it without numbers and symbols: as written, and with those read as letters.

    "P@ssw0rd!2026" leaves "password", "Summer2026!" leaves "summer", "Rita-Northwind1" "ritanorthwind".
    """
    lower = password.casefold()
    bare = re.sub(r"[\W\d_]+$", "", re.sub(r"^[\W\d_]+", "", lower))
    read = (lower, bare, lower.translate(LIKE_LETTERS), bare.translate(LIKE_LETTERS))
    return {re.sub(r"[\W\d_]+", "", one) for one in read} - {""}


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Every word that is tried first: common passwords, words and names, and these twice in a row."""
    words = {word for words in FREQUENCY_LISTS.values() for word in words}
    single = {word for word in words if word.isalpha()} | set(SITE_WORDS)
    return frozenset(single)


def own_words(user: Any) -> set[str]:
    """The site's words and the person's, alone and joined: name, address, company."""
    said = [settings.SITE_NAME, *SITE_WORDS]
    for name in ("name", "email", "company", "work_domain"):
        said.append(str(getattr(user, name, "") or ""))
    found: set[str] = set()
    for text in said:
        words = [one for one in re.findall(r"[^\W\d_]+", text.casefold()) if one != "example"]
        found |= {one for one in words if len(one) >= SHORTEST_WORD}
        joined = "".join(words)
        if len(joined) >= SHORTEST_WORD:
            found.add(joined)
    return found | {one + other for one in found for other in found if len(found) < 20}

"""English words that tell nothing about a person, though some are names, too."""

from functools import cache

from english_words import get_english_words_set
from zxcvbn.frequency_lists import FREQUENCY_LISTS

#: Words of two letters that are parts of names elsewhere ("An", "Do"): they count only as they are written.
FUNCTION_WORDS = frozenset(
    "ad ai am an as at be by do eu ex go he hi hr if ii im in io is it la le me my no of oh ok on or"
    " pa pm re so tv to uk un up us vs we".split()
)
#: Names that are ordinary words as well.
_ALSO_NAMES = frozenset(
    """able ace acre adept angel apple april arch art ash august baker bank banks barber bay bean bear
    bell bench berry best bill bills bird bishop black blank bliss blue bold bond book booker boot
    box brand brave bread bridge bridges bright brook brooks brown bull bush butcher camp cannon
    care carpenter case cash castle chance charity chase chef child christian church clean cliff
    close cloud coach coal coin cook cooke cool corn cotton court craft cross crown curry dash day
    days deal dean dear destiny diamond dollar dove duke dusty early earl earnest east easter ever
    faith fair farmer fast fell field fields finance fine fish flood flowers foot forest fox free
    freed french friend frost gamble game garden gentle gift gold golden good goodman grace grand
    grant gray green grey ground grove guest gunner guy hale hall hand hands happy hardy harmony
    hart haven hawk hay head heart heath hide high hill hills hobby hold holiday home honest hood
    hook hope house hunt hunter husband iron joy judge june just keen king kings knight lake lamb
    land lane large law lawyer lay lead leach leaf legend light link list little lock london long
    lord love low lucky major man manager mark market marks marsh marshall master masters may means
    melody mercy merry mild miles milk mill miller mills mine mint miracle money monk moon moore
    mountain nation nature new nice night noon north oak page paris park parks part partner patience
    pat path pay peace peak pepper perfect pike pine pitch place plant player pointer pole pond pool
    pope porter post pound power powers presto price prince prior proper prudent pure quick rain ran
    ranger read reason red reed rein rich rider ring rios river rivers rock rose royal rush sage
    sailor sales salt sand sands savage sea self seller serene shade sharp shell shore short silver
    singer skinner sky small smart smith snow son song south spark spear spice spring star stark
    stars steel sterling stone storm strange street strong summer summers sun swan sweet swift
    tailor tall teller temple terrace thorn timber trader trainer travel true trust underwood unity
    usher vale victory violet virtue waiter wall walls ward waters way web weeks well wells west
    wheeler white wild will wills wind winner winter winters wise wish wood woods work worth wright
    yard york young""".split()
)


#: Names that the dictionary has as words that nobody uses.
_NAMES_IN_IT = frozenset("arjun carly milos paulo wolfram".split())
ENDINGS = ("", "s", "es", "ed", "ing", "er", "ers", "ly", "d", "r", "rs")
"""What an everyday word may end with beyond its entry in a dictionary, which may have lost an "e"."""


@cache
def words() -> frozenset[str]:
    """What English texts are full of, small letters: words, but names from elsewhere, too."""
    names = {
        name
        for kind in ("female_names", "male_names", "surnames")
        for name in FREQUENCY_LISTS[kind]
    }
    common = {*FREQUENCY_LISTS["english_wikipedia"], *FREQUENCY_LISTS["us_tv_and_film"]}
    return frozenset({one for one in common if one.isalpha()} - names) | {"america", "american"}


@cache
def _everyday() -> frozenset[str]:
    """Those of `words` that a dictionary has, written small: hardly anybody's name ("tomasz" is)."""
    dictionary = {one for one in get_english_words_set(["web2"]) if one.islower()}

    def stands_there(word: str) -> bool:
        stems = (word.removesuffix(one) for one in ENDINGS if word.endswith(one))
        return any({stem, f"{stem}e"} & dictionary for stem in stems if stem)

    return frozenset(filter(stands_there, words())) - _NAMES_IN_IT | {"america", "american"}


def is_ordinary(word: str) -> bool:
    """Whether a word (small letters) says nothing about a person where it stands alone."""
    return word in _ALSO_NAMES or word in FUNCTION_WORDS or word in _everyday()


def is_everyday(word: str) -> bool:
    """Whether a word (small letters) is an everyday one and hardly anybody's name."""
    return word in FUNCTION_WORDS or (word in _everyday() and word not in _ALSO_NAMES)


def is_word(word: str) -> bool:
    """Whether this (small letters) is a word of English texts, a name from elsewhere perhaps."""
    return word in _ALSO_NAMES or word in FUNCTION_WORDS or word in words()

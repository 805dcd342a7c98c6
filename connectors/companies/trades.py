# ruff: noqa: E501  (tables of words)
"""A known company behind a longer name: with its trade, a wide word, its initials, or both its names together."""

import re

from brokerage.kit.text.common_words import is_everyday
from connectors.companies.known import industry_of, known_key
from connectors.companies.spelling import joined, plain, shorter_forms, spelling_key

MOST_WORDS = 6
#: What stands around a known name without making it another company's.
_WIDE = re.compile(
    r"^(?:北京|上海|深圳|杭州|广州)|\s+(?:international|worldwide|stores|payments|corporate|hq|headquarters)$|"
    r"(?:クルーフ|集団|控股|科技|通讯|通信|信息|计算机|软件|技术|技術|网络|在线)+$"
)
_PARTED = re.compile(r"\s[-–—/|]\s|[()]")
#: What a company does behind its name, without being another company.
_WORK = re.compile(
    r"(?:\s+(?:global|operations?|services?|retail|werke|industries|global markets|vertriebs?|dienstleistungs?|it solutions and services|shared services|global services|"
    r"global business services|business services|wholesale|produktions?|production|"
    r"manufacturing|online|europe|emea|apac|americas|\w+ division|division|group services|gruppe|groupe|gruppo|grupo))+$"
)
SHORTEST_WORD = 3
_SMALL = frozenset(
    "a and as da das de del der des di do dos du e et for fur la le of og the u und und van y".split()
)


def known_at_length(name: str) -> str:
    """The known company behind its short name and its long one together, or behind a wide word; "" if none.

    "LVMH Moët Hennessy Louis Vuitton", "Heineken International", "北京字节跳动科技".
    """
    parts = [part for part in _PARTED.split(name) if plain(part)]
    if len(parts) > 1:
        said = {next(filter(None, map(known_key, shorter_forms(part))), "") for part in parts}
        if len(said) == 1 and (key := said.pop()):
            return key
    for words in (plain(name), spelling_key(name)):
        if key := known_key(joined(_WIDE.sub("", words))):
            return key
    whole = spelling_key(name)
    bare = _WORK.sub("", whole)
    if bare != whole and not _is_word(bare) and (key := known_key(joined(bare))):
        return key
    if key := _by_industry(whole):
        return key
    each = whole.split()
    for at in range(1, min(len(each), MOST_WORDS)):
        short = known_key(joined(" ".join(each[:at])))
        rest = each[at:]
        if short and (short == known_key(joined(" ".join(rest))) or _are_initials(each[:at], rest)):
            return short
    return ""


#: Words for what companies of an industry do: behind a known name of that industry they say nothing more.
_TRADES = {
    "Information Technology": "technologies technology software systems networks labs solutions computing cloud consulting holdings",
    "Communication Services": "technologies technology software communications telecom telecommunications media entertainment networks games studios interactive pictures music",
    "Consumer Discretionary": "motors motor automotive automobiles cars hotels resorts stores jewelry holdings restaurants",
    "Consumer Staples": "supermarkets supermarkten supermercados supermarche supermarches foods beverages stores cosmetics cosmeticos cosmetiques",
    "Financials": "insurance versicherung versicherungen assurances assurance seguros assicurazioni verzekeringen bank banque banco investments financial",
    "Health Care": "pharma pharmaceuticals pharmaceutical therapeutics medical biosciences laboratories medizintechnik",
    "Industrials": "airlines airways logistics logistik aerospace engineering",
    "Materials": "chemicals chemie materials",
    "Energy": "oil gas energy petroleum exploration",
    "Utilities": "energy power energie energia",
    "Real Estate": "properties immobilien immobilier",
}
_TRADE_WORDS = {industry: frozenset(words.split()) for industry, words in _TRADES.items()}


#: Names of companies that are words, or too short to mean nobody else.
_WORDS = frozenset(
    "orange visa shell target apple meta block wise zoom snap grab unity epic discovery emirates casino continental delta"
    " square slack stripe boots mars vale seat puma mini kone hays linde sika emerson jacobs apollo reliance imperial nexus".split()
)
SHORTEST_HEAD = 4


def _is_word(head: str) -> bool:
    return is_everyday(head) or head in _WORDS or len(head) < SHORTEST_HEAD


def _by_industry(words: str) -> str:
    """The known company behind words for its own industry, "Jumbo Supermarkten", "Palantir Technologies"; "" if none.

    "Volkswagen Bank" is not Volkswagen, for that makes cars; nor is "Wise Solutions" Wise, a word of every day.
    """
    head, _, last = words.rpartition(" ")
    while head:
        key = "" if _is_word(head) else known_key(joined(head))
        if key and last in _TRADE_WORDS.get(industry_of(key), ()):
            return key
        if not any(last in words for words in _TRADE_WORDS.values()):
            return ""
        head, _, last = head.rpartition(" ")
    return ""


def _are_initials(short: list[str], long: list[str]) -> bool:
    """Whether a word is made of the first letters of others: "ACS Actividades de Construcción y Servicios"."""
    letters = "".join(word[0] for word in long if len(word) > SHORTEST_WORD or word not in _SMALL)
    return len(short) == 1 and len(letters) >= SHORTEST_WORD and short[0] == letters

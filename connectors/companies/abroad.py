# ruff: noqa: E501  (tables of words)
"""Names in other languages and scripts as they would be written in English letters: cities, universities, sounds."""

import re

_LONG_UNIVERSITY = re.compile(
    r"^(?:technische (?:universitat|universiteit|hochschule)|technical university(?: of)?)(?= \w)"
)
_UNIVERSITY = re.compile(
    r"^(?:universit(?:at|e|a|y|eit|et|atea|as)|universidade?|uniwersytet|univerzita)(?: (?:degli studi di|of|de|di|do|d|van|v|w))?(?= \w)"
)
_UNIVERSITIES = frozenset(
    "universitat universite universita universidad universidade universiteit universitet uniwersytet".split()
)
#: Where "University of X" and "X University" are one; in English-speaking towns they are often two.
_TOWNS = frozenset(
    "utrecht ghent leiden tilburg maastricht groningen uppsala lund stockholm gothenburg aarhus oslo bergen helsinki turku heidelberg"
    " leipzig gottingen tubingen freiburg jena bielefeld bremen kiel mannheim konstanz ulm mainz wurzburg munster marburg giessen bonn"
    " vienna graz innsbruck salzburg basel bern zurich geneva lausanne bologna padua pisa lyon bordeaux seville valencia granada"
    " salamanca lisbon porto coimbra prague brno budapest bucharest zagreb ljubljana".split()
)
#: A university of a kind, of which a town has one beside its own.
_KINDS = frozenset(
    "technische technical tu freie free humboldt katholische catholic padagogische medizinische medical private international"
    " hochschule applied polytechnic politecnica polytechnique autonoma vrije libre musik kunst wirtschafts economics nova cattolica"
    " tierarztliche veterinary sports open semmelweis corvinus comenius masaryk".split()
)
_CITY_OFFICE = re.compile(
    r"^(?:landeshauptstadt|hansestadt|stadtverwaltung|stadt|city of|ville de|mairie de|ayuntamiento de|ajuntament de|comune di|gemeente|"
    r"urzad miasta|miasto|camara municipal de|prefeitura de) (?=\w+$)"
)
_TO_TRANSLATE = _UNIVERSITIES | frozenset(
    "university universitatea universitas univerzita technische technical und et och og y landeshauptstadt hansestadt stadtverwaltung"
    " stadt city ville mairie ayuntamiento ajuntament comune gemeente urzad miasto camara prefeitura".split()
)
_AND = re.compile(r"(?<=\w )(?:und|et|och|og|y)(?= \w)")
#: What cities are called at home, and in English.
_CITIES = dict(
    pair.split("=")
    for pair in """wien=vienna munchen=munich koln=cologne nurnberg=nuremberg genf=geneva geneve=geneva milano=milan
    roma=rome torino=turin napoli=naples firenze=florence venezia=venice genova=genoa praha=prague warszawa=warsaw
    warszawski=warsaw lisboa=lisbon sevilla=seville bruxelles=brussels brussel=brussels antwerpen=antwerp gent=ghent
    kobenhavn=copenhagen goteborg=gothenburg bucuresti=bucharest beograd=belgrade krakow=cracow moskva=moscow""".split()
)
#: Other scripts in Latin letters, as `plain` leaves them.
_SOUNDS = str.maketrans(
    dict(
        zip(
            "абвгдезиклмнопрстуфхцчшщъыьэюяієαβγδεζηθικλμνξοπρσςτυφχψω",
            "a b v g d e z i k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya i e"
            " a v g d e z i th i k l m n x o p r s s t y f ch ps o".replace("_", "\0").split(),
            strict=True,
        )
    )
    | {"ж": "zh"}
)
#: Common letters of Chinese names, as they are written in Taiwan and Hong Kong, and on the mainland.
_SIMPLER = str.maketrans(
    "積電訊騰華為網絡術國際銀業團實東車機廣灣龍聯發鴻醫藥學產資軟體動樂視飛億萬達豐馬關創億證險鐵鋼氣",
    "积电讯腾华为网络术国际银业团实东车机广湾龙联发鸿医药学产资软体动乐视飞亿万达丰马关创亿证险铁钢气",
)


def in_english(words: str) -> list[str]:
    """The words, with cities, their offices and universities as they are called in English."""
    said = [_CITIES.get(word, word) for word in words.split()]
    if not _TO_TRANSLATE.isdisjoint(said):
        words = _LONG_UNIVERSITY.sub("tu", " ".join(said))
        said = _CITY_OFFICE.sub(
            "city ", _UNIVERSITY.sub("university", _AND.sub("and", words))
        ).split()
    found = ["university" if word in _UNIVERSITIES else word for word in said]
    if (
        found != said
        and found[-2] == "university"
        and found[-1] in _TOWNS
        and not _KINDS & set(found)
    ):
        return ["university", found[-1]]  # its patron stands before it
    if (
        found[-1] == "university"
        and found[0] in _TOWNS
        and len(found) == len(("town", "university"))
    ):
        return found[::-1]
    return found


def in_sounds(words: str) -> str:
    """Words of other scripts in Latin letters: "лукоил" is "lukoil"; Chinese ones as on the mainland."""
    return words.replace("кс", "x").translate(_SOUNDS).translate(_SIMPLER).replace("\0", "")

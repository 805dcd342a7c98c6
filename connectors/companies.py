"""What a company is called: a clean name, and a key under which its spellings are equal.

Pure: no Django.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from brokerage.kit.cells import out_of_place
from brokerage.kit.text.name_match import Text, names, needles_of


class SizeBand(StrEnum):
    """How big a company is, as coarsely as a rep may see it."""

    UNKNOWN = ""
    SMALL = "small"  # fewer than 50 people
    MEDIUM = "medium"  # 50 to 999 people
    LARGE = "large"  # 1,000 people or more, or listed among the largest


SIZE_LABELS: dict[str, str] = {
    SizeBand.UNKNOWN: "Size not known",
    SizeBand.SMALL: "Small (under 50 people)",
    SizeBand.MEDIUM: "Medium (50 to 999 people)",
    SizeBand.LARGE: "Large (1,000 people or more, or listed)",
}

SIZE_WORDS: dict[str, str] = {
    SizeBand.SMALL: "small company",
    SizeBand.MEDIUM: "medium-sized company",
    SizeBand.LARGE: "large company",
}

LONGEST_NAME = 160
LONGEST_KEYED = 400  # letters that are looked at

_NOT_COMPANIES = frozenset(
    """self employed|selfemployed|self|freelance|freelancer|freelancing|freelance consultant|
    independent|independent consultant|independent contractor|contractor|consultant|stealth|
    stealth startup|stealth mode|stealth mode startup|stealth company|stealth ai startup|
    startup in stealth|confidential|confidential company|undisclosed|private|various|multiple|
    several|none|n a|na|not applicable|unknown|unemployed|not employed|retired|career break|
    sabbatical|looking|open to work|seeking new opportunities|student|home|tbd|
    selbststandig|selbstandig|freiberuflich|freiberufler|privat|arbeitssuchend|
    independant|independante|auto entrepreneur|sans emploi|retraite|
    autonomo|trabajador autonomo|por cuenta propia|jubilado|libero professionista|
    freelance self employed|zelfstandig""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
#: As `plain` leaves them.
_KOREAN = unicodedata.normalize("NFKD", "주식회사|유한회사")
_TAIL = re.compile(
    r"\s+(?:and\s+)?(?:gmbh and co kg|gmbh and co kgaa|private limited|pte ltd|pty ltd|sdn bhd|"
    r"inc|incorporated|corp|corporation|co|company|llc|l l c|ltd|limited|plc|p l c|llp|lp|"
    r"gmbh|mbh|ag|se|kg|kgaa|ug|ohg|gbr|e v|ev|eg|sa|s a|sas|sasu|sarl|s a r l|eurl|"
    r"bv|b v|nv|n v|spa|s p a|srl|s r l|oy|oyj|ab|ab publ|a s|as|asa|aps|pty|pvt|"
    r"sl|s l|slu|sp z o o|kft|s r o|sro|d o o|doo|kk|k k|pte|s e|"
    r"aktiengesellschaft|gesellschaft mit beschrankter haftung|kommanditgesellschaft|"
    r"sp[oó]?[lł]ka akcyjna|sp[oó]?[lł]ka z o o|"
    r"s a b de c v|sab de cv|s a p i de c v|sapi de cv|s a de c v|sa de cv|s de r l de c v|s de rl de cv|"
    r"ltda|eireli|s c p a|scpa|snc|s n c|sas di|persero tbk|persero|tbk|berhad|bhd|eood|ood|ead|"
    r"uab|sia|zrt|nyrt|ehf|hf|vof|v o f|stichting|aktiebolag|osakeyhtio|"
    r"ооо|оао|пао|зао|ао|тоо|тов|co ltd|"
    rf"{_KOREAN})$"
)
_HEAD = re.compile(
    rf"^(?:{_KOREAN}|the|ооо|оао|пао|зао|ао|тоо|тов|pt|fa|firma|s c|stichting)\s+(?=\S)"
)
#: Of scripts without blanks: they stand right beside the name.
_UNSPACED = re.compile(
    "^(?:株式会社|有限会社|合同会社)|"
    "(?:株式会社|有限会社|合同会社|股份有限公司|有限责任公司|有限責任公司|有限公司|集团)$"
)
#: A country behind the name: the same company there.
_COUNTRY = re.compile(
    r"(?<! of)(?<! de)(?<! for)(?<! and)(?<! in)(?<! von)(?<! fur)"
    r"(?<! do)(?<! da)(?<! di)(?<! du)(?<! del)(?<! van)\s+"
    r"(?:deutschland|germany|osterreich|austria|schweiz|switzerland|suisse|france|italia|italy|"
    r"espana|spain|portugal|nederland|netherlands|belgium|belgique|luxembourg|uk|united kingdom|usa|"
    r"polska|poland|czech republic|ceska republika|slovakia|hungary|romania|bulgaria|turkiye|turkey|"
    r"sverige|sweden|danmark|denmark|norge|norway|suomi|finland|ireland|india|china|japan|singapore|"
    r"australia|canada|brasil|brazil|mexico|emea|apac|dach|europe)$"
)
#: With a country behind it, these are the name of one company each.
_GENERIC = frozenset(
    "air bank banco banque post royal gas telecom telekom electric energy rail railways airways steel"
    " oil petroleum insurance invest visit team miss radio television universities sport aid oxfam".split()
)
_SITE = re.compile(
    r"(?:https?://)?(?:www\.)?([\w-]{3,60})\.(?:com|net|org|io|ai|co|app|dev|[a-z]{2})/?",
    re.IGNORECASE,
)
_NO_COMPANY = re.compile(
    r"\b(?:(?:parental|maternity|paternity|medical|sick|family) leave|elternzeit|mutterschutz|opentowork|"
    r"(?:open|looking|available) (?:to|for) (?:a |new |work|job)\w*|recherche (?:d ?un |d ?)?emploi|"
    r"in ?between (?:jobs|roles)|between (?:jobs|roles)|looking for \w+|various companies|"
    r"jobsuchend|arbeitslos|conge (?:parental|maternite)|en busqueda de empleo|"
    r"in cerca di (?:lavoro|occupazione))\b"
)
#: A legal form whose points look like an address.
_POINTED = re.compile(r"\bS\.? ?A\.? ?(?:B\.?|P\.? ?I\.?)? ?de ?C\.? ?V\.?", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")


@dataclass(frozen=True)
class CompanyName:
    """A company's clean name, and the key that all its spellings share."""

    name: str
    key: str


def company_name(raw: str) -> CompanyName | None:
    """The company behind what a contact's file says; None when it names none, or says something else, too.

    "Nike, Inc. Ltd (NYSE)" and "NIKE" share the key "nike"; "Self-employed" is no company.
    """
    raw = raw[: 4 * LONGEST_KEYED]  # nothing behind is kept, nor looked at
    if out_of_place(_POINTED.sub("", raw)):
        return None
    name = " ".join(raw.replace("\x00", "").split())
    name = name[:LONGEST_NAME].strip(" ,;-")
    while (shorter := _BRACKETS.sub("", name)) and shorter != name:
        name = shorter
    key = company_key(name)
    if not key or key in _NOT_COMPANIES or _NO_COMPANY.search(plain(name)):
        return None
    return CompanyName(name=name, key=key)


def company_key(name: str) -> str:
    """The canonical key of a company's name: no accents, case, punctuation or legal form."""
    name = name[:LONGEST_KEYED]
    if site := _SITE.fullmatch(name.strip()):
        name = site[1]
    words = plain(_BRACKETS.sub("", name) or name)
    words = _HEAD.sub("", _UNSPACED.sub("", words) or words)
    while (shorter := _TAIL.sub("", words)) != words and shorter:
        words = shorter
    at_home = _COUNTRY.sub("", words)
    return words if at_home in _GENERIC or len(at_home) < 2 else at_home


def plain(text: str) -> str:
    """Lower-case words only: accents, apostrophes and punctuation gone, "&" read as "and"."""
    text = text.replace("ß", "ss").replace("ø", "o").replace("Ø", "O").replace("&", " and ")
    text = re.sub(r"['’‘`´]", "", text)
    folded = unicodedata.normalize("NFKD", text).casefold()
    folded = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", folded))


#: Parts of names that say nothing about whose they are.
_PARTICLES = frozenset(
    "aan bin dal das dei del den der des dos ibn las los ten ter van vom von zum zur".split()
)
SHORTEST_NAME, SHORTEST_INSIDE = 3, 5


def bears_name(company: str, person: str) -> bool:
    """Whether the name of a company tells the person's: "Vandenbroucke & Partner", or an e-mail address.

    In doubt it does: who works alone often calls the firm by their own name. A part of the name counts as
    a word of three letters or more, and from five on inside other words, too.
    """
    said = plain(company)
    joined = said.replace(" ", "")
    parts = {part for part in plain(person).split() if len(part) >= SHORTEST_NAME} - _PARTICLES
    plainly = any(
        part in said.split() or (len(part) >= SHORTEST_INSIDE and part in joined) for part in parts
    )
    return "@" in company or plainly or names(Text(company), needles_of(person)) is not None


def known_companies() -> list[dict[str, str]]:
    """The companies we know from the start: name, key, industry, sub_industry, country, size."""
    path = Path(__file__).parent / "data" / "companies.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            {**row, "key": company_key(row["name"]), "size_band": SizeBand.LARGE.value}
            for row in csv.DictReader(lines)
        ]


#: Kinds of business (as the list of known companies calls them) in which few people carry a large firm.
_LEAN = ("REIT", "Exploration & Production")
PEOPLE_IN_LEAN_FIRM = 300


def public_headcount(sub_industry: str) -> int | None:
    """How many people work at a large firm of this kind, where its size says too much; None elsewhere.

    A trust that owns houses for billions may have three hundred people. In doubt too few are named.
    """
    lean = any(one.casefold() in sub_industry.casefold() for one in _LEAN)
    return PEOPLE_IN_LEAN_FIRM if lean else None

# ruff: noqa: E501  (tables of words)
"""How a company's name is spelled: plain words, and what is left of a name without its trimmings.

`spelling_key` is also kept, hashed, with people who asked never to be listed: it must give for ever what it
gives now. Whatever finds more spellings equal belongs to `bare`, above it.
"""

import re
import unicodedata
from functools import lru_cache

from connectors.companies.abroad import in_english, in_sounds
from connectors.companies.wording import said_of_itself

LONGEST_KEYED = 400  # letters that are looked at

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
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")


def spelling_key(name: str) -> str:
    """A name without accents, case, punctuation or legal form."""
    name = name[:LONGEST_KEYED]
    if site := _SITE.fullmatch(name.strip()):
        name = site[1]
    words = plain(_BRACKETS.sub("", name) or name)
    words = _HEAD.sub("", _UNSPACED.sub("", words) or words)
    while (shorter := _TAIL.sub("", words)) != words and shorter:
        words = shorter
    at_home = _at_home(words, _COUNTRY)
    return words if at_home in _GENERIC or len(at_home) < 2 else at_home


def _at_home(words: str, country: re.Pattern[str]) -> str:
    """The words without a country behind them; looked at closely only where the last word may end one."""
    return country.sub("", words) if words.rpartition(" ")[2] in _ends(country) else words


@lru_cache
def _ends(country: re.Pattern[str]) -> frozenset[str]:
    names = country.pattern.rpartition("(?:")[2].removesuffix(")$").split("|")
    last = {name.split()[-1] for name in names}
    return frozenset(
        last | {one.removesuffix("s?") for one in last} | {one.replace("s?", "s") for one in last}
    )


_ASCII_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Lower-case words only: accents, apostrophes and punctuation gone, "&" read as "and"."""
    if text.isascii():  # most are: nothing to fold
        text = text.replace("&", " and ").replace("'", "").replace("`", "").lower()
        return " ".join(_ASCII_WORD.findall(text))
    text = text.replace("ß", "ss").replace("ø", "o").replace("Ø", "O").replace("&", " and ")
    text = re.sub(r"['’‘`´]", "", text)
    folded = unicodedata.normalize("NFKD", text).casefold()
    folded = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", folded))


#: More trimmings than `spelling_key` takes away.
_MORE_TAIL = re.compile(
    r"\s+(?:group|gruppe|groupe|grupo|gruppo|groep|holdings?|a s|k s|a d|wpg|gmbh wpg|publ|sp j|sp k|s c|"
    r"sau|slu|saic|sgps|unipessoal|unipersonale|unlimited(?: company)?|dac|cic|sp k|sp kom|sp z oo|"
    r"spolka (?:komandytowa|jawna|cywilna|akcyjna|z ograniczona odpowiedzialnoscia(?: (?:spolka komandytowa|sp k))?)|"
    r"gesellschaft mbh|ges ?mbh|haftungsbeschrankt|eingetragener verein|stg|wirtschaftsprufungsgesellschaft|steuerberatungsgesellschaft|"
    r"partg mbb|partgmbb|partg|mbb|und co kg|and c|societe anonyme|societe par actions simplifiee|sociedad anonima|sociedad limitada|"
    r"sociedade anonima|societa per azioni|naamloze vennootschap|besloten vennootschap|public limited company|"
    r"limited liability (?:company|partnership)|public company limited|pcl|anonim sirketi|limited sirketi|ltd sti|sanayi ve ticaret|"
    r"gesellschaft|gruppen|and cie|sca|saa|pbc|and associates|and partners|slp|n a|na|spolka zoo|spolka z oo|selarl|s coop|cb|cv|e v|soc coop arl|soc coop|arl|soc coop(?: arl| a r l)?|c b|in liquidazione|in liquidation|en liquidation|i l|i g|lda|me|epp|eireli me|"
    r"spol s ro|p c|pc|pllc|p a|private ltd|private|rechtsanwaltsgesellschaft|beratungsgesellschaft|verwaltungsgesellschaft|beteiligungsgesellschaft|"
    r"gemeinnutzige|ggmbh|fz|fz llc|mfg|epz|s en c|sc|yhtiot|konsern|ua|ao|αε|α ε|εε|επε|ε π ε|ικε|akciova spolecnost|spol sro|spol s r o|pvt|coltd|coop|scarl|scpa|srls|oyj abp|"
    r"companies|u a|abp|oy ab|co kg|kg aa|stiftung and co|and co|e k|ek|d d|dd|j s c|jsc|pjsc|fze|fzco|fz llc|llc fz|p s c|psc|b v b a|"
    r"bvba|sprl|s p r l|cvba|scrl|aps|i s|oue|tic a s|ve tic|san ve tic|a o|oao|ooo|pao|zao|pat|tov|"
    r"пат|тзов|прат|фоп)$"
)
_MORE_HEAD = re.compile(
    r"^(?:ип|фоп|grupa|(?:les )?laboratoires|ат кб|кб|f ?h ?u|p ?h ?u|p ?p ?h ?u|p ?h|groupe|grupo|gruppo|gruppe|koninklijke|ab|a s|oy|as|ат|пат|прат|фоп|тзов|llc|cv)\s+(?=\S{3})"
)
_MORE_COUNTRY = re.compile(
    r"(?<! of)(?<! de)(?<! for)(?<! and)(?<! in)(?<! von)(?<! fur)"
    r"(?<! do)(?<! da)(?<! di)(?<! du)(?<! del)(?<! van)(?<! the)\s+"
    r"(?:us|argentina|chile|colombia|peru|south africa|uae|israel|korea|south korea|taiwan|vietnam|thailand|"
    r"indonesia|malaysia|philippines|egypt|nigeria|kenya|ukraine|russia|greece|hellas|croatia|hrvatska|serbia|"
    r"srbija|slovenia|slovensko|slovenija|latvia|lithuania|estonia|middle east|latam|latin america|nordics?|"
    r"benelux|cee|eu|america|americas|north america|asia|asia pacific|africa|new zealand|hong kong|magyarorszag|"
    r"romania|cesko|belgie|lietuva|eesti|latvija|norden|iberia|mena|gcc|pakistan|bangladesh|sri lanka|morocco|maroc|tunisie|ghana|"
    r"great britain|ksa|saudi arabia|qatar|россия|украина|украіна|казахстан)$"
)
_MORE_GENERIC = frozenset(
    "digital startup tech club hotel women business green young tourism the first general national standard"
    " american united royal british deutsche international global credit capital life press news radio"
    " central federal swim athletics football save enterprise trade export import air bank".split()
)
_ALL_GENERIC = _GENERIC | _MORE_GENERIC
#: So are two of these together.
_WEAK = frozenset(
    "green digital energy global national international trade business credit capital air clean smart solar wind power water"
    " health food fashion media".split()
)
_SPELLED_OUT = re.compile(
    r"\b([ou]e)(?=[b-df-hj-np-tv-z])|(?<=[b-df-hj-np-tv-z])((?<=g)aa(?=rd)|ae|oe|(?<![bcg]l)(?<!tr)(?<!al)(?<!fu)ue)(?=[b-df-hj-np-tv-z])"
)
_SITE_OF_TWO = re.compile(
    r"(?:https?://)?(?:www\.)?([\w-]{3,60})\.(?:com?|org|net)\.[a-z]{2}/?", re.IGNORECASE
)
_WHOLE_SITE = re.compile(
    r"(?:https?://|www\.)(?:www\.)?((?:[\w-]{2,60}\.){1,2}[a-z]{2,12})/?", re.IGNORECASE
)
_MARKS = str.maketrans("", "", "®™©℠")
_MORE_UNSPACED = re.compile(
    "(?:ホールティンクス|クルーフ|集団|控股|集团|股份|"  # as `plain` leaves them
    + unicodedata.normalize("NFKD", "그룹|홀딩스")
    + ")$"
)
_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ı": "i", "æ": "ae", "Æ": "Ae", "œ": "oe", "đ": "d"})


def without_brackets(name: str) -> str:
    """A name without what stands in brackets behind it."""
    while (shorter := _BRACKETS.sub("", name)) and shorter != name:
        name = shorter
    return name


def site_in(text: str) -> str:
    """The domain where a text is the address of a site and nothing else; "" elsewhere."""
    found = _WHOLE_SITE.fullmatch(text.strip())
    return found[1].lower() if found else ""


@lru_cache(maxsize=8192)
def joined(text: str) -> str:
    """A name as one word: "Sales Force" is "salesforce", "Müller" and "Mueller" are "muller"."""
    words = plain(text if text.isascii() else text.translate(_LETTERS))
    if "e" in words or "gaard" in words:
        words = _SPELLED_OUT.sub(lambda found: found[0][0], words)
    if " " in words:
        words = "".join(in_english(words))
    return words if words.isascii() else in_sounds(words)


def shorter_forms(name: str) -> list[str]:
    """A name and what is left of it, trimming by trimming, each as one word; the last is the barest."""
    name = name[:LONGEST_KEYED]
    if not name.isascii():
        name = name.translate(_LETTERS).translate(_MARKS)
    found = [joined(name)]
    name = said_of_itself(name)
    name = site_in(name) or name
    if site := _SITE_OF_TWO.fullmatch(name.strip()):
        name = site[1]
    words = plain(_BRACKETS.sub("", name) or name)
    found.append(joined(words))
    words = (
        _HEAD.sub("", _UNSPACED.sub("", words) or words)
        if not _SITE.fullmatch(name.strip())
        else ""
    )
    words = words or spelling_key(name)
    while words:
        found.append(joined(words))
        words = _one_less(words)
    return found


def _one_less(words: str) -> str:
    """The words without one more trimming; "" where there is none, or too little would be left."""
    for trimming in (_TAIL, _MORE_TAIL, _MORE_HEAD, _HEAD):
        less = trimming.sub("", words)
        if less != words and len(less) > 1 and less not in _ALL_GENERIC:
            return less
    if (less := _MORE_UNSPACED.sub("", words)) != words and len(less) > 1:
        return less
    for country in (_COUNTRY, _MORE_COUNTRY):
        less = _at_home(words, country)
        if (
            less != words
            and len(less) > 1
            and less not in _ALL_GENERIC
            and not set(less.split()) <= _WEAK
        ):
            return less
    return ""

# ruff: noqa: E501  (tables of words)
"""What people write where a company should stand, and is none: that they work for themselves, or do not."""

import re

from connectors.companies.spelling import joined, plain, spelling_key

_WORDS = """
self employed|selfemployed|self|freelance|freelancer|freelancing|freelance consultant|freelance self employed|
independent|independent consultant|independent contractor|contractor|consultant|stealth|stealth mode|
stealth company|startup in stealth|confidential|confidential company|confidential client|undisclosed|not disclosed|
private|various|multiple|several|none|no company|n a|na|not applicable|unknown|unemployed|not employed|retired|
career break|sabbatical|looking|open to work|seeking new opportunities|student|home|tbd|tba|between jobs|myself|me|
volunteer|homemaker|stay at home parent|gap year|my own company|own business|own company|anonymous|not available|
selbststandig|selbstandig|selbststandige|freiberuflich|freiberufler|freiberuflerin|privat|arbeitssuchend|arbeitslos|
keine angabe|keine|k a|rentner|rentnerin|pensionar|im ruhestand|ruhestand|auf jobsuche|jobsuche|auszeit|vertraulich|
eigene firma|einzelunternehmer|kleinunternehmer|hausfrau|hausmann|sabbatjahr|diverse|unbekannt|
independant|independante|a mon compte|auto entrepreneur|micro entrepreneur|sans emploi|retraite|retraitee|confidentiel|
travailleur independant|profession liberale|au chomage|demandeur d emploi|demandeur demploi|aucun|aucune|neant|sans|
autonomo|autonoma|trabajador autonomo|trabajadora autonoma|por cuenta propia|cuenta propia|jubilado|jubilada|
desempleado|desempleada|en paro|confidencial|independiente|ninguno|ninguna|sin empleo|trabajo independiente|
conta propria|por conta propria|desempregado|desempregada|aposentado|aposentada|reformado|trabalhador independente|
profissional liberal|nenhum|nenhuma|
libero professionista|libera professionista|lavoratore autonomo|lavoratrice autonoma|in proprio|disoccupato|
disoccupata|pensionato|pensionata|riservato|partita iva|nessuno|nessuna|
zelfstandig|zelfstandige|zelfstandig ondernemer|zzp|zzper|zzp er|werkzoekend|werkloos|gepensioneerd|vertrouwelijk|geen|
wlasna dzialalnosc|dzialalnosc gospodarcza|jednoosobowa dzialalnosc gospodarcza|wlasna firma|bezrobotny|bezrobotna|
emerytura|emeryt|emerytka|poufne|brak|samozatrudnienie|wolny strzelec|
самозанятый|самозанятая|фриланс|фрилансер|безработный|безработная|в поиске работы|поиск работы|нет|не указано|
индивидуальный предприниматель|ип|пенсионер|пенсионерка|конфиденциально|временно не работаю|
самозайнятий|самозайнята|фрілансер|фріланс|безробітний|безробітна|у пошуку роботи|фоп|пенсіонер|немає|
自由职业|自由职业者|自由職業|自由職業者|待业|待業|求职中|求職中|无|無|保密|个体户|退休|失业|在家|
フリーランス|個人事業主|育児休業中|育休中|産休中|無職|非公開|自営業|休職中|転職活動中|就職活動中|なし|
프리랜서|무직|구직중|구직 중|자영업|비공개|육아휴직|없음|
egenforetagare|egen foretagare|foraldraledig|arbetssokande|arbetslos|pensionerad|pensionar|sjalvstandig|
selvstendig naeringsdrivende|selvstendig|selvstaendig|barselsorlov|barsel|foraeldreorlov|jobsogende|ledig|arbeidssokende|
arbeidsledig|pensjonist|pensionist|yrittaja|tyoton|tyonhakija|elakkeella|vanhempainvapaa|
serbest meslek|serbest|issiz|emekli|is ariyorum|kendi isim|calismiyor|
osvc|szco|zivnostnik|nezamestnany|nezamestnana|materska dovolena|rodicovska dovolena|duchodce|na volne noze
"""
_NONE = frozenset(joined(one) for one in _WORDS.replace("\n", "").split("|"))
#: As `plain` leaves them.
_SAYS_NONE = re.compile(
    r"\b(?:(?:parental|maternity|paternity|medical|sick|family|adoption|garden(?:ing)?) leave|elternzeit|mutterschutz|"
    r"mutterschaftsurlaub|opento\w*work|hireme|"
    r"(?:open|looking|available|ready) (?:to|for) (?:a |new |work|job|opportunit)\w*|recherche (?:d ?un |d ?)?emploi|"
    r"(?:in ?)?between (?:jobs|roles|opportunities)|(?:looking|searching) for \w+|job ?(?:seek\w+|search\w*|hunt\w*)|"
    r"(?:various|multiple|several|diverse|different|confidential|undisclosed) (?:companies|clients|employers|kunden|firmen|client|company|startup)|"
    r"stealth(?: \w+){0,2} (?:startup|start up|mode|company|venture)|(?:startup|company|venture) in stealth\w*|"
    r"jobsuchend|arbeits(?:los|suchend)|conge (?:parental|maternite|paternite|sabbatique)|en (?:busqueda|busca) de (?:empleo|trabajo)|"
    r"(?:baja|permiso|licencia|licenca|congedo|aspettativa) (?:maternal|por maternidad|de maternidad|paternal|de paternidad|maternidade|"
    r"paternidade|parentale|maternita|di maternita)|in cerca di (?:lavoro|occupazione)|a procura de emprego|em busca de emprego|"
    r"ouderschapsverlof|zwangerschapsverlof|urlop (?:macierzynski|wychowawczy|rodzicielski|ojcowski)|szukam pracy|"
    r"декретн\w+|в декрете|foraldraledig\w*|barselsorlov|dogum izni)\b"
)
_STEALTH = re.compile(
    r"^(?:ai |saas |fintech |early stage |new )?stealth(?: (?:ai|mode|startup|start|up|company|venture|saas|fintech|co))*$"
)


def names_no_company(name: str) -> bool:
    """Whether what stands in the place of a company says that there is none, or none to be named."""
    words = plain(name)
    if joined(name) in _NONE or joined(spelling_key(name)) in _NONE:
        return True
    return bool(_SAYS_NONE.search(words) or _STEALTH.match(words) or _all_none(name))


def _all_none(name: str) -> bool:
    """Whether each of several things, between strokes, says so: "Freelance / Self-employed"."""
    parts = [joined(one) for one in re.split(r"[/|,&+]", name) if joined(one)]
    return len(parts) > 1 and all(part in _NONE for part in parts)

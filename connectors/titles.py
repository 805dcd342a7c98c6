"""What a job title means: seniority, department, and a role in words that identify nobody.

Pure: no Django. General rules in English, German, French, Spanish, Italian, Portuguese and Dutch,
read from top to bottom; `tests/connectors/test_understand_titles.py` holds them against labelled titles.
A rep sees only `role`, which follows from seniority and department alone: the title itself
("Global Head of Seaweed Procurement") would point at one person.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from connectors.companies import plain


class Seniority(StrEnum):
    """How high somebody stands."""

    FOUNDER = "founder"
    C_LEVEL = "c_level"
    BOARD = "board"
    PARTNER = "partner"
    VP = "vp"
    HEAD = "head"
    DIRECTOR = "director"
    MANAGER = "manager"
    SENIOR = "senior"
    INDIVIDUAL = "individual"
    ENTRY = "entry"
    ADVISOR = "advisor"
    OTHER = "other"


class Department(StrEnum):
    """What somebody works on."""

    EXECUTIVE = "executive"
    SALES = "sales"
    MARKETING = "marketing"
    CUSTOMER_SUCCESS = "customer_success"
    PRODUCT = "product"
    ENGINEERING = "engineering"
    DATA = "data"
    DESIGN = "design"
    IT = "it"
    SECURITY = "security"
    OPERATIONS = "operations"
    PROCUREMENT = "procurement"
    FINANCE = "finance"
    LEGAL = "legal"
    PEOPLE = "people"
    STRATEGY = "strategy"
    RESEARCH = "research"
    CONSULTING = "consulting"
    EDUCATION = "education"
    HEALTHCARE = "healthcare"
    OTHER = "other"


SENIORITY_LABELS: dict[str, str] = {
    Seniority.FOUNDER: "Founder or owner",
    Seniority.C_LEVEL: "C level",
    Seniority.BOARD: "Board member",
    Seniority.PARTNER: "Partner",
    Seniority.VP: "VP",
    Seniority.HEAD: "Head",
    Seniority.DIRECTOR: "Director",
    Seniority.MANAGER: "Manager",
    Seniority.SENIOR: "Senior specialist",
    Seniority.INDIVIDUAL: "Specialist",
    Seniority.ENTRY: "Entry level",
    Seniority.ADVISOR: "Advisor",
    Seniority.OTHER: "Other",
}

DEPARTMENT_LABELS: dict[str, str] = {
    Department.EXECUTIVE: "General management",
    Department.SALES: "Sales",
    Department.MARKETING: "Marketing",
    Department.CUSTOMER_SUCCESS: "Customer success",
    Department.PRODUCT: "Product",
    Department.ENGINEERING: "Engineering",
    Department.DATA: "Data",
    Department.DESIGN: "Design",
    Department.IT: "IT",
    Department.SECURITY: "Security",
    Department.OPERATIONS: "Operations",
    Department.PROCUREMENT: "Procurement",
    Department.FINANCE: "Finance",
    Department.LEGAL: "Legal and compliance",
    Department.PEOPLE: "People",
    Department.STRATEGY: "Strategy",
    Department.RESEARCH: "Research",
    Department.CONSULTING: "Consulting",
    Department.EDUCATION: "Education",
    Department.HEALTHCARE: "Health care",
    Department.OTHER: "Other",
}


@dataclass(frozen=True)
class Position:
    """A title, understood."""

    seniority: Seniority
    department: Department
    role: str


#: The first rule whose pattern is found decides. Titles arrive as `plain` words.
_SENIORITY_RULES: tuple[tuple[str, Seniority], ...] = (
    # Between jobs: whatever else the line says is a wish.
    (
        r"^(actively )?(looking|searching|open to|seeking|between (jobs|roles)|unemployed|retired|"
        r"in search of|auf der suche|arbeitssuchend|en recherche|en busqueda|in cerca di)\b",
        Seniority.OTHER,
    ),
    (r"\b(ex|former|formerly|ehemalige\w*) (ceo|cfo|cto|vp|director|head)\b", Seniority.OTHER),
    # Who assists the chief is not the chief.
    (
        r"\b(executive|personal|administrative|office|management|team) assistant\b|"
        r"\bassistant to\b|\b\w*(assistenz|assistentin|sekretar\w*)\b|"
        r"\bassistente? (de|di) dire\w+|"
        r"\bsecretary\b(?!.*\bgeneral\b)",
        Seniority.INDIVIDUAL,
    ),
    (
        r"\b(intern|internship|trainee|apprentice|graduate|student|working student|werkstudent\w*|"
        r"praktikant\w*|auszubildende\w*|azubi|volontar\w*|stagiaire|alternante?|apprentie?|"
        r"becari[oa]|practicante|tirocinante|stagista|estagiari[oa]|stagiair|junior|jr)\b",
        Seniority.ENTRY,
    ),
    (
        r"\bnon executive\b|\bboard (member|director|chair\w*|observer)\b|\bmember of the board\b|"
        r"\bchair(man|woman|person)?\b|\b(of|on) the board\b|\b(aufsichtsrat|"
        r"beirat|verwaltungsrat)\w*\b|"
        r"\badministratrice\b|\bconsejer[oa]\b|\bboard\b$",
        Seniority.BOARD,
    ),
    (r"\b(entrepreneur|executive|founder|operator|partner) in residence\b", Seniority.ADVISOR),
    (
        r"(?<!financial )(?<!wealth )(?<!tax )(?<!legal )(?<!sales )(?<!service )(?<!investment )"
        r"(?<!customer )(?<!client )\b(advisor|adviser|mentor|asesor|asesora|"
        r"conseiller du president)\b",
        Seniority.ADVISOR,
    ),
    (r"\bchief of staff\b", Seniority.SENIOR),
    (
        r"\b(co ?)?founde?r\b|\bfounding (ceo|partner)\b|"
        r"(?<!product )(?<!process )(?<!system )(?<!service )(?<!data )\b(co ?)?owner\b|"
        r"\b(inhaber|grunder|mitgrunder)(in)?\b|\b(co ?)?fondat(eur|rice)\b|\b(co)?fundador[a]?\b|"
        r"\bfondatore\b|\bproprietor\b|\boprichter\b|\bentrepreneur\b",
        Seniority.FOUNDER,
    ),
    (
        r"\b(?<!vice )(?<!to the )(ceo|cfo|cto|coo|cio|ciso|cso|cmo|cpo|chro|"
        r"cro|cdo|cco|clo|cao|cxo)\b|"
        r"\bchief (\w+ ){1,4}officer\b|(?<!vice )\bpresident\b(?! s\b)|"
        r"\bmanaging director\b|\b(haupt)?geschaftsfuhr\w*\b|\bvorstand\w*\b|\bpdg\b|"
        r"\bdirect(eur|rice) general[e]?\b|\bdirector[a]? general\b|\bamministratore delegato\b|"
        r"\bdiret(or|ora) geral\b|\bgerente general\b|\balgemeen directeur\b|"
        r"\bpresidente\b(?<!vicepresidente)",
        Seniority.C_LEVEL,
    ),
    (r"\bvice ?president\w*\b|\b(associate |senior |executive )?([saeg]|r)?vp\b", Seniority.VP),
    (
        r"(?<!business )\bpartner\b(?! (manager|success|sales|account|development|marketing|"
        r"engineer|program|operations|enablement|lead|solutions))",
        Seniority.PARTNER,
    ),
    (r"\b(team|gruppen|schicht|filial|markt)leit(er|erin|ung)\b", Seniority.MANAGER),
    (r"\bprojekt(leit(er|erin|ung)|manager(in)?)\b", Seniority.INDIVIDUAL),
    (
        r"\b(global |group |deputy )?head\b|\b\w*leit(er|erin|ung)\b|\bgeneral manager\b",
        Seniority.HEAD,
    ),
    (r"\bhoofd\b|\bchief\b", Seniority.HEAD),
    (
        r"\b(bereichs|abteilungs)?(director|direktor|direktorin|directora|directeur|directrice|"
        r"direttore|direttrice|diretor|diretora|treasurer|tresorier)\b",
        Seniority.DIRECTOR,
    ),
    (r"\b(group|regional|area|national|country) (\w+ ){0,2}manager\b", Seniority.MANAGER),
    # Managers of a thing, not of people.
    (
        r"\b(senior|sr|principal|lead|staff) (\w+ )?(product|project|program|programme|account|"
        r"customer success|business development|relationship|partner) (manager|owner)\b",
        Seniority.SENIOR,
    ),
    (
        r"\b(product|project|program|programme|account|customer success|client success|"
        r"business development|relationship|partner|partnership|partnerships|community|"
        r"social media|content|category|case|delivery|release|scrum|campaign|property|"
        r"process|territory|channel) (\w+ )?manager\b|\bchef(fe)? de (projet|produit)\b|"
        r"\bjefe de (proyecto|producto)\b|\bproduct owner\b",
        Seniority.INDIVIDUAL,
    ),
    (
        r"\b\w*manager(in)?\b|\bteam ?lead(er)?\b|\b(group|squad|shift) lead(er)?\b|\bsupervisor\b|"
        r"\bsuperintendent\b|\bforeman\b|\bcontroller\b|\bjef[ea] de\b|"
        r"\bresponsable\b|\bresponsabile\b|"
        r"\bgerente\b|\bchef(fe)? d\b|\bchef(fe)? de\b|\bcapo\b|\bcoordinador general\b|\bpolier\b",
        Seniority.MANAGER,
    ),
    (
        r"\b(senior|sr|staff|principal|lead|leading|distinguished|fellow|expert|"
        r"expertin|veteran)\b",
        Seniority.SENIOR,
    ),
)

#: The pattern that is found first in the title decides; at the same place, the longer one.
_DEPARTMENT_RULES: tuple[tuple[str, Department], ...] = (
    (
        r"sales|account (executive|manager|director)|key account|sdr|bdr|business development|"
        r"revenue|cro|solutions? (engineer|consultant)|pre ?sales|partnerships?|partner manager|"
        r"channel|territory|commercial|vertrieb\w*|verkauf\w*|aussendienst\w*|vent(e|es|as)|"
        r"vendite|vendas|commercial[e]?|comercial|verkoop|kundenberater\w*",
        Department.SALES,
    ),
    (
        r"marketing|product marketing|brand|cmo|seo|sem|growth|content|communications?|"
        r"public relations|pr|social media|advertising|media|demand generation|copywriter|"
        r"kommunikation|mercadotecnia|pressesprecher\w*|events?",
        Department.MARKETING,
    ),
    (
        r"customer (success|support|service|experience|care|onboarding)|client (success|services?)|"
        r"support|kundenservice|kundenbetreu\w*|service client|atencion al cliente|help ?desk",
        Department.CUSTOMER_SUCCESS,
    ),
    (r"products?|cpo|produkt\w*|produit|producto|prodotto", Department.PRODUCT),
    (
        r"(?:software |site reliability |quality )?engineer\w*|developer|"
        r"development (?:manager|lead)|"
        r"technology|cto|technical|architect\w*|devops|sre|qa|quality assurance|test\w*|"
        r"programmer|frontend|backend|full ?stack|software|entwick\w*|ingenieur\w*|ingenier\w*|"
        r"developpeur|desarroll\w*|sviluppatore|hardware|embedded|platform|technik\w*|technique",
        Department.ENGINEERING,
    ),
    (
        r"data|machine learning|ml|ai|artificial intelligence|analytics|business intelligence|bi|"
        r"statistician|daten\w*|donnees|datos|kunstliche",
        Department.DATA,
    ),
    (
        r"design\w*|ux|ui|user experience|creative|art|illustrator|gestalt\w*|conception",
        Department.DESIGN,
    ),
    (
        r"it|information (?:technology|systems?|officer)|cio|systems? (?:admin\w*|engineer)|"
        r"network (?:admin\w*|engineer)|sysadmin|infrastructure|admin (?:it)|digital|cdo|erp|"
        r"informatik\w*|informationstechn\w*|informatique|informatica|sistemas",
        Department.IT,
    ),
    (
        r"(?:information |cyber ?|network |application |it )?security|ciso|soc analyst|penetration|"
        r"cybersecurity|infosec|sicherheit\w*|securite|seguridad|threat",
        Department.SECURITY,
    ),
    (
        r"operations?|operating|coo|plant|manufacturing|production|logistics?|supply chain|"
        r"warehouse|program|programme|project|projekt\w*|facilit\w+|quality|"
        r"maintenance|retail banking|branch|"
        r"retail|store|fulfil\w*|lean|betrieb\w*|werk(?!student)\w*|"
        r"produktion\w*|logisti\w*|operaciones|"
        r"operazioni|exploitation|scrum master|agile|transport\w*",
        Department.OPERATIONS,
    ),
    (
        r"procurement|purchas\w*|buyer|sourcing|category manager|vendor|einkauf\w*|einkaufer\w*|"
        r"achats?|acheteur|compras|acquisti|inkoop|beschaffung\w*",
        Department.PROCUREMENT,
    ),
    (
        r"financ\w*|cfo|accounting|accountant|accounts (?:payable|receivable)|"
        r"controller|controlling|"
        r"treasur\w*|tax|audit\w*|fp and a|investment\w*|invest\w*|banking|banker|capital|"
        r"private equity|venture|general partner|actuary|underwrit\w*|credit|risk|wealth|"
        r"buchhalt\w*|steuer\w*|comptab\w*|contab\w*|finanz\w*|tresor\w*|trader|portfolio|equity",
        Department.FINANCE,
    ),
    (
        r"legal|counsel|lawyer|attorney|compliance|clo|paralegal|privacy|"
        r"regulatory|data protection|"
        r"recht\w*|jurist\w*|anwalt|anwaltin|avocat\w*|juridique|abogad\w*|contract\w*|notar\w*|"
        r"datenschutz\w*",
        Department.LEGAL,
    ),
    (
        r"hr|human (?:resources?|capital)|people|chro|talent|recruit\w*|technical recruit\w*|"
        r"learning and development|compensation|payroll|personal(?:leit\w*|"
        r"referent\w*|wesen|entwick\w*)|"
        r"ressources humaines|recursos humanos|risorse umane|employer brand\w*|workplace|culture",
        Department.PEOPLE,
    ),
    (
        r"strateg\w*|corporate development|m and a|mergers|transformation|business planning",
        Department.STRATEGY,
    ),
    (
        r"research\w*|r and d|scientist|clinical (?:development|research|"
        r"trials?|operations)|clinical|"
        r"laborator\w*|innovation|forsch\w*|recherche|investigacion|chemist|biologist",
        Department.RESEARCH,
    ),
    (r"data engineer\w*|machine learning engineer\w*", Department.DATA),
    (r"consult\w*|berat\w*|conseil|consultor\w*|advisory", Department.CONSULTING),
    (
        r"professor\w*|teacher|lecturer|dean|principal of school|instructor|education\w*|academic|"
        r"lehrer\w*|dozent\w*|enseignant\w*|profesor\w*|school|university|tutor|faculty",
        Department.EDUCATION,
    ),
    (
        r"physician|doctor|nurse|nursing|surgeon|dentist|pharmacist|therapist|medical|medicine|"
        r"arzt|arztin|pfleg\w*|medecin|infirmier\w*|medic[oa]|patient|health\w*|hospital",
        Department.HEALTHCARE,
    ),
    (r"real estate|immobilien\w*|broker|agent", Department.OTHER),
)

_SENIORITY = tuple((re.compile(pattern), rank) for pattern, rank in _SENIORITY_RULES)
_DEPARTMENT = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), department) for pattern, department in _DEPARTMENT_RULES
)

_SPEAKS_FOR_ALL = {Seniority.C_LEVEL, Seniority.FOUNDER, Seniority.BOARD}
_EXECUTIVE_WORDS = re.compile(
    r"\b(chief of staff|(executive|management|personal) assistant|"
    r"assistant to the \w+|in residence|"
    r"general manager|executive director|generaldirektor\w*|prokurist\w*|direction)\b"
)
_LONGEST_TITLE = 300
#: As `plain` leaves a title: lower case, no accents. In doubt somebody counts: a listing less is no harm.
_CATEGORIES = (
    (
        "public_official",
        re.compile(
            r"\b(?:"
            r"(?:prime |bundes|landes|finanz|innen|aussen|justiz|premier|staats|vize)?"
            r"minister(?:in|ial\w+)?|senat(?:or|orin|ore|rice|eur)|congress(?:man|woman|person)|"
            r"(?:vice ?)?mayor|alder(?:man|woman|person)|governor|judge|prosecutor|councill?(?:or|man|woman)|"
            r"(?<!brand )ambassador|member of (?:the )?(?:european )?(?:parliament|bundestag|congress)|"
            r"mep|mdb|mdl|mp for \w+|civil servant|public official|commissioner|diplomat|"
            r"(?:under ?)?secretary of (?:state|defen[cs]e|the (?:treasury|interior))|under ?secretary|"
            r"police (?:officer|chief|inspector|sergeant)|polizist(?:in)?|polizei\w*|sheriff|"
            r"(?:city|county|state|federal|procurement) official|"
            r"\w*burgermeister(?:in)?|\w*abgeordnete[rn]?|(?:landes|bezirks)?hauptmann|landrat|landratin|"
            r"staatssekretar(?:in)?|\w*staatsanwalt\w*|\w*beamt(?:er|e|en|in)|botschafter(?:in)?|"
            r"(?:vorsitzende[rn]? )?richter(?:in)? (?:am|beim|im)|"
            r"\w*(?:stadt|gemeinde|kreis|kantons|national|stande|bezirks|regierungs|ministerial|bundes)"
            r"ra(?:t|tin)|"
            r"deput(?:e|ee|ato|ata|ado|ada)|diputad[oa]|maire|prefet(?:e)?|prefetto|procureure?|"
            r"ambassad(?:eur|rice)|alcalde(?:sa)?|concejal(?:a)?|embajador(?:a)?|ministr[oae]|juez|jueza|"
            r"magistrat\w*|sindac[oa]|assessore|assessora|ambasciat(?:ore|rice)|"
            r"burgemeester|wethouder|gedeputeerde|kamerlid|raadslid|officier van justitie"
            r")\b|^(?:richter|richterin|rechter|mp)$"
        ),
    ),
    (
        "prescriber",
        re.compile(
            r"\b(?:"
            r"physician|surgeon|general practitioner|(?:medical|family) doctor|dentist(?:e|a)?|"
            r"psychiatr(?:ist|e|a|in|er)|an(?:a)?esthesi(?:ologist|st)|an(?:a)?esthetist|"
            r"(?:cardi|kardi|onc|onk|dermat|radi|neur|ur|ophthalm|endocrin|gyn(?:a|e|ae)[ck]|pulmon|nephr|"
            r"h(?:a|ae|e)mat|rheumat|gastroenter|pneum|allerg|immun)olog(?:ist|e|in|ue|o|a)|"
            r"p(?:a|ae|e)diatr(?:ician|e|a|er)|padiater(?:in)?|orthop(?:ade|adin|aedist|edist)|"
            r"nurse practitioner|prescriber|pharmacist|midwife|hebamme|optometrist|hospitalist|"
            r"internist(?:in)?|"
            r"veterinar(?:ian|y surgeon)|veterinaire|veterinari[oa]|"
            r"\w*arzt(?:in)?|chirurg(?:in|ien|ienne|o|a)?|medecin|medic[oa]|"
            r"(?:huis|tand|dieren|basis|kinder|spoed)arts|apotheker(?:in)?|pharmacien(?:ne)?|farmaceutic[oa]"
            r")\b|^(?:doctor|gp|arts)$"
        ),
    ),
)


def classify(title: str) -> Position:
    """A job title as written -> seniority, department, and the canonical role."""
    words = plain(title[:_LONGEST_TITLE])
    seniority = _seniority_of(words)
    department = _department_of(words, seniority)
    return Position(seniority, department, canonical_role(seniority, department))


def canonical_role(seniority: str, department: str) -> str:
    """The role as a rep reads it, such as "VP, Engineering"; follows from the two alone."""
    rank, field = SENIORITY_LABELS[seniority], DEPARTMENT_LABELS[department]
    if seniority == Seniority.OTHER:
        return "Role not stated" if department == Department.OTHER else field
    if department in {Department.EXECUTIVE, Department.OTHER} and (
        seniority in _SPEAKS_FOR_ALL or seniority == Seniority.ADVISOR
    ):
        return rank
    return rank if department == Department.OTHER else f"{rank}, {field}"


def forbidden_category(title: str) -> str:
    """The protected category a title falls in: "public_official", "prescriber", or "".

    Paying for access to these people may be bribery; settings.FORBIDDEN_ROLES says which count.
    """
    words = plain(title[:_LONGEST_TITLE])
    found = (name for name, pattern in _CATEGORIES if pattern.search(words))
    return next(found, "")


def _seniority_of(words: str) -> Seniority:
    if not words:
        return Seniority.OTHER
    for pattern, rank in _SENIORITY:
        if pattern.search(words):
            return rank
    return Seniority.INDIVIDUAL


def _department_of(words: str, seniority: Seniority) -> Department:
    if seniority == Seniority.OTHER:
        return Department.OTHER
    if _EXECUTIVE_WORDS.search(words):
        return Department.EXECUTIVE
    found = [
        (match.start(), -len(match.group()), department)
        for pattern, department in _DEPARTMENT
        if (match := pattern.search(words))
    ]
    if found:
        return min(found)[2]
    if seniority in _SPEAKS_FOR_ALL:
        return Department.EXECUTIVE
    return Department.CONSULTING if seniority == Seniority.PARTNER else Department.OTHER

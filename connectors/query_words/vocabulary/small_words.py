# ruff: noqa: E501  (tables of words)
"""Small words: what nobody searches for, what denies, what leads to a company, what leads to a price."""

STOP = frozenset(
    """a an and the of for to in on at by with from into onto or as is are was be been being am do does did that this these those there here who whom whose which what where when
    how why it its he she they them their his her him i me my mine we us our ours you your yours someone somebody anyone anybody one ones any some all every each both either neither
    please pls plz thanks thank hi hello hey need needs needed want wants wanted looking look search searching find finding seek seeking get getting give show list introduce
    introduced introduction introductions intro intros connect connected connection connections contact contacts meet meeting talk speak reach access know knows knowing person persons people guy guys
    folks human humans anyone everyone working works work worked based located living lives sitting currently now today asap soon quick quickly responsible charge
    brands company companies firm firms business businesses organisation organization organisations organizations org orgs employer employers sector sectors industry industries branche branchen space vertical verticals
    field area team teams department departments dept function functions role roles position positions job jobs title titles level levels profile profiles type kind sort like similar related
    region regions country countries city cities world worldwide global globally market markets local anywhere somewhere
    price prices priced pricing cost costs budget paying pay fee fees offer offers cheap cheaper cheapest affordable expensive top best good great right ideal only just also too very really maybe possibly preferably ideally mostly
    can could would should will may might must has have had having if then than but so about around approx within between via per through over under up out off into etc ie eg new other others more most
    contractor contractors freelancer freelancers producer producers provider providers maker makers vendor vendors supplier suppliers operator operators studio studios broker brokers management exactly mainly decide decides deciding runs run running handles handling leads leading owns owning oversees overseeing manages managing buys buying uses using internal external inhouse house dedicated actual current currently key main major real specific relevant staff member members relationship relationships network linkedin listing listings prospect prospects customer lead target targets account help us let make making big well available
    der die das den dem des ein eine einen einem einer eines und oder mit bei im in ins am an auf aus fur von vom zu zum zur nach uber unter durch als wie ist sind war wer wen was wo ich wir sie er es uns euch ihr mir mich
    suche suchen gesucht finde finden brauche brauchen kontakt kontakte kennt kennen jemand jemanden person personen leute bitte firma firmen unternehmen gesellschaft abteilung bereich team stelle position rolle
    preis preise kosten gunstig nur auch noch sehr gerne sitz tatig arbeitet arbeiten region land lander stadt aktuell etwa ca circa rund vorstellung
    le la les l un une des du de d et ou avec chez dans en sur pour par a au aux qui que quoi je nous vous ils elles il elle on se sa son ses leur leurs ce cet cette ces est sont
    cherche chercher recherche trouver trouve besoin veux voudrais souhaite contacter quelqu quelqun personne personnes gens entreprise entreprises societe societes secteur service equipe poste prix budget environ pays ville region svp merci basee base bases travaillant travaille
    el la los las un una unos unas y o u con en de del al por para que quien quienes se su sus es son ser yo nosotros ellos ellas este esta estos estas ese esa
    busco buscar buscando necesito necesitamos quiero queremos contacto contactos alguien persona personas gente empresa empresas compania companias sector industria departamento equipo puesto cargo precio presupuesto pais ciudad favor gracias trabaja trabajando ubicado ubicada
    il lo gli i di da del della dei per con che het een van voor met op te naar og och av i til som pa och med""".split()
)
"""Never part of what is searched for, unless the vocabulary knows a meaning of the word where it stands."""

NOT = (
    "not|no|non|without|w o|except|except for|excluding|excl|exclude|excludes|minus|other than|but not|anything but|anywhere but|everywhere but|everyone but|anyone but|all but|everything but|rather not|never|not in|not from|not at|not any|and not|"
    "apart from|outside|outside of|ex|no one in|nobody from|nobody in|nobody at|barring|besides|aside from|not interested in|don t want|dont want|do not want|don t show|ignore|skip|avoid|hide|not a|not the|"
    "nicht|kein|keine|keinen|keiner|keines|ohne|ausser|ausgenommen|ausgeschlossen|nicht in|nicht aus|nicht bei|abgesehen von|ausserhalb|bis auf|aber nicht|"
    "sauf|sans|pas|pas de|pas en|pas au|pas d|hors|excepte|exceptes|a l exception de|a part|hormis|excluant|en dehors de|mais pas|"
    "sin|excepto|salvo|menos|excluyendo|no en|no de|ni|fuera de|a excepcion de|aparte de|pero no"
)
OR = frozenset("or and und oder et ou y o e u nor noch sowie plus as well og en of ni".split())
"""Between two alternatives of one field; behind "not" it denies the next one as well."""

AT = frozenset("at @ chez bei".split())
AT_WEAKLY = frozenset("von en".split())
LINKS = frozenset(
    "of for de des du d der del de la le les in the im fur von da di van voor en".split()
)
"""Between a rank and its work."""

UP_TO = (
    "under|sub|below|less than|lower than|cheaper than|up to|upto|max|max of|maximum|maximum of|at most|no more than|not more than|not over|not above|within|budget|budget of|budget is|my budget is|budget up to|budget max|price under|price below|price up to|price max|price|<|<=|≤|"
    "smaller than|fewer than|less|not exceeding|capped at|cap|cap of|until|till|costs less than|costing less than|costing under|costs under|for under|for less than|for up to|for max|for|not more expensive than|"
    "unter|bis|bis zu|hochstens|maximal|weniger als|billiger als|gunstiger als|nicht mehr als|preis bis|preis unter|budget bis|budget von|fur unter|fur maximal|"
    "moins de|moins que|jusqu a|jusqua|jusque|jusqu|au plus|au maximum|maxi|inferieur a|pas plus de|budget de|a moins de|moins cher que|en dessous de|"
    "menos de|hasta|como maximo|maximo|inferior a|no mas de|presupuesto|presupuesto de|por menos de|por debajo de|presupuesto maximo|maximo de|"
    "meno di|fino a|minder dan|tot"
)
FROM = (
    "over|above|more than|greater than|higher than|at least|min|min of|minimum|minimum of|from|starting at|starting from|starts at|upwards of|not under|not below|no less than|not less than|>|>=|≥|price over|price above|price from|exceeding|north of|bigger than|larger than|"
    "uber|ab|mindestens|mehr als|mind|preis ab|preis uber|nicht unter|nicht weniger als|teurer als|"
    "plus de|plus que|a partir de|au moins|minimum de|superieur a|pas moins de|au dessus de|des|depuis|"
    "mas de|mas que|desde|a partir de|al menos|como minimo|minimo|superior a|por encima de|no menos de|partiendo de|"
    "piu di|da almeno|meer dan|vanaf"
)
BETWEEN = "between|from|zwischen|von|entre|desde|de|price between|price from|preis zwischen|range|price range|tra|tussen|prix entre|precio entre"
AND_TO = frozenset("and to - – — bis und a et y hasta until till e".split())
AROUND = "around|about|approximately|approx|roughly|circa|ca|ungefahr|etwa|rund|environ|autour de|alrededor de|unos|~|aprox|aproximadamente"
AFTER_UP_TO = "max|maximum|or less|or under|or below|or lower|tops|at most|and less|and under|and below|and lower|maximal|hochstens|oder weniger|und weniger|oder darunter|maxi|au maximum|au plus|ou moins|et moins|maximo|como maximo|o menos|y menos|limit|budget|or cheaper|ceiling|und darunter|max budget"
AFTER_FROM = "+|plus|or more|and more|and up|and above|or above|or over|or higher|and over|upwards|min|minimum|oder mehr|und mehr|aufwarts|mindestens|et plus|ou plus|minimum|y mas|o mas|en adelante|minimo|or greater"
STOP |= {
    one
    for table in (UP_TO, FROM, BETWEEN, AROUND, AFTER_UP_TO, AFTER_FROM, NOT)
    for one in table.split("|")
    if one.isalpha()
}
PEOPLE = "employees|employee|people|staff|fte|ftes|headcount|head count|workers|heads|mitarbeiter|mitarbeitende|mitarbeitern|beschaftigte|angestellte|ma|salaries|employes|collaborateurs|empleados|trabajadores|personas|personnes|person|persons|person company|person companies|people companies|people company|dipendenti|medewerkers|headcounts|emp|empl|man company|strong company"
PEOPLE_BEFORE = "headcount|size|company size|employees|mitarbeiterzahl|staff|employee count|effectif|plantilla|number of employees|companies with|company with|firms with"
THOUSANDS = frozenset("k tsd tausend thousand mil mille grand".split())
MONEY = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "eu": "", "$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD",
    "bucks": "USD", "dolares": "USD", "us$": "USD", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP", "sterling": "GBP",
    "pfund": "GBP", "livres": "GBP", "libras": "GBP", "franken": "CHF", "francs": "CHF", "sfr": "CHF", "¥": "JPY", "yen": "JPY", "zloty": "PLN", "₹": "INR", "rupees": "INR", "₩": "KRW", "₺": "TRY", "₪": "ILS", "₫": "VND", "฿": "THB",
}  # fmt: skip
ONLY_IN_CAPITALS = frozenset("TRY MAD ALL CUP TOP SOS LAK MOP GEL RON LEK BAM COP PEN ZAR".split())
"""Codes of currencies that are words, or short for something, when written small."""

SHORT_FOR = dict(
    one.split("=")
    for one in (
        "headof=head mgr=manager manger=manager mangers=managers mgrs=managers mngr=manager mngt=management mgmt=management snr=senior sr=senior jnr=junior jr=junior dir=director eng=engineering engg=engineering engr=engineer engrs=engineers "
        "engs=engineers acct=account accts=accounts mktg=marketing mkting=marketing mkt=marketing fin=finance infra=infrastructure mfg=manufacturing asst=assistant assoc=associate intl=international prod=product "
        "proc=procurement purch=purchasing cust=customer svcs=services dept=department exec=executive execs=executives secy=secretary tech.=tech sw=software hw=hardware ind=industry govt=government "
        "corp=corporate natl=national strat=strategy admin=administrator pres=president vice-pres=vice telecomms=telecom comm=communications comp=compensation "
        "entwicklg=entwicklung leitg=leitung vertr=vertrieb resp=responsable"
    ).split()
)
"""Words as people cut them short."""

US_IS_A_WORD_AFTER = frozenset(
    "to with for help introduce introduced connect contact get give show tell let join bring put between from about of by send link intro".split()
)

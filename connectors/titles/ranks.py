# ruff: noqa: E501  (tables of words)
"""How high a title stands: rules read from top to bottom."""

from connectors.titles.labels import Seniority

#: The first rule whose pattern is found decides. Titles arrive as `plain` words.
RANKS: tuple[tuple[str, Seniority], ...] = (
    # Between jobs: whatever else the line says is a wish.
    (
        r"^(actively )?(looking|searching|open to|seeking|between (jobs|roles)|unemployed|retired|"
        r"in search of|auf der suche|arbeitssuchend|en recherche|en busqueda|in cerca di)\b",
        Seniority.OTHER,
    ),
    (r"\b(ex|former|formerly|ehemalige\w*) (ceo|cfo|cto|vp|director|head)\b", Seniority.OTHER),
    # Who has money to place says so by that, and not how high they stand.
    (r"\b(business|super) angel\b|\bangel investor\b|^investor\w*\b|\binvestor$", Seniority.OTHER),
    # Who stands in for the chief is not the chief.
    (
        r"\b(deputy|stellvertretende\w*|stv|vize|adjoint\w*|assistant) "
        r"(ceo|cfo|cto|coo|cio|ciso|cmo|chro|vorstand\w*|geschaftsfuhr\w*)\b|"
        r"\b(direct(eur|rice) general[e]?|ceo|cfo|cto) adjoint[e]?\b",
        Seniority.VP,
    ),
    (
        r"\b(referent\w*|assisten\w*) (der|des|zur|fur|an) \w+|\b(chargee?|charge) d\w*\b",
        Seniority.INDIVIDUAL,
    ),
    # Who assists the chief is not the chief.
    (
        r"\b(executive|personal|administrative|office|management|team) assistant\b|"
        r"\bassistant to\b|\b\w*(assistenz|assistentin|sekretar\w*)\b|"
        r"\bassistente? (de|di) dire\w+|"
        r"(?<!company )(?<!corporate )\bsecretary\b(?!.*\bgeneral\b)",
        Seniority.INDIVIDUAL,
    ),
    (
        r"\b(intern|internship|trainee|apprentice|graduate|student\w*|dual\w* stud\w*|working student|werkstudent\w*|"
        r"praktikant\w*|auszubildende\w*|azubi|volontar\w*|stagiaire|alternante?|apprentie?|"
        r"becari[oa]|practicante|tirocinante|stagista|estagiari[oa]|stagiair|junior|jr)\b",
        Seniority.ENTRY,
    ),
    (
        r"\bnon executive\b|\bboard (member|director|chair\w*|observer)\b|\bmember of the board\b|"
        r"\bchair(man|woman|person)?\b|\b(of|on) the board\b|\b(aufsichtsrat|"
        r"beirat|verwaltungsrat)\w*\b|\w*aufsichtsrat\w*|\btrustee\b|^ned\b|\braad van (bestuur|commissarissen)\b|"
        r"\badministratrice\b|\bconsejer[oa]\b(?! delegad)|\bconsiglier[ea]\b|\bconseil d ?administration\b|\bconseil de surveillance\b|\brada nadzorcza\b|\brady nadzorczej\b|\bboard\b$",
        Seniority.BOARD,
    ),
    (r"\b(entrepreneur|executive|founder|operator|partner) in residence\b", Seniority.ADVISOR),
    (
        r"(?<!financial )(?<!wealth )(?<!tax )(?<!legal )(?<!sales )(?<!service )(?<!investment )"
        r"(?<!customer )(?<!client )\b(advisor|adviser|mentor|asesor[a]?(?! (fiscal|juridic|comercial|financier|legal))|consigliere di|"
        r"conseiller du president)\b",
        Seniority.ADVISOR,
    ),
    (r"\bchief of staff\b", Seniority.SENIOR),
    (
        r"\b(co ?)?founde?r\b|\bfounding (ceo|partner)\b|"
        r"(?<!product )(?<!process )(?<!system )(?<!service )(?<!data )\b(co ?)?owner\b|"
        r"\b(inhaber|grunder|mitgrunder)(in)?\b|\b(co ?)?fondat(eur|rice)\b|\b(co)?fundador[a]?\b|"
        r"\b(co ?)?fondat(ore|rice)\b|\bproprietor\b|\b(mede ?)?oprichter\b|\bentrepreneur\w*\b|\bself employed$|"
        r"\b(allein)?gesellschafter(in)?\b|\bselbststandig\w*$|\bunternehmer(in)?\b|\beigentumer(in)?\b|"
        r"\btitolare\b|\bimprenditor\w*\b|\bproprietari[oa]\b|\bdono\b|\bdona\b|\bempresari[oa]\b|"
        r"\bduen[oa]\b|\bsoci[oa] (fundador|fondator|gerente|administrador)\w*\b|\bemprendedor\w*\b|"
        r"\beigena(ar|res)\b|\bondernemer\b|\bzzp\w*\b|\bw[lł]asciciel\w*\b|\b(wspo[lł])?za[lł]ozyciel\w*\b|\bpropietari[oa]\b|\bowner operator\b|\bselbstandig\w*\b|"
        r"\bprzedsiebiorc\w*\b|\bagare\b|\bgrundare\b|\bejer\b|\bmajitel\w*\b|\bzakladatel\w*\b|"
        r"\bkurucu\w*\b|\balapito\b|\btulajdonos\b|\bfounding (?!engineer|team|member|designer)\w+\b",
        Seniority.FOUNDER,
    ),
    (
        r"\b(?<!vice )(?<!to the )(ceo|cfo|cto|coo|cio|ciso|cso|cmo|cpo|chro|"
        r"cro|cdo|cco|clo|cao|cxo)\b|"
        r"\bchief (\w+ ){1,4}officer\b|(?<!vice )\bpresident\b(?! s\b)|"
        r"\bchief executive\b|\bmanaging director\b|\b(haupt)?geschafts(fuhr\w*|leit(er|erin|ung))\b|\b\w*vorstand\w*\b|\bpdg\b|"
        r"\bdirect(eur|rice) general[e]?\b|\bdirector[a]? general\b|\bamministratore delegato\b|"
        r"\bdiret(or|ora) geral\b|\bgerente general\b|\balgemeen directeur\b|"
        r"\bpresidente\b(?<!vicepresidente)|\bgerante?\b|\bpresidenta\b|\bdyrektor generaln\w*\b|\bprezes\w*\b(?<!wiceprezes)|\bcz[lł]onek zarzadu\b|"
        r"\bconsejer[oa] delegad[oa]\b|\badministrador[a]? (unic[oa]|delegad[oa])\b|\bamministrator[ei] unic[oa]\b|"
        r"\bamministratrice delegata\b|\bdirettore generale\b|\bdiretor presidente\b|\bpresidente executiv[oa]\b|"
        r"\bverkstallande direktor\b|^vd\b|\badministrerende direktor\b|\btoimitusjohtaja\b|\bjednatel\w*\b|"
        r"\bgeneralni reditel\w*\b|\bgenel mudur\b|\bugyvezeto\w*\b|\bdirecteur generaal\b|\bbestuurder\b|"
        r"\bgeneraldirektor\w*\b|\bsprecher(in)? (der geschaftsfuhrung|des vorstands)\b|\bexecutive chair\w*\b",
        Seniority.C_LEVEL,
    ),
    (r"\bvice ?president\w*\b|\b(associate |senior |executive )?([saeg]|r)?vp\b", Seniority.VP),
    (r"\bassociee?\b|\bsoci[oa]\b|\bvennoot\b|\bwspolnik\b", Seniority.PARTNER),
    (
        r"(?<!business )\bpartner\b(?! (manager|success|sales|account|development|marketing|"
        r"engineer|program|operations|enablement|lead|solutions))",
        Seniority.PARTNER,
    ),
    (r"\b(team|gruppen|schicht|filial|markt)leit(er|erin|ung)\b|\bteamleider\b", Seniority.MANAGER),
    (
        r"\bprojekt(leit(er|erin|ung)|manager(in)?)\b|\bprojectleid(er|ster)\b|\b(produ[kc]t|account)manag\w+\b|\bproject ?leader\b",
        Seniority.INDIVIDUAL,
    ),
    (
        r"\b(global |group |deputy )?head\b|\b\w*leit(er|erin|ung)\b|\bgeneral manager\b",
        Seniority.HEAD,
    ),
    (r"\bprokurist(in)?\b", Seniority.MANAGER),
    (
        r"\bhoofd\b|\bchief\b|\b(group |deputy )?general counsel\b|\bchefsyndikus\b|\bchefjurist\w*\b|"
        r"\bleitende[rs]?\b|\bavdelningschef\b|\bwerksleit\w*\b|\bcapo (area|settore|reparto)\b",
        Seniority.HEAD,
    ),
    (
        r"\b(bereichs|abteilungs)?(director|direktor|direktorin|directora|directeur|directrice|"
        r"direttore|direttrice|diretor|diretora|treasurer|tresorier|dyrektor(ka)?|direktore?|direktør|reditel(ka)?|"
        r"johtaja|mudur|igazgato|drh|daf|dsi|raf|hrd)\b|\b\w{4,}(direktor|directeur)(in)?\b",
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
        r"process|territory|channel) (\w+ )?manager(in)?\b|\bchef(fe)? de (projet|produit)\b|\bjef[ea] de (proyecto|producto)s?\b|"
        r"\bjefe de (proyecto|producto)\b|\bproduct owner\b",
        Seniority.INDIVIDUAL,
    ),
    (
        r"\b\w*manager(in)?\b|\bteam ?lead(er)?\b|\b(group|squad|shift) lead(er)?\b|\bsupervisor\b|"
        r"\bsuperintendent\b|\bforeman\b|\bcontroller(in)?\b|\bjef[ea] de\b|"
        r"\bresponsable\b|\bresponsabile\b|"
        r"\bgerente\b|\bkierown\w*\b|\bcoord(inador|inadora|enador|enadora|inatore|inatrice|inateur|inatrice)\b|"
        r"\bvedouci\b|\bpaallikko\b|\bencargad[oa]\b|\b\w{3,}chef(in|en)?\b|\bchef(fe)? comptable\b|\bmarktleit\w*\b|\bchef(fe)? d\b|\bchef(fe)? de\b|\bcapo\b|\bcoordinador general\b|\bpolier\b",
        Seniority.MANAGER,
    ),
    (
        r"\b(senior|sr|managing editor|staff|principal|lead|founding|g[lł]own[yae]\w*|starsz[yae]|vedouci|leading|distinguished|fellow|expert|"
        r"expertin|veteran)\b",
        Seniority.SENIOR,
    ),
)

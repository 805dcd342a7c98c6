# ruff: noqa: E501  (tables of words)
"""Words for ranks and whole roles that reps type, beyond those that `connectors.titles` reads."""

from connectors.titles import Department, Seniority

D, S = Department, Seniority

#: How high: what stands for several values, or for others than a title with this word.
RANKS: tuple[tuple[tuple[Seniority, ...], str], ...] = (
    (
        (S.FOUNDER,),
        "founder|founding partner|founding director|co founder|cofounder|owner|co owner|business owner|company owner|founder or owner|founder owner|entrepreneur|proprietor|inhaber|"
        "inhaberin|grunder|grunderin|mitgrunder|unternehmer|unternehmerin|eigentumer|gesellschafter|fondateur|fondatrice|"
        "cofondateur|fundador|fundadora|cofundador|propietario|propietaria|dueno|duena|proprietaire|empresario|empresaria|owner operator",
    ),
    (
        (S.C_LEVEL,),
        "c level|clevel|c suite|csuite|cxo|c level executive|c level exec|c suite executive|c suite exec|chief officer|chief executive team|top management|"
        "top level management|vorstand|vorstande|vorstandsmitglied|vorstandin|c level leader|comex|codir|alta direccion|presidencia|c exec",
    ),
    (
        (S.FOUNDER, S.C_LEVEL, S.VP, S.HEAD, S.DIRECTOR),
        "decision maker|decisionmaker|decision making|budget holder|budget owner|economic buyer|key decision maker|entscheider|entscheiderin|entscheidungstrager|"
        "decideur|decideuse|decisor|decisora|decisores|tomador de decisiones|tomadores de decisiones|tomadores de decision|top executive|senior decision maker|power broker",
    ),
    (
        (S.C_LEVEL, S.VP, S.HEAD, S.DIRECTOR),
        "leader|leadership|senior leader|senior leadership|leadership team|senior management|executive management|top leader|"
        "fuhrungskraft|fuhrungskrafte|fuhrung|directivo|directiva|directivos|lider|lideres|cadre dirigeant|cadres dirigeants|senior leadership team",
    ),
    ((S.C_LEVEL, S.HEAD), "chief"),
    ((S.C_LEVEL, S.DIRECTOR), "director ejecutivo|directora ejecutiva"),
    (
        (S.FOUNDER, S.C_LEVEL),
        "dirigeant|dirigeante|chef d entreprise|chefs d entreprise|geschaftsleitung|geschaftsleiter|firmenchef",
    ),
    (
        (S.C_LEVEL, S.VP),
        "executive|exec|senior executive|senior exec|executive level|executive team|exec team",
    ),
    (
        (S.BOARD,),
        "board|board member|member of the board|board director|board of directors|chairman|chairwoman|chairperson|chair|aufsichtsrat|aufsichtsratin|aufsichtsrate|"
        "beirat|beirate|verwaltungsrat|non executive director|non exec|non exec director|non executive|ned|trustee|board level|membre du conseil|consejo de administracion|miembro del consejo|consejero|consejera|conseil d administration|administrateur independant|board seat",
    ),
    (
        (S.PARTNER,),
        "partner|managing partner|senior partner|equity partner|partnerin|associe|associee|socio|socia|law partner|general partner",
    ),
    (
        (S.VP,),
        "vp|vps|v p|vice president|vice pres|svp|evp|avp|rvp|senior vp|executive vp|senior vice president|executive vice president|area vice president|vizeprasident|"
        "vice presidente|vicepresidente|vicepresidenta|vice presidenta|vp level|vice presidente senior",
    ),
    (
        (S.HEAD,),
        "head|dept head|department head|head level|leiter|leiterin|leitung|leitende|leitender|bereichsleiter|bereichsleiterin|abteilungsleiter|abteilungsleiterin|chef de service|chef de departement|jefe de departamento|jefe de area|hoofd",
    ),
    (
        (S.DIRECTOR,),
        "director|dir|director level|direktor|direktorin|direktoren|directeur|directrice|directora|directores|direttore|senior director|sr director|associate director|"
        "regional director|group director|global director|international director|direction|direccion",
    ),
    (
        (S.MANAGER,),
        "manager|group leader|shift leader|shift manager|crew leader|squad lead|chapter lead|group lead|mgr|mgmt|managerin|managers|manager level|middle management|middle manager|mid level manager|line manager|people manager|senior manager|sr manager|team lead|team leader|teamleiter|teamleiterin|supervisor|"
        "superviseur|foreman|gerente|jefe|jefa|jefes|responsable|responsables|chef|cheffe|encargado|encargada|chef d equipe|jefe de equipo|gruppenleiter|gruppenleiterin|coordinador|coordinadora|regional manager|area manager",
    ),
    (
        (S.SENIOR,),
        "senior|sr|snr|senior level|principal|senior specialist|senior expert|senior individual contributor|staff engineer level|experienced|distinguished|experto|experta|experte|expertin",
    ),
    ((S.SENIOR, S.MANAGER), "lead|leads"),
    (
        (S.INDIVIDUAL,),
        "specialist|individual contributor|ic|spezialist|spezialistin|fachkraft|fachkrafte|specialiste|especialista|individual level|sachbearbeiter|sachbearbeiterin|mitarbeiter|referent|referentin",
    ),
    (
        (S.ENTRY,),
        "junior|jr|student|studenten|studentin|etudiant|estudiante|entry level|intern|interns|internship|trainee|graduate|new grad|grad|praktikant|praktikantin|praktikanten|werkstudent|werkstudentin|azubi|auszubildende|stagiaire|becario|becaria|apprentice|working student|berufseinsteiger|alternant|alternante|debutant",
    ),
    ((S.ADVISOR,), "advisor|adviser|advisers|mentor|mentors|asesor|asesora"),
)

#: Whole roles: rank and work. "=" reads the line by `connectors.titles`.
ROLES: tuple[tuple[tuple[Seniority, ...], tuple[Department, ...], str], ...] = (
    (
        (S.C_LEVEL,),
        (D.EXECUTIVE,),
        "ceo|chief executive|chief executive officer|managing director|md|mds|president|president and ceo|group ceo|geschaftsfuhrer|geschaftsfuhrerin|geschaftsfuhrung|gf|"
        "vorstandsvorsitzender|vorstandsvorsitzende|vorstandschef|pdg|president directeur general|directeur general|directrice generale|dg|director general|directora general|"
        "consejero delegado|consejera delegada|gerente general|directeurs generaux|presidente|presidenta|gerant|gerante|"
        "chief business officer|firmenleitung|unternehmensleitung|hauptgeschaftsfuhrer|directores generales|gerentes generales|amministratore delegato|algemeen directeur|verkstallande direktor|vd|administrador unico|co ceo|generaldirektor|generaldirektorin|managing dir",
    ),
    (
        (S.HEAD,),
        (D.EXECUTIVE,),
        "general manager|gm|gms|country head|head of country|general managers|director de pais|country gm",
    ),
    ((S.SENIOR,), (D.EXECUTIVE,), "chief of staff|chiefs of staff|cos|stabschef"),
    (
        (S.C_LEVEL,),
        (D.FINANCE,),
        "cfo|chief financial officer|chief finance officer|finanzvorstand|kaufmannischer geschaftsfuhrer|chief accounting officer|chief investment officer|chief risk officer",
    ),
    (
        (S.C_LEVEL,),
        (D.ENGINEERING,),
        "cto|chief technology officer|chief technical officer|chief engineering officer|technikvorstand|technischer geschaftsfuhrer|technischer vorstand",
    ),
    (
        (S.C_LEVEL,),
        (D.OPERATIONS,),
        "coo|chief operating officer|chief operations officer|csco|chief supply chain officer|produktionsvorstand|chief quality officer",
    ),
    ((S.C_LEVEL,), (D.IT,), "cio|chief information officer|cdo|chief digital officer|it vorstand"),
    (
        (S.C_LEVEL,),
        (D.SECURITY,),
        "ciso|chief information security officer|chief security officer|cso|bciso",
    ),
    (
        (S.C_LEVEL,),
        (D.MARKETING,),
        "cmo|chief marketing officer|chief growth officer|chief brand officer|chief communications officer|marketingvorstand|cgo",
    ),
    (
        (S.C_LEVEL,),
        (D.SALES,),
        "cro|chief revenue officer|chief sales officer|chief commercial officer|vertriebsvorstand",
    ),
    ((S.C_LEVEL,), (D.PRODUCT,), "cpo|chief product officer"),
    ((S.C_LEVEL,), (D.PROCUREMENT,), "chief procurement officer|chief purchasing officer"),
    (
        (S.C_LEVEL,),
        (D.PEOPLE,),
        "chro|chief people officer|chief human resources officer|chief hr officer|personalvorstand|chief talent officer",
    ),
    (
        (S.C_LEVEL,),
        (D.LEGAL,),
        "clo|chief legal officer|chief compliance officer|chief privacy officer",
    ),
    (
        (S.C_LEVEL,),
        (D.DATA,),
        "chief data officer|chief ai officer|chief analytics officer|cdao",
    ),
    ((S.C_LEVEL,), (D.STRATEGY,), "chief strategy officer|chief transformation officer"),
    ((S.C_LEVEL,), (D.CUSTOMER_SUCCESS,), "chief customer officer|chief experience officer"),
    (
        (S.C_LEVEL,),
        (D.RESEARCH,),
        "chief scientific officer|chief science officer|chief innovation officer",
    ),
    ((S.C_LEVEL,), (D.HEALTHCARE,), "chief medical officer|chief nursing officer"),
    (
        (S.HEAD,),
        (D.LEGAL,),
        "general counsel|gc|gcs|chefjurist|chefjuristin|chefsyndikus|group general counsel",
    ),
    (
        (S.DIRECTOR,),
        (D.PEOPLE,),
        "drh|hrd|director de recursos humanos|directora de recursos humanos",
    ),
    (
        (S.DIRECTOR,),
        (D.FINANCE,),
        "daf|raf|treasurer|financial director|finance director|director financiero|directora financiera",
    ),
    ((S.DIRECTOR,), (D.IT,), "dsi"),
    ((S.MANAGER,), (D.FINANCE,), "controller|financial controller|controllers|controllerin"),
    (
        (S.HEAD,),
        (D.SALES,),
        "vertriebsleiter|vertriebsleiterin|vertriebsleitung|verkaufsleiter|verkaufsleiterin",
    ),
    ((S.HEAD,), (D.PROCUREMENT,), "einkaufsleiter|einkaufsleiterin|einkaufsleitung"),
    ((S.HEAD,), (D.PEOPLE,), "personalleiter|personalleiterin|personalleitung"),
    ((S.HEAD,), (D.MARKETING,), "marketingleiter|marketingleiterin|marketingleitung"),
    ((S.HEAD,), (D.FINANCE,), "finanzleiter|finanzleiterin"),
    (
        (S.HEAD,),
        (D.OPERATIONS,),
        "produktionsleiter|produktionsleiterin|betriebsleiter|logistikleiter|logistikleiterin|werkleiter|werksleiter",
    ),
    ((S.HEAD,), (D.ENGINEERING,), "entwicklungsleiter|entwicklungsleiterin"),
    ((S.C_LEVEL,), (D.SALES, D.EXECUTIVE), "cco"),
    ((S.C_LEVEL,), (D.PRODUCT, D.EXECUTIVE), "cpto"),
    ((S.C_LEVEL,), (D.DATA, D.EXECUTIVE), "caio"),
    (
        (S.MANAGER, S.HEAD, S.DIRECTOR),
        (D.EXECUTIVE,),
        "country manager|country lead|landeschef|pais manager",
    ),
    ((S.DIRECTOR, S.HEAD), (D.EXECUTIVE,), "country director|director de pais"),
    (
        (S.HEAD,),
        (D.OPERATIONS,),
        "niederlassungsleiter|niederlassungsleiterin|site head|standortleiter|standortleiterin",
    ),
    ((S.C_LEVEL, S.MANAGER), (D.FINANCE,), "finanzchef|finanzchefin"),
    ((S.C_LEVEL, S.HEAD, S.DIRECTOR), (D.SECURITY,), "rssi"),
    ((S.MANAGER,), (D.SALES,), "bid manager"),
    ((S.MANAGER,), (D.MARKETING,), "brand manager|pr manager|communications manager"),
    ((S.MANAGER,), (D.PROCUREMENT,), "vendor manager|supplier manager"),
    ((S.MANAGER,), (D.CUSTOMER_SUCCESS,), "service manager"),
    ((S.DIRECTOR, S.C_LEVEL), (D.EXECUTIVE,), "executive director"),
    (
        (S.SENIOR,),
        (D.ENGINEERING,),
        "staff engineer|staff software engineer|senior staff engineer|distinguished engineer",
    ),
    ((S.MANAGER,), (D.OPERATIONS,), "office manager"),
    (
        (S.MANAGER,),
        (D.FINANCE,),
        "investment manager|portfolio manager|fund manager|wealth manager|fondsmanager|asset manager",
    ),
    ((S.DIRECTOR,), (D.DESIGN,), "art director|creative director"),
    ((S.MANAGER,), (D.EXECUTIVE,), "prokurist|prokuristin|prokuristen"),
    (
        (S.SENIOR, S.MANAGER),
        (D.ENGINEERING,),
        "tech lead|technical lead|engineering lead|dev lead|techlead",
    ),
)

#: Stand before a rank and change it: read together by `connectors.titles`.
MODIFIERS = (
    "deputy|assistant|associate|vice|interim|acting|stellvertretender|stellvertretende|stv|adjoint|adjointe|adjunto|adjunta|group|global|regional|"
    "international|corporate|national|area|country|territory|technical|executive|managing|kaufmannischer|technischer|strategic|digital|general|subdirector"
)

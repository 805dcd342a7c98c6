# ruff: noqa: E501  (tables of words)
"""How high a title stands: rules read from top to bottom."""

from connectors.titles.labels import Seniority

_CHIEFS = "ceo|cfo|cto|coo|cio|ciso|cso|cmo|cpo|chro|cro|cdo|cco|clo|cao|cxo|cino|caio|cpto"

#: The first rule whose pattern is found decides. Titles arrive as `plain` words.
RANKS: tuple[tuple[str, Seniority], ...] = (
    # Grades of the large technology houses, and names of the first years in audit and banking.
    (r"\bhead ?(teacher|master|mistress)\b", Seniority.HEAD),
    (
        r"\badministrat(eur|rice) (de |des |du )?(s[iy]stem\w*|reseaux?|base\w*)\b|\bexpert(e)? comptable\b|\bstaff (nurse|accountant|writer|pharmacist|physician|nutritionist)\b",
        Seniority.INDIVIDUAL,
    ),
    (
        r"\b\w*(geschafts)?inhaber(in)?\b|\b(mit)?begrunder(in)?\b|\bexistenzgrunder(in)?\b",
        Seniority.FOUNDER,
    ),
    (r"\bgeneral counsel (and )?(company |corporate )?secretary\b", Seniority.HEAD),
    (r"\b(senior|managing) partner (?=management consult)", Seniority.PARTNER),
    (r"\b(sde|sdet|swe|mts) (3|iii|4|iv)\b|\bsmts\b", Seniority.SENIOR),
    (
        r"\b(sde|sdet|swe|mts)\b|(?<!senior )(?<!lead )(?<!principal )\bmember of technical staff\b|(?<!senior )\bpost ?doc\w* (fellow|researcher|associate)\b",
        Seniority.INDIVIDUAL,
    ),
    (
        r"\barticled\b|\barticleship\b|\b(summer|spring) (analyst|associate|clerk|trainee)\b",
        Seniority.ENTRY,
    ),
    # Who stands in for the chief is not the chief.
    (
        rf"\b(deputy|stellvertretende\w*|stv|vize|adjoint\w*|assistant|zastepc\w*|vice|associate) "
        rf"({_CHIEFS}|vorstand\w*|geschaftsfuhr\w*|prezes\w*|dyrektor\w* generaln\w*|managing director|chief (\w+ )?(officer|executive))\b|"
        r"\b(direct(eur|rice) general[e]?|ceo|cfo|cto) (adjoint[e]?|delegue adjoint[e]?)\b|\bsubdirector[a]? general\b|"
        r"\bdirector[a]? general adjunt[oa]\b|\bvicedirettore generale\b|\badjunct (algemeen )?directeur\b|\bgenel mudur yardimcisi\b",
        Seniority.VP,
    ),
    # Who assists the chief, or works in their office, is not the chief.
    (
        r"\bassistan(t|te|tin|z) vice president\b(?!.)",
        Seniority.VP,
    ),
    (
        r"\b(executive|personal|administrative|office|management|team|project|direktions\w*|vorstands\w*) assistan(t|z|tin)\b|"
        r"\b\w*assistan(t|te|tin|z) (to|der|des|du|zur|fur|an|zarzadu)\b|\b\w*assisten(t|te|tin|z|ta) (der|des|zur|fur|an|de|di|da|do|van) \w+|"
        r"\b(ea|pa) (to|of)\b|\basystent\w*\b|\basistente?\b|\bassistente?\b|\basistentk\w*\b|"
        r"\bassistant (commercial|rh|marketing|achats|comptable|juridique|qualite|social)\w*\b|"
        r"\b\w*(assistenz|assistentin|sekretar\w*|secretaresse|secretari[oa]|segretari[oa]|sekretark\w*)\b(?!.*\b(general\w*|generale)\b)|"
        r"(?<!company )(?<!corporate )\bsecretary\b(?!.*\bgeneral\b)|"
        r"\breferent\w* (der|des|zur|fur|an) \w+|\b(chargee?|charge) d\w*\b",
        Seniority.INDIVIDUAL,
    ),
    (
        r"\b(intern|internship|trainee|apprentice\w*|graduate|(?<!of )(?<!for )student(?!s\b)\w*|dual\w* stud\w*|working student|werkstudent\w*|(phd|mba|msc|llm|md|doctoral|jd) (candidate|student|researcher)|doctoral \w+|"
        r"praktikant\w*|auszubildende\w*|azubi\w*|volontar\w*|lehrling\w*|referendar\w*|stagiaire|alternante?|apprentie?|etudiante?|doctorante?|doktorand\w*|dottorand\w*|doctorand[oa]|"
        r"becari[oa]|practicante|tirocinante|stagista|estagiari[oa]|estudiante|estudante|aprendiz|studente|studentessa|apprendista|stagiair\w*|leerling|promovend\w*|"
        r"stazyst\w*|praktykant\w*|aplikant\w*|harjoittelija|opiskelija|larling|laerling|stajyer\w*|ogrenci|stazist\w*|elev|junior\w*(?! partner)|mlodsz[yae]|jr|entry level|undergraduate)\b",
        Seniority.ENTRY,
    ),
    (
        r"\b(entrepreneur|executive|founder|operator|partner|expert) in residence\b",
        Seniority.ADVISOR,
    ),
    (
        r"\b(advisor|adviser|counsell?or|mentor|conseillere?|asesora?|berater(in)?) (to|of|du|de la|del|des) (the )?(president|presidente?|ceo|board|founders?|startups?|\w*minister|vorstands|c \w+)\b",
        Seniority.ADVISOR,
    ),
    (r"\bchief of staff\b|\bstabschef\w*\b", Seniority.SENIOR),
    (
        r"(?<!by )\b(co ?)?founde?r\b|\bfounding (ceo|partner|director)\b|"
        r"(?<!product )(?<!process )(?<!system )(?<!service )(?<!data )(?<!application )(?<!risk )\b(co ?)?owner\b|"
        r"\b(mit|co ?)?(inhaber|grunder)(in)?\b|\b(co ?)?fondat(eur|rice)\b|\b(co ?)?fundador[a]?\b|\bfirmengrunder\w*\b|\bunternehmensgrunder\w*\b|"
        r"\b(co ?)?fondat(ore|rice)\b|\bproprietor\b|\b(mede ?|co ?)?oprichter\b|\b\w{0,12}entrepreneur\w*\b|\bself employed$|"
        r"\b(mit|allein|haupt)?gesellschafter(in)?\b|\bselbststandig\w*$|\bunternehmer(in)?\b|\bjungunternehmer\w*\b|\b(mede)?eigentumer(in)?\b|"
        r"\btitolare\b|\bimprenditor\w*\b|\bimprenditrice\b|\bproprietari[oa]\b|\bdon[oa]\b|\bempresari[oa]\b|\bempreendedora?\b|"
        r"\bduen[oa]\b|\bsoci[oa] (fundador|fondator|fondatrice|gerente|administrador|amministratore|amministratrice|titular|propietari)\w*\b|\bemprendedora?\b|\bcreador de empresa\b|"
        r"\b(mede ?)?eigena(ar|res)\b|\bondernemer\b|\bdirecteur eigenaar\b|\bzzp\w*\b|\bwlasciciel\w*\b|\b(wspol)?zalozyciel\w*\b|\bwspolwlasciciel\w*\b|\bpropietari[oa]\b|\bowner operator\b|\bselbstandig\w*$|"
        r"\bprzedsiebiorc\w*\b|\bagare\b|\b(med)?grundare\b|\b(med)?grundlegger\b|\b(med)?stifter\b|\begenforetag\w*\b|\bentreprenor\w*\b|\byrittaja\b|\b(osa)?omistaja\b|\bperustaja\b|\beier\b|\b(med)?ejer\b|\b(spolu)?majitel\w*\b|\b(spolu)?zakladatel\w*\b|\bpodnikatel\w*\b|"
        r"\b(kurucu|isletme sahibi|sirket sahibi|girisimci|sahibi)\w*\b|\b(tars)?alapito\b|\btulajdonos\b|\bvallalkozo\b|\bproprietaire\b|\bchefe? d ?entreprise\b|\bdirigeante?\b|\bcreat(eur|rice) d ?entreprise\b|\bexploitante? agricole\b|"
        r"\bpatron(ne)?\b|\bfondator\b|\bantreprenor\b|\badministrator unic\b|\bfounding (?!engineer|team|member|designer|developer|product|sales|account|data|ae)\w+\b",
        Seniority.FOUNDER,
    ),
    (
        rf"\b(?<!vice )(?<!\bthe )(co ?)?({_CHIEFS})\b|\bchief executive\b|\bchief (\w+ ){{1,5}}officer\b|"
        r"(?<!vice )\bmanaging director\b|\b(haupt|allein|mit|co )?geschafts(fuhr\w*|leit(er|erin|ung))\b|\bpdg\b|\bpresident and ceo\b|"
        r"\b(amministrat(ore|rice) delegat[oa]|consejer[oa] delegad[oa]|verkstallande direktor|toimitusjohtaja|algemeen directeur|directeur generaal|daglig leder|bestuursvoorzitter)\b|"
        r"\bdirect(eur|rice) general[e]?\b|(?<!sub)\bdirector[a]? general\b|\bdiret(or|ora) geral\b|\bgerente general\b|\bdirett(ore|rice) generale\b|(?<!non )\bexecutive chair\w*\b",
        Seniority.C_LEVEL,
    ),
    (
        r"\bnon executive\b|\bnon exec\b|\bindependent (non executive )?director\b|\boutside director\b|\bpresident\w* (del consejo|del consiglio|du conseil|do conselho|rady|of the (supervisory )?board)\b|\bboard (member|director|chair\w*|observer|advisory member)\b|\bmember of the (\w+ )?board\b|\bboards?$|"
        r"\b(vice ?)?chair(man|woman|person)?\b|\b(of|on) the board\b|\bboard of directors\b|\b(aufsichtsrat|"
        r"beirat|verwaltungsrat|stiftungsrat)\w*\b|\w*aufsichtsrat\w*|\b(trustees?|school governor)\b|\bneds?\b|\braad van (bestuur|commissarissen|toezicht|advies)\b|\bcommissaris\b|\b(bestuurs|raads)lid\b|\bvoorzitter\b|\btoezichthouder\b|"
        r"\b(administratrice|administrateur) (independant\w*|de soci\w+|non)\b|\badministrat(rice|eur)$|\badministratrice\b|\bconsejer[oa]\b(?! (de venta|comercial))|\bvocal del consejo\b|\bconsiglier[ea]\b|\b(conseil|consiglio|consejo|conselho) (d ?|de |di |of )?(administra\w+|surveillance|fiscal|consultivo|direc\w+)\b|\bconselheir[oa]\b|"
        r"\brad[ay] nadzorcz\w+\b|\brad[ay] dyrektorow\b|\bstyrelse\w*\b|\bstyremedlem\b|\bstyreleder\b|\bstyrets leder\b|\bbestyrelses\w*\b|\bhallitu\w+\b|\bdozorc[ií]\w* rad\w*\b|\bspravni rad\w*\b|\byonetim kurulu\w*\b|\bboard\b$",
        Seniority.BOARD,
    ),
    (
        r"(?<!vice )\bpresident\b(?! s\b)|\b\w{0,14}vorstand\w*\b|(?<!vice )\bpresident[ea]\b|\bprezes\w*\b|\bgerante?\b|\bco gerante?\b|\bczlon\w+ zarzadu\b|\bprzewodniczac\w+ zarzadu\b|\bdyrektor generaln\w*\b|"
        r"\badministrador[a]? (unic[oa]|delegad[oa]|general)\b|\bamministrator[ei] unic[oa]\b|\bamministratrice unica\b|\bdiretora? (presidente|executiv[oa])\b|\bpresidente executiv[oa]\b|"
        r"\bvd$|^vd\b|\b(administrerende|adm) (direktor|dir)\b|\b(statutarni )?jednatel\w*\b|\bpredseda predstavenstva\b|\bclen predstavenstva\b|\bprokonzul\b|"
        r"\bgeneralni reditel\w*\b|\bgenel mudur\w*\b|\bgenel koordinator\w*\b|\bicra kurulu baskani\b|\bugyvezeto\w*\b|\bvezerigazgato\w*\b|\bbestuurder\b|\bstatutair \w+\b|\bdga\b|\bkoncernchef\b|\bkonsernsjef\b|"
        r"\b(secretaire general\w*|secretary general|generalsekretar\w*|segretari[oa] generale|secretari[oa] general)\b|"
        r"\bgeneraldirektor\w*\b|\bgeneral ?direktor\w*\b|\bsprecher(in)? (der geschaftsfuhrung|des vorstands)\b|\bmembre du (directoire|comite executif)\b|\bpresident du directoire\b|\bmembro da diretoria\b|\bmandataire social\b",
        Seniority.C_LEVEL,
    ),
    (
        r"\bvice ?president\w*\b|\bvize ?prasident\w*\b|\bwice ?prezes\w*\b|\bvice ?prezes\w*\b|\bvice ?prezident\w*\b|\bvice ?presidenz\w*\b|\bbaskan yardimcisi\b|\b(associate |senior |executive )?([saegrf]|gr)?vp\b",
        Seniority.VP,
    ),
    (
        r"\bassociee?\b|\bsoci[oa]\b|\bvennoot\b|\bmaat\b|\bwspolnik\w*\b|\blp$|^lp\b|\bspolecnik\b|\bkommanditist(in)?\b|\bortak\b|\bosakas\b|\bdelagare\b|\bpartnerin\b|"
        r"(?<!business )(?<!talent )(?<!acquisition )(?<!people )(?<!hr )(?<!finance )(?<!channel )(?<!technology )(?<!client )(?<!delivery )(?<!alliance )(?<!community )(?<!account )(?<!learning )(?<!recruitment )(?<!strategic )(?<!marketing )\bpartner\b(?! (manager|managment|management|success|sales|account|development|marketing|"
        r"engineer|program|operations|enablement|lead|solutions|relations|director|experience))",
        Seniority.PARTNER,
    ),
    (
        r"\b(team|gruppen|schicht|filial|markt|fachgruppen|sachgebiets|referats|stations|kassen|kuchen|restaurant)leit(er|erin|ung)\b|\b(senior |junior )?teamleider\b|\b(vor|schicht|industrie|werk|handwerks|produktions)(meister)(in)?\b|\bmeister(in)?\b|\bvorarbeiter(in)?\b|\bteam ?chef\w*\b|\bteamleder\b|\bgruppleder\b",
        Seniority.MANAGER,
    ),
    (
        r"\b(proje[ck]t|bau|it projekt)(leit(er|erin|ung)|manager(in)?|leder|ledare|leiare)\b|\bproje[ck]tleid(er|ster)\b|\bprosjektleder\b|\b(produ[kc]t|account)(manager(in)?|chef)\b(?<!group product manager)(?<!area account manager)|\bproject ?leader\b|\bcapo ?progetto\b|\bprojektov\w+ manazer\w*\b|\bprojektipaallikko\b|\bvedouci projektu\b|\bproje yoneticisi\b",
        Seniority.INDIVIDUAL,
    ),
    (
        r"\b(global |group |deputy )?head\b|\b\w*leit(er|erin|ung)\b|\bgeneral manager\b|\bgm\b|\bschool principal\b|\bprincipal of school\b",
        Seniority.HEAD,
    ),
    (r"\bprokurist(in)?\b|\bhandlungsbevollmachtigt\w*\b", Seniority.MANAGER),
    (
        r"\b\w{0,12}hoofd\b|\bhoofd\w*\b|\bchief\b|\b(group |deputy |associate |assistant )?general counsel\b|\bgc\b|\bchefsyndikus\b|\bchefjurist\w*\b|"
        r"\bleitende[rs]?\b|\bavdelningschef\b|\bwerksleit\w*\b|\bcapo (area|settore|reparto|ufficio|servizio|dipartimento)\b|\bafdelingschef\b|\bavdelingsleder\b|\bosastopaallikko\b|\bchef de (service|departement)\b|\bjef[ea] de(l)? (departamento|area|servicio)\b|\bchefe de (departamento|divisao)\b",
        Seniority.HEAD,
    ),
    (
        r"\b(sub|vice|co)?(bereichs|abteilungs)?(director|direktor|direktorin|directora|directeur|directrice|"
        r"direttore|direttrice|diretor|diretora|directors|treasurer|tresorier|tresoriere|dyrektor(ka)?|dyrektora|direktore?|direktoru|reditel(ka)?|"
        r"johtaja|igazgato|igazgatoja|drh|daf|dsi|raf|hrd|dircom|dir)\b|\b\w{4,}(direktor|directeur|johtaja|reditel)(in|en)?\b",
        Seniority.DIRECTOR,
    ),
    (r"^direction (?=[dgcftmrsi])", Seniority.DIRECTOR),
    (
        r"\b(group|regional|area|national|country) (?!(key )?accounts? )(\w+ ){0,2}manager\b",
        Seniority.MANAGER,
    ),
    # Managers of a thing, not of people.
    (
        r"\b(senior|sr|principal|lead|staff) (?!manager )(\w+ ){0,2}(product|project|program|programme|account|"
        r"customer success|client success|business development|relationship|partner|community|delivery) (manager|owner)\b",
        Seniority.SENIOR,
    ),
    (
        r"\b(product|project|program|programme|account|customer success|client success|"
        r"business development|relationship|partner|partnership|partnerships|community|"
        r"social media|content|category|case|(?<!service )delivery|release|scrum|campaign|property|change|"
        r"process|territory|channel|grants|event|events) (?!marketing|operations|sales|finance|design|engineering|support|strategy|development|controlling|security|quality)(\w+ )?manager(in)?\b|\bchef(fe)? de (projets?|produits?|partie|rang|cuisine|publicite)\b|\bjef[ea] de (proyecto|producto)s?\b|"
        r"\bgestor[a]? de (proyectos?|projetos?|cuentas?|contas?|produtos?|productos?|clientes?)\b|\bproduct owner\b|\bproduktagare\b",
        Seniority.INDIVIDUAL,
    ),
    (
        r"\b\w*manager(in|ka)?\b|\bmanazer(ka)?\b|\bmanedzser\b|\bmenedzer(ka)?\b|\bteam ?lead(er)?\b|\b(group|squad|shift|chapter|crew) lead(er)?\b|\bsupervisora?\b|\bsupervis(eur|euse|ore)\b|"
        r"\bsuperintendent\b|\bforeman\b|(?<!credit )\bcontroller(in)?\b|\bjef[ea] de(l)?\b|\bjef[ea]\b|"
        r"\bresponsable\b|\bresponsabile\b|\bresponsavel\b|\bencarregad[oa]\b|\bpreposto\b|"
        r"\bgerente\b|\bgestore\b|\bkierown\w*\b|\bcoord(inador|inadora|enador|enadora|inatore|inatrice|inateur|inatrice)\b|\bkoordynator\w*\b|"
        r"\bvedouci\b|\b\w*paallikko\b|\bencargad[oa]\b|\b\w{3,}(chef|sjef)(in|en)?\b|\b(?!sous)\w{2,3} (chef|sjef)$|\bchef(fe)? comptable\b|\bmarktleit\w*\b|\bchef(fe)? (d|de|du|des|vente|equipe)\b|\bchefe de\b|\bcapo\w*\b|\bpolier\b|"
        r"\b\w*leider\b|\bleidinggevende\b|\b(?!mit)\w*(leder|ledare)\b|\bmudur\w*\b|\byonetici\w*\b|\bsefi?\b|\bmistr\b|\bvezeto\w*\b|\bcsoportvezeto\b|\bbrygadzist\w*\b|\bgerencia\b|\besimies\b|\bformand\b|\bstore manager\b",
        Seniority.MANAGER,
    ),
    (
        r"(?<!financial )(?<!finance )(?<!wealth )(?<!tax )(?<!legal )(?<!sales )(?<!service )(?<!investment )(?<!mortgage )(?<!security )(?<!technical )(?<!hr )(?<!policy )(?<!travel )(?<!career )"
        r"(?<!customer )(?<!client )(?<!beauty )\b(advisor|adviser|mentor|mentora|consigliere di|business angel and advisor)\b|\basesora?\b(?! (fiscal|juridic|comercial|financier|legal|laboral|inmobiliari|tecnic|de venta))",
        Seniority.ADVISOR,
    ),
    (
        r"\b(senior|sr|snr|managing editor|staff|principal|lead(?! gen)|founding|glown[yae]\w*|starsz[yae]|mistrz|hlavni|leading|distinguished|fellow|experte?|experta|esperto|esperta|"
        r"expertin|eksperte?|asiantuntija|kidemli|vanhempi|seniorni|veteran|confirme|maitre de conferences)\b",
        Seniority.SENIOR,
    ),
    # Who has money to place says so by that, and not how high they stand.
    (
        r"\b(business |super )?angel\b|\b\w*investors?\b|\binvestisseu(r|se)\b|\binvestit(ore|rice)\b|\binversora?\b|\binvestidora?\b|\binvesteerder\b|\binwestor\w*\b|\binvestori?\b|\binvesterare\b|\bsijoittaja\b|\byatirimci\b",
        Seniority.OTHER,
    ),
)

# ruff: noqa: E501  (tables of words)
"""What a title works on: words that say it."""

import re

from connectors.titles.labels import Department

_NEXT = re.compile(r"\((?:[^()]|\([^()]*\))*\)|\|")


def longest_first(pattern: str) -> str:
    """The same alternatives, those of several words first: "it support" is found before "it"."""
    marked = _NEXT.sub(lambda found: "\n" if found[0] == "|" else found[0], pattern)
    return "|".join(sorted(marked.split("\n"), key=lambda one: -one.count(" ")))


#: The pattern that is found first in the title decides; at the same place, the longer one.
FIELDS: tuple[tuple[str, Department], ...] = (
    (
        r"revops|rev ops|sellers?|selling|sprzedawc\w*|(?:global|key|strategic|major|national|enterprise|corporate|named|large) accounts?|accounts? sales|store sales|"
        r"sales|account (executive|manager|director)|key account|sdr|bdr|business develop(?:ment|ers?)|"
        r"revenue(?! (?:account|recogni|assur|control|audit|cycle|manage))|cro|solutions? (?:engineer\w*|consult\w*)|pre ?sales|partnerships?|partner manager|"
        r"channel|territory|commercial|\w*vertrieb\w*|\w*verkauf\w*|secteur|aussendienst\w*|vent(e|es|as)|"
        r"vendite|vendas|commercial[e]?|commerciale?s?|comercial\w*|verkoop\w*|ingenieure? (?:commercial|d ?affaires)\w*|"
        r"chargee? d ?affaires|handels\w*|forsaljning\w*|salg\w*|sprzedaz\w*|handlow\w*|prodej\w*|satis|myynti\w*|"
        r"inside sales|outside sales|account management|pre sales|bid manager|agente de ventas|venditore|venditrice|"
        r"grands comptes|grandes cuentas|grandi clienti|grandes contas|obchod\w*|commercie\w*|accountmanag\w*|vertegenwoordiger|attachee? commercial\w*|export\w*|import\w*|tender\w*|angebots\w*|verkaufer\w*|preventas|vendedor\w*|delegado comercial"
        r"|kam|telesales|telemarketing|go to market|gtm|alliances?|bizdev|biz dev|sales(?:person|man|woman|people|manag\w*|leit\w*|chef\w*)|cuentas|relationships?|representante? comercial\w*|agente? (?:di commercio|comercial|commercial|commerciale|de vendas)"
        r"|rappresentante\w*|representante de vent?das|przedstawiciel\w* handlow\w*|handlowiec|vanzari|myynnin\w*|satis\w*|geschaftsentwicklung|desarrollo (?:de )?negocios?|sviluppo (?:del )?business|rozwoju biznesu"
        r"|developpement (?:commercial|des affaires)|desenvolvimento de negocios|ingenier[oa] (?:de ventas|comercial)|ingegnere (?:commerciale|di vendita)|engenheir[oa] de vendas|kundenberater\w* (?:im )?aussendienst"
        r"|client partner|accounts? (?:based|lead|partner)|key accounts?|verkop\w*|technico commercial\w*|tecnico commerciale|tecnico comercial|affarsutveckl\w*|forretningsudvikl\w*|forretningsutvikl\w*|closer|wholesale\w*|saljare|selger|saelger|saelger|new business|franchis\w*",
        Department.SALES,
    ),
    (
        r"publicite|tekstschrijver\w*|copywriter\w*|produktmarketing\w*|productmarketing\w*|branding|demand gen|lead gen|ppc|abm|marcom|marketeers?|marketers?|consumer insights|merchandising|community(?! (?:nurse|nursing|health|pharm))|marketing|product marketing|brand|cmo|seo|sem|growth|content|communications?|"
        r"public relations|pr|social media|advertising|media|demand generation|copywriter|"
        r"\w*kommunikation\w*|mercadotecnia|pressesprecher\w*|events?|marketing\w*|comunica\w*|communicatie|publicidad|"
        r"pubblicita|werbung\w*|markenmanag\w*|journalist\w*|editor|redakt\w*|presse\w*|pr manager|markkinointi\w*|pazarlama"
        r"|crm|comms|influencer|publish\w*|storytell\w*|editorial|editora?|redac(?:teur|trice|tora?|cion|ao)|giornalista|periodista|jornalista|dziennikar\w*|journalis\w*|reporter|reklam\w*|iletisim|marknad\w*|marked\w*|viestinta\w*"
        r"|kommunikation\w*|relations (?:publiques|presse)|relaciones publicas|relazioni pubbliche|relacoes publicas|prensa|stampa|imprensa|voorlichter|woordvoerd\w*|spokes\w*|porte parole|rzecznik\w*"
        r"|offentlichkeitsarbeit|werbe\w*|marke|marki|marque|marca|public affairs|corporate affairs|e ?commerce|performance market\w*|digital market\w*|lead generation|campaign\w*|evangelist|blogger|streamer|tiskov\w*|online market\w*",
        Department.MARKETING,
    ),
    (
        r"customers?(?: (?:success|support|service|experience|care|onboarding))?|customer (success|support|service|experience|care|onboarding)|client (success|services?)|"
        r"experience|support|kundenservice|kundenbetreu\w*|service client|it client|atencion al cliente|klantenservice|servizio clienti|"
        r"relation client\w*|tecnic[oa] de soporte|(?:chargee?|conseillere?) (?:de )?clientele|clientele|kunden\w*|clienti|clientes|technicie\w* support|service|serviceleit\w*|servicetech\w*|obsluga klienta|kundtjanst|suporte|soporte"
        r"|klant\w*|kunde\w*|kundtjanst\w*|asiakas\w*|musteri\w*|zakazni\w*|klient\w*|clientela|cx|csm|onboarding|call ?cent(?:er|re)|contact cent(?:er|re)|technical account|technical support|sav|apres vente|after ?sales"
        r"|assistenza clienti|apoio ao cliente|client (?:manager|relations|engagement|care)|reklamation\w*",
        Department.CUSTOMER_SUCCESS,
    ),
    (
        r"products?|product development|new product \w+|prodott[oi]|produtos?|cpo|produkt(?!ion)\w*|produit|producto|prodotto"
        r"|urun|produktow\w*|vyrobk\w*|tuote\w*|produits|prodotti|productos|produtos",
        Department.PRODUCT,
    ),
    (
        r"(?:software |site reliability )?engineer\w*|developer|sde|sdet|swe|mts|smts|technical staff|(?:(?:electrical|electronics?|mechanical|structural|hardware|asic|vlsi|rtl|chip|circuit|product|piping|tool) )?design engineer\w*|infrastructure engineer\w*|(?:web|apps?|mobile|software|applications?|game|frontend|backend) development|cloud platforms?|bureau d ?etudes|progettazion\w*|progettist\w*|"
        r"development (?:manager|lead)|"
        r"\w*entwickler\w*|software\w*|ingegner\w*|engenh\w*|techni(?:sch|czn|cien|ek|k)\w*|tecnic[oa]|tecnologi\w*|"
        r"developp\w*|konstruktion\w*|mechanic\w*|maschinenbau|elektro\w*|\w*ingenieur\w*|sw|programist\w*|programador\w*|programmat\w*|ontwikkel\w*|desenvolv\w*|utvecklare|udvikler|vyvojar\w*|"
        r"inzynier\w*|inzenyr|muhendis\w*|konstrukteur\w*|mechatron\w*|sviluppat\w*|"
        r"technology|cto|utvikling\w*|utveckling\w*|udvikling\w*|technical|architect\w*|devops|sre|qa|(?:software )?quality assurance (?:engineer|analyst|tester)|software quality|test\w*|"
        r"programmer|frontend|backend|full ?stack|software|entwick\w*|ingenieur\w*|ingenier\w*|"
        r"developpeur|desarroll\w*|sviluppatore|hardware|embedded|platform|technik\w*|technique"
        r"|ios|android|java|python|php|blockchain|firmware|tester\w*|mekanik\w*|ingenior\w*|insinoor\w*|kehittaja|kehitys\w*|ohjelmisto\w*|yazilim\w*|gelistirici|tekni\w*|elektrik\w*|programator\w*|coder|tech lead|chief engineer"
        r"|automation|automatisierung\w*|robotic\w*|\w*techniker\w*|\w*konstrukteur\w*|\w*technik\w*|systems? (?:design|integration)|konstruktor\w*|projektant\w*|informaticien\w* de developpement|\w*programmierer\w*|technolog\w*|arquitect\w*|architett\w*|architekt\w*"
        r"|web ?(?:dev\w*|master|entwickl\w*)|dev|qualitatssicherung software|\w*mechanik\w*|chemical engineer\w*|release|game dev\w*",
        Department.ENGINEERING,
    ),
    (
        r"c[iy]entific[oa]s? de (?:datos|dados)|data|machine learning|ml|ai|artificial intelligence|analytics|business intelligence|bi|"
        r"statistician|daten(?!schutz)\w*|ingenier[oa] de datos|dados|dati|danych|donnees|datos|kunstliche"
        r"|deep learning|prompt|generative|llm|nlp|computer vision|gen ?ai|ki|veri|dataingenieur|danych|analytik dat|analityk danych|datenanaly\w*|daten\w*analy\w*|data\w*|big data|inteligencia artificial|intelligence artificielle|intelligenza artificiale|sztuczn\w*",
        Department.DATA,
    ),
    (
        r"webdesign\w*|projektant\w* (?:graficzn\w*|wnetrz)|interior (?:design\w*|architect\w*)|architec\w+ d ?interieur|design\w*|ux|ui|(?:user|ux) experience|creative|art|photograph\w*|illustrator|\w*gestalt\w*|conception"
        r"|grafi\w*|graphi(?:ste|sta|c)|disen\w*|vormgev\w*|ontwerp\w*|tasarim\w*|directeur artistique|directora? de arte|art director|direttore artistico|stylist\w*|fashion|muotoil\w*|formgiv\w*|animator|animation|video\w*|film\w*|foto\w*|kreativ\w*|creati\w*|ux\w*|navrhar\w*",
        Department.DESIGN,
    ),
    (
        r"administrat\w+ (?:de |des |der )?(?:s[iy]st[eè]m\w*|reseaux?|redes|sieci|bazy?|baz)|systeembeheer\w*|\w*beheerder|netwerkbeheer\w*|"
        r"sap(?! (?:sales|account))(?: \w+)? (?:consultant|basis|specialist|architect|analyst)|tecnologias? (?:da |de |de la |della |delle )?informa\w*|enterprise (?:applications?|architect\w*)|business applications?|"
        r"it|information (?:technology|systems?|officer)|cio|systems? (?:admin\w*|engineer)|"
        r"networks? (?:admin\w*|engineer\w*|manager|operations)|salesforce|digital transformation|digitali[sz]\w*|sysadmin|infrastructure|admin (?:it)|digital|cdo|erp|"
        r"it leit\w*|\w*informatik\w*|ict|help ?desk|informatic[oa]|edb|system ?administrat\w*|sistemista|administrador de sistemas|tecnic[oa] de sistemas|dsi|informaty\w*|"
        r"informatik\w*|systemes d ?information|tecnologias? de (?:la )?informa\w*|edv|informationstechn\w*|informatique|informatica|sistemas"
        r"|ti|tic|it support|it service\w*|desktop support|it support \w+|ingenieur\w* (?:systemes?|reseaux?)|service desk|netzwerk\w*|reseaux?|redes|reti|sieci\w*|cloud(?! (?:sec|sales))|systems? analyst|salesforce admin\w*|database admin\w*|dba|bilgi (?:teknoloji|islem|sistem)\w*|tietohallin\w*|systemadmin\w*"
        r"|it support\w*|it (?!security|sicherheit|sikkerhet|audit|recruit|sourcing|procurement|sales)\w+|informatici\w*|systemist\w*|sistemas? informa\w*|sistemi informa\w*|systemes? informati\w*|siti|wirtschaftsinformat\w*|cloud (?:infrastructure|operations)|applications? (?:manager|support)|edb|enterprise systems|mis",
        Department.IT,
    ),
    (
        r"(?:information |cyber ?|network |application |it )?security|ciso|soc analyst|penetration|"
        r"cybersecurity|infosec|cyber\w*|ciber\w*|\w*sicherheit|iam|identity and access management|identity management|secops|vulnerability management|sicherheit\w*|securite|seguridad|threat"
        r"|bezpieczenstw\w*|veiligheid\w*|beveilig\w*|sakerhet\w*|sikkerhe\w*|guvenlik|bezpecnost\w*|seguranca|sicurezza|surete|soc|grc|it sicherheit\w*|it security\w*|\w*security|pentest\w*|hackers?|devsecops|appsec|rssi|seguridad informatica|it sikkerhe\w*|cso",
        Department.SECURITY,
    ),
    (
        r"warehous\w*|qualidade|zaklad\w*|planificat(?:eur|rice|ion)\w*|direct?t?[eo]u?ra? industrial|operations?|operating|(?<!people )(?<!sales )ops|bizops|biz ops|warehousing|factory|scm|coo|plant|manufacturing|production|logistics?|supply chain|"
        r"warehouse|program|programme|project|projekt\w*|facilit\w+|quality|"
        r"maintenance|retail banking|branch|"
        r"retail|store|fulfil\w*|lean|betrieb(?!srat)\w*|werk(?!student)\w*|"
        r"produktion\w*|logisti\w*|operaciones|"
        r"operatie\w*|operaco\w*|produc(?:cion|ao|ao)|produzione|produccion|logistica|logistyk\w*|magazyn\w*|fertigung\w*|"
        r"schicht\w*|site|projekt\w*|projets?|gestion de projets?|etablissement|lager\w*|versand\w*|montage\w*|arbeitsvorbereitung|almacen|entrepot|ingenieure? qualite|inzynier\w* jakosci|ingenier[oa] de (?:calidad|produccion|procesos)|ingegnere (?:della )?qualita|engenheir[oa] de (?:qualidade|producao|processos)|ingenieure? (?:de )?production|restaurant|hotel\w*|hospitality|gastronom\w*|supply|standort\w*|niederlassung\w*|operatione\w*|operacyjn\w*|operativ\w*|projectleid\w*|proyectos?|projetos?|progett[oi]|d?usine|stabilimento|planta|fabri[ck]\w*|\w*fertigung\w*|lieferkette\w*|fuhrpark\w*|office manager|country office|bauleit\w*|disponent\w*|disposition|"
        r"qualitat\w*|qualite|calidad|qualita|instandhalt\w*|werkleit\w*|spediteur\w*|produkcj\w*|drift\w*|"
        r"operazioni|exploitation|scrum master|agile|transport\w*"
        r"|werkplaats\w*|taller|rayon|magasin\w*|lagerist\w*|driver|chauffeur\w*|\w*fahrer\w*|kierowca|conductor|autista|motorista|operative|(?<!owner )operator|operateur|operari[oa]|operaio|operaia|operador\w*|maschinenbedien\w*|zerspan\w*|schweiss\w*|welder"
        r"|planner|dispatcher|scheduler|fleet|planning|planificacion|planowani\w*|produktionsplan\w*|bedrijfsleid\w*|bedrijfsvoering|magazzino|magazzin\w*|spedizion\w*|expedi\w*|excellence|continuous improvement|six sigma|kaizen|hse|ehs|qhse|health and safety"
        r"|construction|chantiers?|travaux|obras?|cantiere|baustelle\w*|budow\w*|stavb\w*|bygge\w*|food and beverage|front office|housekeeping|pmo|prosjekt\w*|proje|projekti\w*|hanke\w*|toimitusketju\w*|tuotan\w*|uretim|lojistik|depo|tedarik\w*|vyrob\w*|kvalit\w*"
        r"|laatu\w*|kalite\w*|jakosci|office(?! of)|back office|burokauf\w*|sekretariat|verwaltung(?!srat)\w*|general affairs|procesos|processi|processos|prozess\w*|process\w*|kontraktor|betriebs(?!rat)\w*|boutique|magazijn\w*|tienda|negozio|loja|sklepu|butik\w*|magaza\w*"
        r"|kwaliteit\w*|jakosc\w*|dyspozytor\w*|disponent\w*|spedyt\w*|transit\w*|shipping|freight|customs|zoll\w*|haustechni\w*|hausmeister\w*|gebaude\w*|vending|manutenzione|mantenimiento|manutencao|utrzymani\w*|onderhoud\w*|vedlikehold\w*|underhall\w*|udrzb\w*|bakim|crew"
        r"|stock|orders?|distribution|assembly|inventory|delivery|implementation|workshop|fabrique|atelier|filial\w*|agence|agencia|succursale|sucursal|oddzial\w*|platschef|plats\w*|buro\w*|bauleit\w*",
        Department.OPERATIONS,
    ),
    (
        r"procurement|aankop\w*|approvisionneu\w*|strategic sourc\w*|purchas\w*|buyer|sourcing|category manager|vendor|einkauf\w*|einkaufer\w*|"
        r"strategische\w* eink\w*|zakup\w*|kup(?:iec|cow)\w*|nakup\w*|inkop\w*|inkoper|inkjop\w*|satin alma|hankinta\w*|"
        r"acquist\w*|approvvigion\w*|approvisionnement\w*|comprador\w*|category lead|"
        r"achats?|acheteu(?:r|se)|compras|acquisti|inkoop|beschaffung\w*"
        r"|achat|compra|acquisto|indkob\w*|innkjop\w*|osto\w*|satinalma|aprovisionamient\w*|suprimentos|fournisseurs?|supplier\w*|proveedor\w*|lieferant\w*|dostawc\w*|vergabe\w*|category|nakupci|\w*einkauf\w*|materialwirtschaft|purchas\w*|procur\w*",
        Department.PROCUREMENT,
    ),
    (
        r"financ\w*|cfo|accounting|accountant|accounts (?:payable|receivable)|"
        r"controller|controlling|"
        r"treasur\w*|tax|audit\w*|fp and a|financial planning(?: and analysis)?|investment\w*|invest(?!ig)\w*|banking|banker|capital|"
        r"private equity|venture|general partner|actuary|underwrit\w*|credit|risk|wealth|"
        r"ragionier\w*|contable|expert comptable|bookkeep\w*|credit controller|insurance underwriter|forderungs\w*|payments?|administrativa|kreditoren\w*|debitoren\w*|\w*buchhaltung|trading|contador\w*|commercialista|asesor fiscal|chef comptable|loonadministr\w*|kaufmannisch\w*|controleu(?:r|se) de gestion|controle de gestion|control de gestion|finans\w*|ksiegow\w*|skarbni\w*|"
        r"ekonomi\w*|okonomi\w*|administratif et financier|amministra(?:zione|tiv\w*) (?:e |contab)\w*|"
        r"amministrativ\w*|controllerin|daf|raf|rechnungswesen|wirtschaftspruf\w*|boekhoud\w*|accountmant|financieel\w*|"
        r"tesour\w*|fiscal\w*|bilanz\w*|muhasebe|talous\w*|investor relations|investi(?:tion|men|ssement|mento|cni)\w*|"
        r"buchhalt\w*|steuer\w*|comptab\w*|contab\w*|finanz\w*|tresor\w*|trader|portfolio|equity(?! partner)|accounts|taxation|assurance|credito|analista de credito|revenue (?:account\w*|recognition|assurance|control\w*|audit\w*|cycle\w*)"
        r"|(?!lohn)\w*buchhalt\w*|revisor\w*|revis(?:ion|ore|jon)\w*|kirjanpit\w*|regnska\w*|redovisning\w*|finanza|finanze|financ\w*|ucetni|uctar\w*|mali|finansow\w*|tesorer\w*|tesorier\w*|impuestos|tribut\w*|imposte|podatk\w*|belasting\w*|fiscalist\w*|skatt\w*"
        r"|kredit\w*|kredyt\w*|risiko\w*|risk\w*|risques?|riesgos?|rischi\w*|riscos?|ryzyk\w*|bank\w*|banca|banque|banco|bancari\w*|asset manage\w*|funds?|fundrais\w*|patrimoine|patrimonio|fonds\w*|lp|limited partner|vc|hedge|quant\w*|billing|invoic\w*|collections|factur\w*|fakturi\w*|fattur\w*|cobran\w*"
        r"|actuar\w*|aktuar\w*|economist\w*|ekonomist\w*|okonom\w*|volkswirt\w*|wealth\w*|mortgage|lending|loans?|budget\w*|cost\w*|pricing|kosztow\w*|analista contable|administrateur de fonds|inwesty\w*|sijoit\w*|investering\w*|vermogens\w*|muhasebe\w*|yatirim|cfo"
        r"|finan\w*|amministrazione|administracion(?! de empresas)|controllo di gestione|control de gestion|controlo de gestao|administracion y finanzas|money|cashier|kassier\w*|gestore patrimoni\w*|reviseur|controle interne|tresor\w*|hazine",
        Department.FINANCE,
    ),
    (
        r"legal|\w*syndikus|\w*anwalt\w*|asesoria juridica|assessoria juridica|procurador\w* de los tribunales|employment law\w*|real estate law\w*|corporate law\w*|litigation|counsel|lawyer|attorney|compliance|clo|paralegal|privacy|"
        r"regulatory|data protection|"
        r"recht\w*|jurist\w*|anwalt|anwaltin|avocat\w*|juridique|abogad\w*|contract\w*|notar\w*|"
        r"datenschutz\w*|syndikus\w*|justi[zt]iar\w*|law|law firm|solicitor|barrister|legal affairs|vertrags\w*|avvocat\w*|advocaat|advogad\w*|advokat\w*|prawn\w*|radca|pravnik|juridi\w*|legale|"
        r"company secretary|notai\w*|notari\w*|hukuk|lakimies"
        r"|gc|laki\w*|avukat\w*|judge|richter(?:in)?|juge|juez[a]?|giudice|juiza?|sedzia|rechter|magistrat\w*|\w*jurist\w*|juris\w*|jurid\w*|giurid\w*|giurist\w*|advoc\w*|advok\w*|cumplimiento|conformite|conformidade|uyum|contentieux|litigat\w*|patent\w*|ip counsel|intellectual property|brevet\w*|notaire|prawn\w*|adwokat\w*|aml|kyc|mlro|dpo|rodo|rgpd|gdpr"
        r"|propriete intellectuelle|rechts\w*|rechtsanw\w*|anwalt\w*|rechtsabteilung|legislation|government affairs|regulat\w*|affari legali|asuntos (?:legales|juridicos)|affaires juridiques|assuntos juridicos|bedrijfsjurist\w*|procurador|bolagsjurist\w*|data protection|pravni\w*|ethics",
        Department.LEGAL,
    ),
    (
        r"rewards?|compensation|talento humano|gente e gestao|gestao de gente|learning officer|pessoas|personas|persone|hr|human (?:resources?|capital)|people|chro|talent|recruit\w*|technical recruit\w*|"
        r"learning and development|compensation|payroll|paie|nominas|lohn\w*|entgelt\w*|personal(?:leit\w*|"
        r"referent\w*|wesen|entwick\w*)|"
        r"drh|hrd|rrhh|rh|personnel|personal(?:abteilung|chef\w*|management|manager\w*|sachbearb\w*)|(?:leit|mitarbeit|bereich)\w* personal|"
        r"personeels\w*|recrutement|reclutamiento|formation|ausbildung\w*|weiterbildung|seleccion|selezione|kadr\w*|zasob\w* ludzk\w*|rekrut\w*|zam[ei]stnan\w*|insan kaynaklari|henkilosto\w*|"
        r"employee experience|workplace experience|ressources humaines|recursos humanos|risorse umane|employer brand\w*|workplace|culture"
        r"|hrbp|personal(?! (?:assistan|trainer|bank|coach|advis|shop|account|line))\w*|kadrow\w*|nabor\w*|szkole\w*|opleiding\w*|l and d|training|trainings?leit\w*|dei|diversity|inclusion|belonging|headhunt\w*|hiring|executive search|staffing|sourcer|talents?|benefits|remuneration|rekry\w*"
        r"|rekrutter\w*|lonn\w*|loner|bordro|insan kaynak\w*|ik|betriebsrat\w*|rewards|happiness|capital humano|gestion del talento|capitale umano|hr\w*|human relations|employee (?:relations|experience|engagement)|organi[sz]ational development|personale|people\w*|mobility|selecao|recrutamento|reclutador\w*|recruteu\w*"
        r"|chargee? de recrutement|mzdov\w*|personalni|lidske zdroje|lidskych zdroju|henkilost\w*|placowy|plac|labou?r relations|works council",
        Department.PEOPLE,
    ),
    (
        r"strateg(?:y|ie|ia|ist\w*)|strategic (?:planning|initiatives?|projects?|development|growth)|"
        r"(?:head of|director) strategic(?! (?:accounts?|sourcing|procurement|purchas\w*|sales|marketing|partner\w*|alliances?))\w*|corporate development|m and a|mergers|transformation|business planning"
        r"|estrategia|estrategico|strategii|strateji\w*|rozwoju|business transformation|corporate planning|unternehmensentwicklung|unternehmensstrategie|bedrijfsontwikkeling|fusions? acquisitions?|m a|post merger|konzernentwicklung|veranderingsmanage\w*|change manage\w*|change",
        Department.STRATEGY,
    ),
    (
        r"research\w*|r and d|scientist|clinical (?:development|research|"
        r"trials?|operations)|clinical|"
        r"ingenieure? r and d|recherche et developpement|ricerca\w*|pesquis\w*|badan\w*|forsker\w*|investigador\w*|"
        r"laborator\w*|innovation|forsch\w*|recherche|investigacion|chemist|biologist"
        r"|postdoc\w*|phd|doctoral|doktorand\w*|doctorant\w*|dottorand\w*|doctorand\w*|chercheu\w*|ricercat\w*|wissenschaft\w*|naukow\w*|onderzoek\w*|tutkija|tutkimus\w*|arastirma\w*|arge|ar ge|vyzkum\w*|vedec\w*|forsk\w*|lab|laborant\w*|chemik\w*|chimist\w*|chemist\w*|chemiker\w*|chemie|chemia|biolog\w*"
        r"|physicist|scien\w*|scientif\w*|cientif\w*|quimic\w*|investigation|i mas d|i and d|entwicklung und forschung|f and e|r d|rd|ricerca e sviluppo|pesquisa e desenvolvimento|badawcz\w*|innov\w*|geolog\w*|statistik\w*",
        Department.RESEARCH,
    ),
    (r"data engineer\w*|machine learning engineer\w*", Department.DATA),
    (
        r"coach\w*|consult\w*|consulent\w*|adviseur|berat\w*|unternehmensberat\w*|konsult\w*|doradc\w*|conseil(?! d)|(?:strategy|management|business) consult\w*|professional services|consultor\w*|advisory"
        r"|konsultti\w*|danisman\w*|poradce|radgiv\w*|radgev\w*|consultan\w*|doradz\w*|advis\w* (?:service|practice)\w*|conseillere?(?! (?:client|commerc|bancaire|vente|municip))|asesoria|consultoria|consulenza",
        Department.CONSULTING,
    ),
    (
        r"professor\w*|teacher|lecturer|dean|principal of school|instructor|education\w*|academic|"
        r"\w*lehrer(?:in)?|maitre de conferences|leerkracht|headteacher|lehrer\w*|dozent\w*|enseignant\w*|profesor\w*|docent\w*|nauczyciel\w*|maestr[oa]|insegnant\w*|head teacher|headmaster|rector|rektor\w*|school|university|tutor|faculty"
        r"|lehr(?!ling)\w*|teach\w*|ogretmen\w*|ucitel\w*|wyklad\w*|opettaja|larare|laerer|leraar\w*|lerares|profess(?:or|eur|ora)\w*|catedratic\w*|decano|doyen\w*|schul\w*|headmistress|szkol[ay]|universit\w*|erzieher\w*|padagog\w*|pedagog\w*|dekan\w*|hochschul\w*|hoogleraar|lektor\w*|yliopist\w*|ogretim\w*|kindergarten|curriculum|admissions?",
        Department.EDUCATION,
    ),
    (
        r"ratownik\w*|enfermeir[oa]|physician|doctor|nurse|nursing|surgeon|dentist|pharmacist|therapist|medical|medicine|"
        r"arzt|arztin|pfleg\w*|medecin|infirmier\w*|medic[oa]|patient|clinic|klinik\w*|praxis\w*|health\w*|physio\w*|paramedic|fisioterap\w*|optici\w*|hospital"
        r"|general practitioner|gp|\w*arzt(?:in)?|\w*arzte|lekar\w*|laege\w*|lege|lakare|overlakare|laakari|doktor|doctora?|dottore medico|hekim|eczaci\w*|farmac\w*|pharmac\w*|(?<!legal )(?<!global )practice(?= manager)|surger\w*|sanitari\w*|apothek\w*|aptek\w*|veterin\w*|tierarzt\w*|krankenschwester|kranken\w*|enfermer\w*|infermier\w*|pielegn\w*|verpleeg\w*"
        r"|sjukskot\w*|sygeplej\w*|sykepleier\w*|hemsire|psycholog\w*|psychiat\w*|psychother\w*|psicolog\w*|kinesi\w*|ergother\w*|logop\w*|dent(?!re)\w*|zahn\w*|tand(?!em)\w*|odonto\w*|stomatolog\w*|chirur\w*|[ck]ardiolog\w*|on[ck]olog\w*|radiolog\w*|p(?:a|ae)?ediatr\w*|pediatr\w*|ostetric\w*|hebamme|midwife|sage femme"
        r"|clinic\w*|clinique|altenpfleg\w*|caregiver|opiekun\w*|\w*arts|physicians?|surgical|anaesth\w*|anesthe\w*|dermatolog\w*|neurolog\w*|urolog\w*|gyn[ae]*[ck]olog\w*|orthop\w*|ortoped\w*|heilprakt\w*|\w*therapeut\w*|\w*therapist|optometr\w*|fysio\w*|terapeut\w*|carer|clinical director|clinico|saude|salud|sante",
        Department.HEALTHCARE,
    ),
    (
        r"real estate|immobil\w*|broker|agent|makler\w*|inmobiliari\w*|vastgoed\w*|makelaar\w*|nieruchomosc\w*|emlak|property|insurance (?:agent|broker)|agente immobiliare",
        Department.OTHER,
    ),
)

# ruff: noqa: E501  (tables of words)
"""What a title works on: words that say it."""

from connectors.titles.labels import Department

#: The pattern that is found first in the title decides; at the same place, the longer one.
FIELDS: tuple[tuple[str, Department], ...] = (
    (
        r"sales|account (executive|manager|director)|key account|sdr|bdr|business development|"
        r"revenue|cro|solutions? (engineer|consultant)|pre ?sales|partnerships?|partner manager|"
        r"channel|territory|commercial|vertrieb\w*|verkauf\w*|aussendienst\w*|vent(e|es|as)|"
        r"vendite|vendas|commercial[e]?|commerciale?s?|comercial\w*|verkoop\w*|kundenberater\w*|ingenieure? (?:commercial|d ?affaires)\w*|"
        r"chargee? d ?affaires|handels\w*|forsaljning\w*|salg\w*|sprzedaz\w*|handlow\w*|prodej\w*|satis|myynti\w*|"
        r"inside sales|outside sales|account management|pre sales|bid manager|agente de ventas|venditore|venditrice|"
        r"grands comptes|grandes cuentas|grandi clienti|grandes contas|obchod\w*|commercie\w*|accountmanag\w*|vertegenwoordiger|attachee? commercial\w*|export\w*|import\w*|tender\w*|angebots\w*|filial\w*|verkaufer\w*|preventas|vendedor\w*|delegado comercial",
        Department.SALES,
    ),
    (
        r"community|marketing|product marketing|brand|cmo|seo|sem|growth|content|communications?|"
        r"public relations|pr|social media|advertising|media|demand generation|copywriter|"
        r"\w*kommunikation\w*|mercadotecnia|pressesprecher\w*|events?|marketing\w*|comunica\w*|communicatie|publicidad|"
        r"pubblicita|werbung\w*|markenmanag\w*|journalist\w*|editor|redakt\w*|presse\w*|pr manager|markkinointi\w*|pazarlama",
        Department.MARKETING,
    ),
    (
        r"customers?(?: (?:success|support|service|experience|care|onboarding))?|customer (success|support|service|experience|care|onboarding)|client (success|services?)|"
        r"support|kundenservice|kundenbetreu\w*|service client|atencion al cliente|help ?desk|klantenservice|servizio clienti|"
        r"relation client\w*|tecnic[oa] de soporte|chargee? de clientele|clientele|kunden\w*|clienti|clientes|technicie\w* support|service|serviceleit\w*|obsluga klienta|kundtjanst|suporte|soporte",
        Department.CUSTOMER_SUCCESS,
    ),
    (r"products?|cpo|produkt\w*|produit|producto|prodotto", Department.PRODUCT),
    (
        r"(?:software |site reliability |quality )?engineer\w*|developer|"
        r"development (?:manager|lead)|"
        r"\w*entwickler\w*|software\w*|ingegner\w*|engenh\w*|techni(?:sch|cien|ek|k)\w*|tecnic[oa]|tecnologi\w*|"
        r"developp\w*|konstruktion\w*|mechanic\w*|maschinenbau|elektro\w*|\w*ingenieur\w*|sw|programist\w*|programador\w*|programmat\w*|ontwikkel\w*|desenvolv\w*|utvecklare|udvikler|vyvojar\w*|"
        r"inzynier\w*|inzenyr|muhendis\w*|konstrukteur\w*|mechatron\w*|sviluppat\w*|"
        r"technology|cto|technical|architect\w*|devops|sre|qa|quality assurance|test\w*|"
        r"programmer|frontend|backend|full ?stack|software|entwick\w*|ingenieur\w*|ingenier\w*|"
        r"developpeur|desarroll\w*|sviluppatore|hardware|embedded|platform|technik\w*|technique",
        Department.ENGINEERING,
    ),
    (
        r"data|machine learning|ml|ai|artificial intelligence|analytics|business intelligence|bi|"
        r"statistician|daten(?!schutz)\w*|ingenier[oa] de datos|dados|dati|danych|donnees|datos|kunstliche",
        Department.DATA,
    ),
    (
        r"design\w*|ux|ui|user experience|creative|art|photograph\w*|illustrator|gestalt\w*|conception",
        Department.DESIGN,
    ),
    (
        r"it|information (?:technology|systems?|officer)|cio|systems? (?:admin\w*|engineer)|"
        r"network (?:admin\w*|engineer)|sysadmin|infrastructure|admin (?:it)|digital|cdo|erp|"
        r"it leit\w*|\w*informatik\w*|ict|helpdesk|edb|system ?administrat\w*|sistemista|administrador de sistemas|tecnic[oa] de sistemas|dsi|informaty\w*|"
        r"informatik\w*|systemes d ?information|tecnologias? de (?:la )?informa\w*|edv|informationstechn\w*|informatique|informatica|sistemas",
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
        r"operatie\w*|operaco\w*|produc(?:cion|ao|ao)|produzione|produccion|logistica|logistyk\w*|magazyn\w*|fertigung\w*|"
        r"schicht\w*|site|projekt\w*|lager\w*|versand\w*|montage\w*|arbeitsvorbereitung|almacen|entrepot|ingenieure? qualite|restaurant|hotel\w*|hospitality|gastronom\w*|supply|standort\w*|niederlassung\w*|operatione\w*|operacyjn\w*|operativ\w*|projectleid\w*|proyectos?|projetos?|progett[oi]|d?usine|stabilimento|planta|fabri[ck]\w*|\w*fertigung\w*|lieferkette\w*|fuhrpark\w*|office manager|country office|bauleit\w*|disponent\w*|disposition|"
        r"qualitat\w*|qualite|calidad|qualita|instandhalt\w*|werkleit\w*|spediteur\w*|produkcj\w*|drift\w*|"
        r"operazioni|exploitation|scrum master|agile|transport\w*",
        Department.OPERATIONS,
    ),
    (
        r"procurement|purchas\w*|buyer|sourcing|category manager|vendor|einkauf\w*|einkaufer\w*|"
        r"strategische\w* eink\w*|zakup\w*|kup(?:iec|cow)\w*|nakup\w*|inkop\w*|inkoper|inkjop\w*|satin alma|hankinta\w*|"
        r"acquist\w*|approvvigion\w*|approvisionnement\w*|comprador\w*|category lead|"
        r"achats?|acheteu(?:r|se)|compras|acquisti|inkoop|beschaffung\w*",
        Department.PROCUREMENT,
    ),
    (
        r"financ\w*|cfo|accounting|accountant|accounts (?:payable|receivable)|"
        r"controller|controlling|"
        r"treasur\w*|tax|audit\w*|fp and a|investment\w*|invest\w*|banking|banker|capital|"
        r"private equity|venture|general partner|actuary|underwrit\w*|credit|risk|wealth|"
        r"ragionier\w*|contable|expert comptable|bookkeep\w*|credit controller|insurance underwriter|forderungs\w*|payments?|administrativa|kreditoren\w*|debitoren\w*|\w*buchhaltung|trading|contador\w*|commercialista|asesor fiscal|chef comptable|loonadministr\w*|kaufmannisch\w*|controleu(?:r|se) de gestion|controle de gestion|control de gestion|finans\w*|ksiegow\w*|skarbni\w*|"
        r"ekonomi\w*|okonomi\w*|administratif et financier|amministra(?:zione|tiv\w*) (?:e |contab)\w*|"
        r"amministrativ\w*|controllerin|daf|raf|rechnungswesen|wirtschaftspruf\w*|boekhoud\w*|accountmant|financieel\w*|"
        r"tesour\w*|fiscal\w*|bilanz\w*|muhasebe|talous\w*|angel|investor\w*|investi\w*|"
        r"buchhalt\w*|steuer\w*|comptab\w*|contab\w*|finanz\w*|tresor\w*|trader|portfolio|equity",
        Department.FINANCE,
    ),
    (
        r"legal|counsel|lawyer|attorney|compliance|clo|paralegal|privacy|"
        r"regulatory|data protection|"
        r"recht\w*|jurist\w*|anwalt|anwaltin|avocat\w*|juridique|abogad\w*|contract\w*|notar\w*|"
        r"datenschutz\w*|syndikus\w*|justi[zt]iar\w*|law|law firm|solicitor|barrister|legal affairs|vertrags\w*|avvocat\w*|advocaat|advogad\w*|advokat\w*|prawn\w*|radca|pravnik|juridi\w*|legale|"
        r"company secretary|notai\w*|notari\w*|hukuk|lakimies",
        Department.LEGAL,
    ),
    (
        r"hr|human (?:resources?|capital)|people|chro|talent|recruit\w*|technical recruit\w*|"
        r"learning and development|compensation|payroll|paie|nominas|lohn\w*|entgelt\w*|personal(?:leit\w*|"
        r"referent\w*|wesen|entwick\w*)|"
        r"drh|hrd|rrhh|rh|personnel|personal(?:abteilung|chef\w*|management|manager\w*|sachbearb\w*)|(?:leit|mitarbeit|bereich)\w* personal|"
        r"personeels\w*|recrutement|reclutamiento|formation|ausbildung\w*|weiterbildung|seleccion|selezione|kadr\w*|zasob\w* ludzk\w*|rekrut\w*|zam[ei]stnan\w*|insan kaynaklari|henkilosto\w*|"
        r"ressources humaines|recursos humanos|risorse umane|employer brand\w*|workplace|culture",
        Department.PEOPLE,
    ),
    (
        r"strateg(?:y|ie|ia|ist\w*)|strategic (?:planning|initiatives?|projects?|development|growth)|"
        r"head of strategic\w*|director strategic\w*|corporate development|m and a|mergers|transformation|business planning",
        Department.STRATEGY,
    ),
    (
        r"research\w*|r and d|scientist|clinical (?:development|research|"
        r"trials?|operations)|clinical|"
        r"ingenieure? r and d|recherche et developpement|ricerca\w*|pesquis\w*|badan\w*|forsker\w*|investigador\w*|"
        r"laborator\w*|innovation|forsch\w*|recherche|investigacion|chemist|biologist",
        Department.RESEARCH,
    ),
    (r"data engineer\w*|machine learning engineer\w*", Department.DATA),
    (
        r"coach\w*|consult\w*|consulent\w*|adviseur|berat\w*|unternehmensberat\w*|konsult\w*|doradc\w*|conseil(?! d)|consultor\w*|advisory",
        Department.CONSULTING,
    ),
    (
        r"professor\w*|teacher|lecturer|dean|principal of school|instructor|education\w*|academic|"
        r"lehrer\w*|dozent\w*|enseignant\w*|profesor\w*|docent\w*|nauczyciel\w*|maestr[oa]|insegnant\w*|head teacher|headmaster|rector|rektor\w*|school|university|tutor|faculty",
        Department.EDUCATION,
    ),
    (
        r"physician|doctor|nurse|nursing|surgeon|dentist|pharmacist|therapist|medical|medicine|"
        r"arzt|arztin|pfleg\w*|medecin|infirmier\w*|medic[oa]|patient|clinic|klinik\w*|praxis\w*|health\w*|physio\w*|paramedic|fisioterap\w*|optici\w*|hospital",
        Department.HEALTHCARE,
    ),
    (r"real estate|immobilien\w*|broker|agent", Department.OTHER),
)

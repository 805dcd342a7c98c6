# ruff: noqa: E501  (tables of words)
"""Words for ranks and for kinds of work that reps type, beyond those that `connectors.titles` reads."""

from connectors.titles import Department, Seniority

D, S = Department, Seniority

#: How high: what stands for several values, or for others than a title with this word.
RANKS: tuple[tuple[tuple[Seniority, ...], str], ...] = (
    (
        (S.FOUNDER,),
        "founder|co founder|cofounder|owner|co owner|business owner|company owner|founder or owner|founder owner|entrepreneur|proprietor|inhaber|"
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
        "manager|mgr|mgmt|managerin|managers|manager level|middle management|middle manager|mid level manager|line manager|people manager|senior manager|sr manager|team lead|team leader|teamleiter|teamleiterin|supervisor|"
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
        "junior|jr|entry level|intern|interns|internship|trainee|graduate|new grad|grad|praktikant|praktikantin|praktikanten|werkstudent|werkstudentin|azubi|auszubildende|stagiaire|becario|becaria|apprentice|working student|berufseinsteiger|alternant|alternante|debutant",
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

#: What somebody works on.
DEPARTMENTS: tuple[tuple[Department, str], ...] = (
    (
        D.EXECUTIVE,
        "general management|chief executive office|ceo office|country management",
    ),
    (
        D.SALES,
        "sales|selling|revenue|business development|biz dev|bizdev|bd|commercial|partnership|partnerships|alliances|channel|channel sales|account management|key account|key accounts|kam|"
        "presales|pre sales|inside sales|sales ops|sales operations|sales enablement|revops|rev ops|revenue operations|gtm|go to market|vertrieb|verkauf|vente|ventes|ventas|comercial|commerciale|commerciaux|"
        "developpement commercial|desarrollo de negocio|aussendienst|sales development|sales force|strategic accounts|enterprise sales|field sales|"
        "grands comptes|grandes cuentas|force de vente|sales team|export",
    ),
    (
        D.MARKETING,
        "marketing|marketer|marketeer|brand|branding|communications|communication|comms|pr|public relations|growth|growth marketing|demand gen|demand generation|lead gen|lead generation|"
        "content|content marketing|seo|sem|ppc|social media|product marketing|pmm|marketing ops|marketing operations|events team|kommunikation|unternehmenskommunikation|publicidad|mercadotecnia|"
        "relations publiques|relations presse|relaciones publicas|werbung|offentlichkeitsarbeit|digital marketing|performance marketing|corporate communications|events|field marketing|trade marketing|channel marketing|event marketing|influencer marketing|email marketing|shopper marketing|abm|crm marketing|comunicacion|mktg|marcom|mar com",
    ),
    (
        D.CUSTOMER_SUCCESS,
        "customer success|cs|customer support|customer service|customer care|customer experience|cx|client success|client services|support|helpdesk support|kundenservice|kundendienst|kundenbetreuung|"
        "service client|relation client|experience client|atencion al cliente|servicio al cliente|exito del cliente|onboarding|csm|csms|contact center|call center|contact centre|call centre|customer operations|client service|customer onboarding|after sales",
    ),
    (
        D.PRODUCT,
        "product|products|product management|product ops|product operations|produkt|produktmanagement|produit|produits|producto|productos|product development|gestion de producto|product strategy",
    ),
    (
        D.ENGINEERING,
        "engineering|enterprise architecture|app|apps|mobile|mobile app|ios|android|software development|development team|technology|technical|technik|tech|devops|sre|site reliability|platform engineering|backend|back end|frontend|front end|fullstack|full stack|"
        "mobile development|qa|software architecture|architecture|entwicklung|softwareentwicklung|developpement|developpement logiciel|ingenierie|technique|ingenieria|desarrollo|desarrollo de software|tecnologia|"
        "embedded|hardware|maschinenbau|hardware engineering|electrical engineering|mechanical engineering|web development|app development|software architects|cloud engineering|product engineering|konstruktion|technology team",
    ),
    (
        D.DATA,
        "data|data science|data engineering|analytics|ai|artificial intelligence|machine learning|ml|ai ml|business intelligence|bi|data analytics|datascience|big data|data analysis|daten|donnees|datos|"
        "kunstliche intelligenz|ki|intelligence artificielle|ia|inteligencia artificial|data governance|data platform|genai|gen ai|mlops|llm|data and analytics|data and ai|analitica",
    ),
    (
        D.DESIGN,
        "design|ux|ui|ux ui|ui ux|product design|user experience|creative|diseno|gestaltung|brand design|graphic design|design team|industrial design",
    ),
    (
        D.IT,
        "information technology|information systems|it infrastructure|it operations|it ops|itops|it support|it service|it services management|itsm|edv|informatik|informatique|informatica|systemes d information|systemes informatiques|"
        "sistemas|sistemas de informacion|infrastructure|cloud|cloud infrastructure|digital|digital transformation|digitalization|digitalisation|digitalisierung|transformacion digital|erp|sap erp|network|networking|"
        "helpdesk|help desk|service desk|it architecture|ict|business applications|digitization|it department|it team|it abteilung|tecnologias de la informacion",
    ),
    (
        D.SECURITY,
        "security|cybersecurity|cyber security|cyber|infosec|information security|it security|network security|appsec|application security|devsecops|cloud security|it sicherheit|informationssicherheit|sicherheit|cybersicherheit|"
        "securite|cybersecurite|securite informatique|seguridad|ciberseguridad|seguridad informatica|soc|grc|iam|identity and access management|threat intelligence|security operations|secops|product security|physical security",
    ),
    (
        D.OPERATIONS,
        "operations|ops|logistics|logistik|logistique|logistica|manufacturing|operational|operation|supply chain|supply chain management|scm|production|plant|factory|warehouse|warehousing|fulfillment|fulfilment|quality|quality management|quality assurance|facilities|facility|facility management|"
        "maintenance|project management|program management|pmo|projects|produktion|fertigung|lieferkette|instandhaltung|qualitat|qualitatsmanagement|werk|werksleitung|betrieb|exploitation|qualite|usine|operaciones|"
        "produccion|cadena de suministro|calidad|fabrica|business operations|bizops|biz ops|operational excellence|lean|continuous improvement|hse|ehs|office management|back office|lager|inventory|distribution center|process|arbeitsvorbereitung|demand planning|supply planning|production planning|s and op|store operations|field operations|delivery|almacen|mantenimiento",
    ),
    (
        D.PROCUREMENT,
        "procurement|chaine d approvisionnement|purchasing|sourcing|strategic sourcing|buying|category management|vendor management|supplier management|einkauf|beschaffung|achat|achats|approvisionnement|approvisionnements|compras|adquisiciones|aprovisionamiento|indirect procurement|"
        "direct procurement|strategischer einkauf|technischer einkauf|source to pay|p2p|procure to pay|sourcing and procurement|e procurement|supplier relations",
    ),
    (
        D.FINANCE,
        "finance|financial|fin|accounting|accounts|controlling|treasury|tax|taxes|audit|internal audit|fp and a|fpa|financial planning|financial planning and analysis|investor relations|accounts payable|accounts receivable|payments operations|finanzen|finanz|"
        "rechnungswesen|buchhaltung|lohnbuchhaltung|steuern|finanzabteilung|wirtschaftsprufung|comptabilite|controle de gestion|tresorerie|fiscalite|finances|financier|financiere|finanzas|financiero|financiera|contabilidad|tesoreria|auditoria|risk|risk management|"
        "corporate finance|credit|credit risk|risikomanagement|gestion de riesgos|billing|revision|finops|administration et finances|administracion y finanzas|investments|gestion des risques",
    ),
    (
        D.LEGAL,
        "legal|compliance|regulatory|regulatory affairs|privacy|data protection|datenschutz|legal counsel|in house counsel|recht|rechtsabteilung|juridique|affaires juridiques|conformite|asuntos legales|legal affairs|cumplimiento|juridico|"
        "legal ops|legal operations|contracts|contract management|intellectual property|ip law|dpo|dpos|data protection officer|company secretary|protection des donnees|proteccion de datos|legal and compliance|law|aml|kyc|government affairs|public policy",
    ),
    (
        D.PEOPLE,
        "hr|human resources|human resource|human capital|people ops|people operations|people and culture|people team|people function|people management team|people partner|people analytics|talent|talent acquisition|ta|talent management|recruiting|recruitment|hiring|"
        "learning and development|l and d|compensation and benefits|comp and ben|compensation and ben|compensation|c and b|total rewards|payroll|personal|personalabteilung|personalwesen|personalentwicklung|ressources humaines|rh|recrutement|formation|recursos humanos|rrhh|rr hh|gestion del talento|"
        "capital humano|employer branding|dei|diversity and inclusion|employee experience|workplace|hris|people culture|people experience|hr ops|hr operations|organizational development|seleccion",
    ),
    (
        D.STRATEGY,
        "transformation digitale|strategy|strategic planning|corporate development|corp dev|corporate dev|corpdev|m and a|mergers and acquisitions|business transformation|transformation|strategie|unternehmensentwicklung|unternehmensstrategie|strategie d entreprise|estrategia|change management|corporate strategy|post merger integration|strat|fusions acquisitions|fusiones y adquisiciones",
    ),
    (
        D.RESEARCH,
        "r and d|rnd|research|research and development|innovation|innovation management|science|scientific|clinical research|clinical development|clinical trials|clinical trial|clinical|forschung|forschung und entwicklung|f and e|fue|recherche|recherche et developpement|"
        "investigacion|investigacion y desarrollo|i mas d|innovacion|laboratory|lab|labs|user research|innovationsmanagement",
    ),
    (
        D.CONSULTING,
        "consulting|beratung|conseil|professional services|advisory|conseil en management",
    ),
    (D.EDUCATION, "education|teaching|academia|faculty|lehre|enseignement|ensenanza"),
    (
        D.HEALTHCARE,
        "medical|medical affairs|nursing|patient care|pflege|klinisch|medizin",
    ),
)

#: Who does the work: its department, and no rank where another word tells one.
WORKERS: tuple[tuple[tuple[Department, ...], str], ...] = (
    (
        (D.SALES,),
        "salesperson|sales person|sales people|salespeople|salesman|sales rep|sales representative|seller|account executive|charge d affaires|charges d affaires|chargee d affaires|ae|aes|account exec|account manager|sdr|bdr|sales executive|sales exec|business developer|vertriebler|vertriebsmitarbeiter|verkaufer|verkauferin|vendedor|vendedora|vendedores|vendeur|vendeuse|ingenieur commercial|representante comercial|comerciales|sales engineer|solutions engineer|solution engineer|partner manager|channel partner|channel partner manager|key account manager",
    ),
    (
        (D.MARKETING,),
        "copywriter|marketers|community manager|content creator|growth hacker|journalist|editor|redakteur|pressesprecher|pressesprecherin|spokesperson|event manager|social media manager|content manager|campaign manager",
    ),
    (
        (D.CUSTOMER_SUCCESS,),
        "customer success manager|support agent|customer service rep|customer service representative|support engineer|kundenberater|kundenberaterin|technical account manager|tam",
    ),
    (
        (D.PRODUCT,),
        "product manager|pm|pms|product owner|po|produktmanager|produktmanagerin|chef de produit|chefs de produit|jefe de producto|product people|product person",
    ),
    (
        (D.ENGINEERING,),
        "engineer|software engineer|ios engineer|android engineer|ios developer|android developer|app developer|mobile developer|java developer|python developer|enterprise architect|cloud architect|cloud engineer|data center engineer|developer|software developer|programmer|coder|dev|devs|web developer|frontend developer|backend developer|full stack developer|fullstack developer|architect|software architect|solution architect|solutions architect|swe|entwickler|entwicklerin|softwareentwickler|softwareentwicklerin|programmierer|ingenieur|ingenieurin|ingenieure|ingenieurs|developpeur|developpeuse|desarrollador|desarrolladora|desarrolladores|ingeniero|ingeniera|programador|programadora|techniker|technicien|tecnico|tester|qa engineer|devops engineer|mechanical engineer|electrical engineer|konstrukteur|arquitecto|architekt|architekten|architecte",
    ),
    (
        (D.DATA,),
        "data scientist|data engineer|data analyst|machine learning engineer|ml engineer|ai engineer|bi analyst|data people|analista de datos|datenanalyst|statistician",
    ),
    (
        (D.DESIGN,),
        "designer|ux designer|ui designer|product designer|graphic designer|disenador|disenadora|designers|gestalter",
    ),
    (
        (D.IT,),
        "system administrator|sysadmin|systems administrator|sys admin|it administrator|it admin|network engineer|systems engineer|administrateur systeme|database administrator|dba|it specialist|informatiker|informatikerin|it people|it person|informaticien",
    ),
    (
        (D.SECURITY,),
        "security engineer|security analyst|pentester|pen tester|security architect|soc analyst|security people|security officer|information security officer|iso officer",
    ),
    (
        (D.OPERATIONS,),
        "project manager|program manager|programme manager|scrum master|projektleiter|projektleiterin|projektmanager|projektmanagerin|chef de projet|chefs de projet|jefe de proyecto|jefes de proyecto|planner|demand planner|supply planner|supply chain planner|production planner|material planner|dispatcher|disponent|ops people|operator|logistiker|logistician|produktionsmitarbeiter|driver",
    ),
    (
        (D.PROCUREMENT,),
        "buyer|buyers|purchaser|category manager|einkaufer|einkauferin|acheteur|acheteuse|acheteurs|comprador|compradora|compradores|strategic buyer|procurement people|procurement specialist|procurement officer",
    ),
    (
        (D.FINANCE,),
        "banker|investment banker|private banker|relationship manager banking|accountant|bookkeeper|auditor|financial analyst|finance people|buchhalter|buchhalterin|bilanzbuchhalter|comptable|comptables|contable|contables|steuerberater|wirtschaftsprufer|trader|underwriter|actuary|actuaries|tax advisor|investor|investors|angel investor|business angel|investisseur|inversor|vc investor|analista financiero",
    ),
    (
        (D.LEGAL,),
        "lawyer|attorney|counsel|corporate counsel|paralegal|jurist|juristin|juristen|anwalt|anwaltin|anwalte|rechtsanwalt|rechtsanwaltin|avocat|avocate|avocats|abogado|abogada|abogados|juriste|juristes|notary|notar|compliance officer|datenschutzbeauftragter|datenschutzbeauftragte|solicitor|barrister|legal people|syndikus",
    ),
    (
        (D.PEOPLE,),
        "recruiter|hrbp|hr business partner|people business partner|headhunter|talent partner|hr people|people person|personaler|personalerin|personalreferent|personalreferentin|recruteur|recruteuse|reclutador|reclutadora|talent scout|sourcer|hr generalist|hr specialist",
    ),
    ((D.STRATEGY,), "strategist"),
    (
        (D.RESEARCH,),
        "scientist|researcher|forscher|forscherin|wissenschaftler|wissenschaftlerin|chercheur|chercheuse|chercheurs|investigador|investigadora|cientifico|chemist|biologist|postdoc|phd",
    ),
    (
        (D.CONSULTING,),
        "consultant|management consultant|strategy consultant|berater|beraterin|unternehmensberater|unternehmensberaterin|consultor|consultora|consultores|consultante|conseiller|coach|coaches",
    ),
    (
        (D.EDUCATION,),
        "teacher|professor|lecturer|lehrer|lehrerin|professeur|professeurs|profesor|profesora|profesores|dozent|enseignant|instructor|tutor|dean",
    ),
    (
        (D.HEALTHCARE,),
        "doctor|physician|nurse|surgeon|pharmacist|dentist|arzt|arztin|arzte|medecin|medecins|medico|medicos|enfermera|enfermero|apotheker|therapist|infirmier|infirmiere|clinician|psychologist",
    ),
    (
        (),
        "technician|trainer|property manager|case manager|analyst|associate|assistant|assistante|asistente|assistentin|assistent|officer|administrator|coordinator|representative|worker|employee worker|analyste|analista|koordinator|clerk",
    ),
    (
        (D.EXECUTIVE,),
        "executive assistant|personal assistant|ea|pa|vorstandsassistent|vorstandsassistentin|assistant to the ceo|office of the ceo",
    ),
)

#: Stand before a rank and change it: read together by `connectors.titles`.
MODIFIERS = (
    "deputy|assistant|associate|vice|interim|acting|stellvertretender|stellvertretende|stv|adjoint|adjointe|adjunto|adjunta|group|global|regional|"
    "international|corporate|national|area|country|territory|technical|executive|managing|kaufmannischer|technischer|strategic|digital|general|subdirector"
)

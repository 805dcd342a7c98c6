# ruff: noqa: E501  (tables of words)
"""Words for kinds of work, and for people who do them, as reps type them."""

from connectors.titles import Department

D = Department

#: What somebody works on.
DEPARTMENTS: tuple[tuple[Department, str], ...] = (
    (
        D.EXECUTIVE,
        "general management|chief executive office|ceo office|country management",
    ),
    (
        D.SALES,
        "sales|selling|new business|client relationships|revenue|business development|biz dev|bizdev|bd|commercial|partnership|partnerships|alliances|channel|channel sales|account management|key account|key accounts|kam|"
        "presales|pre sales|inside sales|sales ops|sales operations|sales enablement|revops|rev ops|revenue operations|gtm|go to market|vertrieb|verkauf|vente|ventes|ventas|comercial|commerciale|commerciaux|"
        "developpement commercial|desarrollo de negocio|aussendienst|sales development|sales force|strategic accounts|enterprise sales|field sales|"
        "grands comptes|grandes cuentas|force de vente|sales team|export",
    ),
    (
        D.MARKETING,
        "marketing|press|press relations|press office|marketer|consumer insights|insights|loyalty|merchandising|marketeer|brand|branding|communications|communication|comms|pr|public relations|growth|growth marketing|demand gen|demand generation|lead gen|lead generation|"
        "content|content marketing|seo|sem|ppc|social media|product marketing|pmm|marketing ops|marketing operations|events team|kommunikation|unternehmenskommunikation|publicidad|mercadotecnia|"
        "relations publiques|relations presse|relaciones publicas|werbung|offentlichkeitsarbeit|digital marketing|performance marketing|corporate communications|events|field marketing|trade marketing|channel marketing|event marketing|influencer marketing|email marketing|shopper marketing|abm|crm marketing|comunicacion|mktg|marcom|mar com",
    ),
    (
        D.CUSTOMER_SUCCESS,
        "customer success|cs|customer support|customer service|field service|service management|customer care|customer experience|cx|client success|client services|support|helpdesk support|kundenservice|kundendienst|kundenbetreuung|"
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
        "information technology|ti|tic|information systems|it infrastructure|it operations|it ops|itops|it support|it service|it services management|itsm|edv|informatik|informatique|informatica|systemes d information|systemes informatiques|"
        "sistemas|sistemas de informacion|infrastructure|cloud|cloud infrastructure|digital|digital transformation|digitalization|digitalisation|digitalisierung|transformacion digital|erp|sap erp|network|networking|"
        "helpdesk|help desk|service desk|it architecture|ict|business applications|digitization|it department|it team|it abteilung|tecnologias de la informacion",
    ),
    (
        D.SECURITY,
        "security|identity access management|identity management|access management|vulnerability management|ot security|cyber defense|cyber defence|cyber security|cyber|infosec|information security|it security|network security|appsec|application security|devsecops|cloud security|it sicherheit|informationssicherheit|sicherheit|cybersicherheit|"
        "securite|cybersecurite|securite informatique|seguridad|ciberseguridad|seguridad informatica|soc|grc|iam|identity and access management|threat intelligence|security operations|secops|product security|physical security",
    ),
    (
        D.OPERATIONS,
        "operations|ops|health and safety|safety|logistics planning|customs|fleet|fleet management|admin|administration|reception|logistics|logistik|logistique|logistica|manufacturing|operational|operation|supply chain|supply chain management|scm|production|plant|factory|warehouse|warehousing|fulfillment|fulfilment|quality|quality management|quality assurance|facilities|facility|facility management|"
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
        "finance|financial|fraud|fraud prevention|pricing|actuarial|fin|accounting|accounts|controlling|treasury|tax|taxes|audit|internal audit|fp and a|fpa|financial planning|financial planning and analysis|investor relations|accounts payable|accounts receivable|payments operations|finanzen|finanz|"
        "rechnungswesen|buchhaltung|lohnbuchhaltung|steuern|finanzabteilung|wirtschaftsprufung|comptabilite|controle de gestion|tresorerie|fiscalite|finances|financier|financiere|finanzas|financiero|financiera|contabilidad|tesoreria|auditoria|risk|risk management|"
        "corporate finance|credit|credit risk|risikomanagement|gestion de riesgos|billing|revision|finops|administration et finances|administracion y finanzas|investments|gestion des risques",
    ),
    (
        D.LEGAL,
        "legal|compliance|ip|droit|droit social|droit des affaires|derecho|derecho laboral|derecho mercantil|arbeitsrecht|gesellschaftsrecht|employment law|labor law|corporate law|tax law|trade compliance|export control|regulatory|regulatory affairs|privacy|data protection|datenschutz|recht|rechtsabteilung|juridique|affaires juridiques|conformite|asuntos legales|legal affairs|cumplimiento|juridico|"
        "legal ops|legal operations|contracts|contract management|intellectual property|ip law|company secretary|protection des donnees|proteccion de datos|legal and compliance|law|aml|kyc|government affairs|public policy",
    ),
    (
        D.PEOPLE,
        "hr|global mobility|relocation|works council|workforce|workforce planning|labor relations|people strategy|human resource|human capital|people ops|people operations|people and culture|people team|people function|people management team|people analytics|talent|talent acquisition|ta|talent management|recruiting|recruitment|hiring|"
        "learning and development|l and d|compensation and benefits|comp and ben|compensation and ben|compensation|c and b|total rewards|payroll|personal|personalabteilung|personalwesen|personalentwicklung|ressources humaines|rh|recrutement|formation|recursos humanos|rrhh|rr hh|gestion del talento|"
        "capital humano|employer branding|dei|diversity and inclusion|employee experience|workplace|hris|people culture|people experience|hr ops|hr operations|organizational development|seleccion",
    ),
    (
        D.STRATEGY,
        "transformation digitale|strategy|strategic planning|corporate development|corp dev|corporate dev|corpdev|m and a|mergers and acquisitions|business transformation|transformation|strategie|unternehmensentwicklung|unternehmensstrategie|strategie d entreprise|estrategia|change management|corporate strategy|post merger integration|strat|fusions acquisitions|fusiones y adquisiciones",
    ),
    (
        D.RESEARCH,
        "r and d|market research|rnd|research|research and development|innovation|innovation management|science|scientific|clinical research|clinical development|clinical trials|clinical trial|clinical|forschung|forschung und entwicklung|f and e|fue|recherche|recherche et developpement|"
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
        "controleur de gestion|controleurs de gestion|controleuse de gestion|banker|investment banker|private banker|relationship manager banking|accountant|bookkeeper|auditor|financial analyst|finance people|buchhalter|buchhalterin|bilanzbuchhalter|comptable|comptables|contable|contables|steuerberater|wirtschaftsprufer|trader|underwriter|actuary|actuaries|tax advisor|investor|investors|angel investor|business angel|investisseur|inversor|vc investor|analista financiero",
    ),
    (
        (D.LEGAL,),
        "lawyer|company secretary|company secretaries|justiziar|justiziarin|justitiar|legal counsel|in house counsel|dpo|data protection officer|attorney|counsel|corporate counsel|paralegal|jurist|juristin|juristen|anwalt|anwaltin|anwalte|rechtsanwalt|rechtsanwaltin|avocat|avocate|avocats|abogado|abogada|abogados|juriste|juristes|notary|notar|compliance officer|datenschutzbeauftragter|datenschutzbeauftragte|solicitor|barrister|legal people|syndikus",
    ),
    (
        (D.PEOPLE,),
        "recruiter|people partner|hrbp|hr business partner|people business partner|headhunter|talent partner|hr people|people person|personaler|personalerin|personalreferent|personalreferentin|recruteur|recruteuse|reclutador|reclutadora|talent scout|sourcer|hr generalist|hr specialist",
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
        "technician|trainer|business partner|guard|chef de partie|property manager|case manager|analyst|associate|assistant|assistante|asistente|assistentin|assistent|officer|administrator|coordinator|representative|worker|employee worker|analyste|analista|koordinator|clerk",
    ),
    (
        (D.EXECUTIVE,),
        "executive assistant|personal assistant|ea|pa|vorstandsassistent|vorstandsassistentin|assistant to the ceo|office of the ceo",
    ),
)
